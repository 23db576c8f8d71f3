import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The pages of citizens, units and the public, as people use them: one matter from its filing to the citizen's
    /// word, and the figures. In both languages, on a small phone and on a desk's screen.
    @Suite struct PageTests {
        private static let water = ("he.ping", "sample-desk-3002")
        private static let roads = ("fang.lu", "sample-desk-3003")
        private static let centre = ("chen.hong", "sample-desk-2003")

        @Test(
            "in the browser: a matter goes from /ask by /cases to the citizen's word; /open and /insight show figures")
        func pages() async throws {
            let scene = try await Scene()
            let (number, code) = try await filing(scene)
            try await refusing(scene, number)
            try await answering(scene, number)
            try await disputing(scene, number, code)
            try await figures(scene)
            try await scene.close()
        }

        /// `/ask` on a small phone: an empty form is told what is missing, a whole one is filed with its photograph.
        private func filing(_ scene: Scene) async throws -> (number: String, code: String) {
            let browser = scene.browser
            try await browser.resize(width: 360, height: 760)
            try await scene.open("/ask", "ask")
            #expect(try await browser.run("document.scripts.length") == "0")
            // Old browsers do not look for what is missing.
            try await scene.leave("(document.forms.filing.noValidate = true, document.forms.filing.submit())")
            let faults = try await browser.run(
                "[...document.querySelectorAll('[role=alert] a')].map((one) => one.hash).join(' ')")
            #expect(faults == "#service #words #township")
            #expect(try await browser.run("document.querySelectorAll('[aria-invalid=true]').length") == "3")
            try await scene.look("ask-faults")

            try await browser.run(
                """
                (() => { const form = document.forms.filing.elements;
                  form.service.value = "water"; form.words.value = "村里停水三天了。"; form.township.value = "青石镇";
                  \(Self.choose("form.files", "水表.png")) })()
                """)
            try await scene.leave("document.querySelector('#filing button').click()")
            let shown = try await browser.run(
                """
                [...document.querySelectorAll(".figures strong")]
                  .map((one) => one.innerText.replace(/ /g, "")).join(" ")
                """)
            let told = shown.split(separator: " ").map(String.init)
            try #require(told.count == 2 && told[0].count == 8 && told[1].count == 8, "\(shown)")
            try await scene.look("ask-receipt")
            return (told[0], told[1])
        }

        /// `/cases` on a desk's screen: the centre sends the case out, the unit sends it back with who should have it.
        private func refusing(_ scene: Scene, _ number: String) async throws {
            let browser = scene.browser
            try await browser.resize(width: 1280, height: 900)
            try await scene.work(on: number, as: Self.centre)
            try await scene.act("dispatch", [:])
            try await scene.work(on: number, as: Self.water)
            try await scene.act("refuse", ["unit": "transport", "rule": "§ 7", "note": "路面破裂处漏水"])
            try await browser.waitFor("!document.getElementById('lines').innerText.includes('\(spaced(number))')")
            try await scene.work(on: number, as: Self.centre)
            #expect(try await browser.run("document.querySelector('#file .wish').innerText").contains("§ 7"))
            try await scene.look("cases-centre")
            // The unit that was named stands in the form already.
            try await scene.act("dispatch", [:])
        }

        /// The unit that was named accepts, and answers with a file, on a phone as well.
        private func answering(_ scene: Scene, _ number: String) async throws {
            let browser = scene.browser
            try await scene.work(on: number, as: Self.roads)
            try await scene.act("accept", [:])
            try await browser.waitFor("document.getElementById('file').innerText.includes('水表.png')")
            try await browser.resize(width: 360, height: 760)
            try await browser.run("document.querySelector('[data-key=act-answer]').click()")
            try await scene.look("cases-answer")
            try await browser.run("document.querySelector('[data-key=act-answer]').click()")
            try await scene.act("answer", ["note": "水管已修好，路面已复原。"], file: "验收.pdf")
            try await scene.look("cases-answered")
        }

        /// The citizen comes with number and code, sees the answer and both files, and says that it is not solved.
        private func disputing(_ scene: Scene, _ number: String, _ code: String) async throws {
            let browser = scene.browser
            func follow(_ code: String) async throws {
                try await scene.open("/ask/follow?number=\(number)", "follow")
                try await browser.run("document.forms[0].elements.code.value = '\(code)'")
                try await scene.leave("document.querySelector('main button').click()")
            }
            try await follow(code == "00000000" ? "11111111" : "00000000")
            #expect(try await browser.run("document.querySelector('.bad') !== null") == "true")
            try await follow(code)
            let page = try await browser.run("document.querySelector('main').innerText")
            for part in ["水管已修好", "水表.png", "验收.pdf"] {
                #expect(page.contains(part), "\(part): \(page)")
            }
            try await scene.look("follow")
            try await scene.leave("document.querySelector(\"form[action='/ask/file'] button\").click()")
            #expect(try await browser.run("document.contentType + document.images[0].naturalWidth") == "image/png1")

            try await follow(code)
            try await browser.run("document.getElementById('note').value = '还是没有水。'")
            try await scene.leave("document.querySelector('button[value=not-solved]').click()")
            #expect(try await browser.run("document.querySelector('.note') !== null") == "true")
            try await scene.look("disputed")
            try await browser.resize(width: 1280, height: 900)
            try await scene.work(on: number, as: Self.roads)
            #expect(try await browser.run("document.getElementById('file').innerText").contains("还是没有水。"))
        }

        /// What everybody may see, and what supervisors see.
        private func figures(_ scene: Scene) async throws {
            let browser = scene.browser
            for width in [360, 1280] {
                try await browser.resize(width: width, height: 900)
                for language in ["zh-CN", "en"] {
                    try await scene.open("/open?lang=\(language)", "open")
                    #expect(try await browser.run("document.querySelectorAll('tbody tr').length > 2") == "true")
                    #expect(try await browser.run("document.documentElement.lang") == language)
                }
            }
            try await browser.signIn(at: scene.page, as: Self.centre.0, password: Self.centre.1)
            for width in [360, 1280] {
                try await browser.resize(width: width, height: 900)
                for language in ["zh-CN", "en"] {
                    for path in ["", "/matters", "/forecast", "/reasons", "/groups"] {
                        try await scene.open("/insight\(path)?lang=\(language)", "insight\(path)")
                        #expect(
                            try await browser.run("document.querySelectorAll('.tabs [aria-current]').length") == "1")
                        #expect(
                            try await browser.run("document.querySelector('main table, main svg') !== null") == "true")
                    }
                }
            }
        }

        /// Puts a picture of one point, or a scan by the name of it, into a field for files.
        fileprivate static func choose(_ field: String, _ name: String) -> String {
            let point =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
            return """
                const chosen = new DataTransfer();
                chosen.items.add(new File(
                  ["\(name)".endsWith(".pdf") ? "%PDF-1.7 a scan" : Uint8Array.from(atob("\(point)"), (one) => one.charCodeAt(0))],
                  "\(name)"));
                \(field).files = chosen.files;
                """
        }
    }
}

/// As the pages show it.
private func spaced(_ number: String) -> String { "\(number.prefix(4)) \(number.dropFirst(4))" }

/// A house with a small county, and the one browser.
private struct Scene {
    let instance: HotlineInstance
    let daemon: Programme
    let browser: Chromium

    var page: String { "http://\(instance.http)" }

    init() async throws {
        let sample = try String(
            contentsOf: House.root.appendingPathComponent("config/accounts.yaml"), encoding: .utf8)
        let roads = """

              - name: fang.lu
                display-name: Fang Lu (sample, Transport)
                role: unit
                unit: transport
                sample: true
                desk-password: sample-desk-3003

            """
        instance = try House.county(files: ["CIVICLINE_FILES_ACCOUNTS": sample + roads])
        try await instance.makeSampleCounty(citizens: 2_000)
        daemon = try await instance.start()
        browser = try await Chromium(folder: instance.folder.appendingPathComponent("browser"))
    }

    func close() async throws {
        await browser.close()
        #expect(await daemon.stop(within: .seconds(20)) == 0)
    }

    func open(_ path: String, _ name: String) async throws {
        try await browser.open(page + path)
        try await look(name)
    }

    /// Does what leads to another page, and waits for that one.
    func leave(_ script: String) async throws {
        try await browser.run("(window.isLeft = true, \(script))")
        try await browser.waitFor("window.isLeft === undefined && document.readyState === 'complete'")
    }

    /// A page fits its window: nothing but tables and plots is wider, and those within frames of their own. With
    /// `CIVICLINE_PICTURES` a folder, what is seen is kept there.
    func look(_ name: String) async throws {
        let (width, language) = (
            try await browser.run("innerWidth"), try await browser.run("document.documentElement.lang")
        )
        let sizes = try await browser.run(
            "document.documentElement.scrollWidth + ' ' + document.documentElement.clientWidth"
        ).split(separator: " ")
        #expect(sizes.first == sizes.last, "\(name) in \(language) is wider than \(width) points")
        #expect(
            try await browser.run("/\\{[a-z-]+\\}|undefined|NaN/.test(document.body.innerText)") == "false",
            "\(name) in \(language) shows a hole")
        guard let folder = ProcessInfo.processInfo.environment["CIVICLINE_PICTURES"] else { return }
        let file = "\(name.replacing("/", with: "-"))-\(language)-\(width).png"
        try await browser.picture(whole: true).write(to: URL(fileURLWithPath: folder).appendingPathComponent(file))
    }

    /// Opens the case of that number on `/cases` as somebody.
    func work(on number: String, as person: (name: String, password: String)) async throws {
        try await browser.signIn(at: page, as: person.name, password: person.password)
        try await browser.open("\(page)/cases?lang=en")
        let line =
            "[...document.querySelectorAll('#lines button')].find((one) => one.innerText.includes('\(spaced(number))'))"
        try await browser.waitFor("\(line) !== undefined")
        try await browser.run("\(line).click()")
        try await browser.waitFor(
            "!document.getElementById('file').hidden || document.querySelector('dialog.reason') !== null")
        // Whoever has no part in the case says why they open it.
        for button in ["value=follow-up", "data-key=reason-open"] {
            try await browser.run("document.querySelector('[\(button)]')?.click()")
        }
        try await browser.waitFor("!document.getElementById('file').hidden")
    }

    /// One act on the open case, with its fields.
    func act(_ name: String, _ fields: [String: String], file: String? = nil) async throws {
        try await browser.run("document.querySelector('[data-key=act-\(name)]').click()")
        for (field, value) in fields {
            try await browser.run(
                """
                (() => { const field = document.getElementById("field-\(field)"); field.value = "\(value)";
                  field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input")); })()
                """)
        }
        if let file {
            let choice = EndToEnd.PageTests.choose("field", file)
            try await browser.run("(() => { const field = document.getElementById('field-files'); \(choice) })()")
        }
        try await browser.run("document.querySelector('[data-key=act-send]').click()")
        try await browser.waitFor(
            "document.getElementById('told').textContent !== '' || !document.getElementById('refused').hidden")
        #expect(try await browser.run("document.getElementById('refused').hidden") == "true", "\(name) was refused")
    }
}
