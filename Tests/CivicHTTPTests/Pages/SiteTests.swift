import Foundation
import NIOCore
import Testing

@testable import CivicHTTP

struct SiteTests {
    /// What pages are given by their routes and not by the words.
    private static let values: Set = [
        "language", "other-language", "hotline", "number", "desk-link", "message", "message-class", "agent", "status",
        "title", "detail", "count", "reference", "privacy", "plan", "address", "name", "kept",
        "numbers", "asks-number",
    ]

    @Test("both languages have the same words, none of them empty")
    func sameWords() throws {
        let site = try Site()
        let (chinese, english) = (site.words(in: .chinese), site.words(in: .english))
        #expect(Set(chinese.keys) == Set(english.keys))
        #expect(chinese.values.allSatisfy { !$0.isEmpty } && english.values.allSatisfy { !$0.isEmpty })
        for (key, text) in chinese {
            let names = { (text: String) in Set(text.matches(of: /\{\w+\}/).map { String($0.output) }) }
            #expect(names(text) == names(english[key] ?? ""), "\(key)")
        }
    }

    @Test("every hole of every page has a word or a value")
    func holes() throws {
        let site = try Site()
        let known = Set(site.words(in: .english).keys).union(Self.values)
        for name in site.templateNames {
            #expect(Set(site.template(name).holes).subtracting(known).isEmpty, "\(name)")
        }
    }

    @Test("every word that a script asks for by name exists")
    func scriptWords() throws {
        let site = try Site()
        let known = Set(site.words(in: .english).keys)
        for (name, asset) in site.assets where name.hasSuffix(".js") {
            let asked = String(buffer: asset.bytes).matches(of: /\bt\("([^"]+)"/).map { String($0.output.1) }
            #expect(Set(asked).subtracting(known).isEmpty, "\(name)")
        }
    }

    @Test("pages hold no inline script, style or handler, and scripts write no markup")
    func nothingInline() throws {
        let site = try Site()
        for name in site.templateNames {
            let page = site.render(name, in: .chinese)
            #expect(!page.contains("style=") && !page.contains("<style") && !page.contains(" onclick"))
            for script in page.matches(of: /<script[^>]*>/) {
                #expect(script.output.contains("src=") || script.output.contains("application/json"))
            }
        }
        for (name, asset) in site.assets where name.hasSuffix(".js") {
            let source = String(buffer: asset.bytes)
            for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                #expect(!source.contains(sink), "\(name)")
            }
        }
    }

    @Test("values cannot become markup")
    func escapes() throws {
        let evil = "<img src=x onerror=alert(1)>\"'&"
        let page = PageTemplate("<p title=\"{{a}}\">{{b}}</p>").render(words: ["b": evil], values: ["a": evil])
        let safe = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"
        #expect(page == "<p title=\"\(safe)\">\(safe)</p>")
        #expect(HTMLText.scriptData("{\"a\":\"</script><!--\"}") == "{\"a\":\"\\u003C/script>\\u003C!--\"}")
    }

    @Test("a hostile name in the catalogue or the account stays text on the desk")
    func hostileNames() throws {
        let site = try Site()
        let page = site.render(
            "desk", in: .english, values: ["agent": "</header><script>alert(1)</script>", "hotline": "<b>x</b>"],
            markup: ["data": HTMLText.scriptData("{\"x\":\"</script><script>alert(1)</script>\"}")])
        #expect(!page.contains("<script>alert(1)") && !page.contains("<b>x</b>"))
    }

    @Test("an unchanged file is not sent again")
    func notModified() async throws {
        try await TestServer.run { server in
            let first = try await server.client.send("GET", "/assets/desk.css")
            #expect(first.status == 200)
            let tag = try #require(first.headers["etag"])
            let second = try await server.client.send("GET", "/assets/desk.css", headers: ["If-None-Match": tag])
            #expect(second.status == 304)
        }
    }

    @Test(
        "the page's language is the best that the browser wants",
        arguments: [
            ("", PageLanguage.chinese), ("en-GB,en;q=0.9", .english), ("fr,zh;q=0.3,en;q=0.8", .english),
            ("zh-CN,zh;q=0.9,en;q=0.9", .chinese), ("fr", .chinese), ("en;q=0.5,zh;q=0.5", .english),
            (";;,q=,", .chinese),
        ])
    func languages(header: String, language: PageLanguage) {
        #expect(PageLanguage(accepting: header) == language)
    }

    @Test("a chosen language is remembered")
    func remembered() async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("GET", "/sign-in?lang=en")
            #expect(answer.body.contains("<html lang=\"en\">"))
            #expect(answer.headers["set-cookie"]?.hasPrefix("civicline-language=en") == true)
            let again = try await server.client.send("GET", "/sign-in", headers: ["Cookie": "civicline-language=en"])
            #expect(again.body.contains("<html lang=\"en\">"))
        }
    }
}
