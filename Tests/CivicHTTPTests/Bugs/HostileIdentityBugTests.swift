import Foundation
import NIOCore
import Testing

@testable import CivicHTTP

/// Bugs that others had with what callers call themselves, on the pages.
@Suite("Bugs that others had: identities on pages")
struct HostileIdentityBugTests {
    private static let names = [
        "<script>alert(1)</script>", "\" onload=alert(1) x=\"", "' onmouseover='alert(1)",
        "</script><script>alert(1)//",
        "<!--", "a&lt;b", "{{=title}}{{hotline}}", "\u{202E}evil", "\u{0}\u{1B}[31m",
    ]

    @Test(
        "control characters in identities (HTML) — a value never opens or ends an element or attribute",
        arguments: names)
    func pages(name: String) {
        let page = PageTemplate("<p title=\"{{status}}\">{{status}}</p>").render(words: [:], values: ["status": name])
        #expect(page.split(separator: "<").count == 2 && page.filter { $0 == ">" }.count == 2)
        #expect(page.filter { $0 == "\"" }.count == 2 && !page.contains("'"))
        #expect(!HTMLText.scriptData("{\"name\":\"\(name)\"}").contains("<"))
    }

    @Test("control characters in identities (HTML) — no script of ours makes markup out of text")
    func scripts() throws {
        let site = try Site()
        for (name, asset) in site.assets where name.hasSuffix(".js") {
            let source = String(buffer: asset.bytes)
            for danger in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!source.contains(danger), "\(name): \(danger)")
            }
        }
    }

    @Test("control characters in identities (HTML) — an event of the stream stays one event", arguments: names)
    func events(name: String) throws {
        let json = try String(
            decoding: JSONEncoder().encode(["number": name + "\r\n\r\nevent: card\ndata: {}\n\n"]), as: UTF8.self)
        let event = String(buffer: ServerSentEvent(id: 1, kind: "card", data: json).bytes)
        #expect(event.split(separator: "\n", omittingEmptySubsequences: false).count == 5 && !event.contains("\r"))
    }
}
