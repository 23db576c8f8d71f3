import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// Dialplans change under a running line.
    @Suite struct StudioTests {
        /// A plan that shows from outside which version a call walks: key 1 ends the call, or does not.
        private static func plan(keyOneEnds: Bool, wait: Int = 30) -> String {
            """
            dialplan: trial
            languages: [zh-CN, en]
            person: none
            answers: ["12345"]
            start: home
            steps:
              home:
                menu: lab-welcome
                keys: { 1: \(keyOneEnds ? "ends" : "stays") }
                attempts: 9
                wait: \(wait)s
                silence: home
                wrong-key: home
                exhausted: ends
              stays: { quiet: 1h, then: ends }
              ends: { goodbye: [] }

            """
        }

        private struct Scene {
            let instance: HotlineInstance
            let file: URL

            init(_ text: String, _ extra: [String: String] = [:]) throws {
                file = FileManager.default.temporaryDirectory.appendingPathComponent("trial-\(UUID().uuidString).yaml")
                try text.write(to: file, atomically: true, encoding: .utf8)
                instance = try House.county(["CIVICLINE_FILES_DIALPLANS": file.path].merging(extra) { $1 })
            }

            func caller(_ name: String) async throws -> Baresip {
                try await Baresip(
                    user: name, password: nil, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(name))
            }

            func call(_ phone: Baresip) async throws {
                try phone.dial("sip:12345@\(instance.sip)")
                try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
                // A phone without sound sends no keys either.
                let murmur = instance.folder.appendingPathComponent("murmur.wav")
                try SoundFiles.murmur(seconds: 60, to: murmur)
                try phone.play(murmur)
                try await Task.sleep(for: .seconds(2))
            }

            /// Lines of the past calls once there are as many, none of which walks again otherwise than it did.
            func pastCalls(_ count: Int) async throws -> [Substring] {
                var list = ""
                for _ in 0..<50 {
                    list = try await instance.command(["plans", "replay", "--plan", "trial"])
                    if list.contains("\(count) of \(count) calls") { break }
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(list.contains("\(count) of \(count) calls"), "\(list.suffix(400))")
                #expect(!list.contains("not as it was"), "\(list.suffix(4_000))")
                return list.split(separator: "\n")
            }

            func close(_ daemon: Programme) async {
                #expect(await daemon.stop(within: .seconds(20)) == 0)
                try? FileManager.default.removeItem(at: file)
            }
        }

        @Test(
            "a call walks the version that it began with; the next call walks the new one; a broken file changes nothing"
        )
        func versions() async throws {
            let scene = try Scene(Self.plan(keyOneEnds: true))
            let daemon = try await scene.instance.start()
            let (old, new) = (try await scene.caller("+8613900000001"), try await scene.caller("+8613900000002"))
            try await scene.call(old)

            try Self.plan(keyOneEnds: false).write(to: scene.file, atomically: true, encoding: .utf8)
            #expect(try await scene.instance.command(["reload"]).contains("trial: version 2 is live, before 1"))
            try Self.plan(keyOneEnds: false).replacing("then: ends", with: "then: end")
                .write(to: scene.file, atomically: true, encoding: .utf8)
            await #expect {
                try await scene.instance.command(["reload"])
            } throws: {
                "\($0)".contains("no step is called 'end'; did you mean 'ends'?")
                    && "\($0)".contains("nothing has changed")
            }

            try await scene.call(new)
            try new.press("1")
            try old.press("1")
            try await old.waitFor("CALL_CLOSED", within: .seconds(10))
            try await Task.sleep(for: .seconds(2))
            #expect(
                try await scene.instance.figure("civicline_conversations") == 1, "the new call has ended as the old")
            let list = try await scene.instance.command(["plans", "list"])
            #expect(list.contains("trial 2  live") && list.contains("2 versions"))
            try new.hangUp()
            try await new.waitFor("CALL_CLOSED", within: .seconds(10))
            for phone in [old, new] { await phone.stop() }

            // Both are walked again on the version that they had, to the same effects.
            let walked = try await scene.pastCalls(2)
            #expect(walked.contains { $0.contains("version 1") && $0.hasSuffix("goodbye") }, "\(walked)")
            #expect(walked.contains { $0.contains("version 2") && $0.hasSuffix("hung up in stays") }, "\(walked)")
            let reference = try #require(walked.first { $0.contains("version 1") }?.split(separator: " ").first)
            let replay = try await scene.instance.command(["plans", "replay", String(reference)])
            #expect(replay.contains("⌨ 1") && replay.contains("did the same as in the call"), "\(replay)")
            // The caller of the new version on the old text: key 1 would end the call.
            try Self.plan(keyOneEnds: true).write(to: scene.file, atomically: true, encoding: .utf8)
            let whatIf = try await scene.instance.command(["plans", "what-if", scene.file.path])
            #expect(whatIf.contains("1 land as before, 1 elsewhere"), "\(whatIf)")
            #expect(whatIf.contains("1: hung up in stays -> goodbye"), "\(whatIf)")
            await scene.close(daemon)
        }

        @Test("a hundred calls walk while the dialplan is published twenty times: none is lost, none is refused")
        func hundredCalls() async throws {
            let scene = try Scene(Self.plan(keyOneEnds: true, wait: 2))
            let daemon = try await scene.instance.start()
            async let load = Sipp.run(
                Sipp.arguments(
                    scene.instance, scenario: ["-sf", House.scenario("stays")], number: "12345", calls: 100, rate: 20))
            try await scene.instance.waitFor("civicline_conversations", within: .seconds(20)) { $0 >= 90 }
            for round in 0..<20 {
                try (Self.plan(keyOneEnds: true, wait: 2) + "# \(round)\n")
                    .write(to: scene.file, atomically: true, encoding: .utf8)
                _ = try await scene.instance.command(["reload"])
            }
            #expect(try await scene.instance.figure("civicline_conversations") >= 90, "calls were lost")
            let result = try await load
            #expect(result.code == 0, "\(result.output.suffix(2_000))")
            #expect(result.total("Successful call") == 100)
            #expect(try await scene.instance.command(["plans", "list"]).contains("21 versions"))
            _ = try await scene.pastCalls(100)
            await scene.close(daemon)
        }

        @Test(
            "in the browser: an edit, its error, its mending, a trial call, publishing, and a real call that walks it")
        func loop() async throws {
            let scene = try Scene(Self.plan(keyOneEnds: true))
            let daemon = try await scene.instance.start()
            let browser = try await Chromium(folder: scene.instance.folder.appendingPathComponent("browser"))
            let page = "http://\(scene.instance.http)"
            try await browser.signIn(at: page)
            try await browser.open("\(page)/studio/trial?lang=en")
            try await browser.waitFor("document.getElementById('findings-count').textContent !== ''")
            #expect(try await browser.run("!!document.querySelector('.CodeMirror')") == "true")

            // An edit with a slip of the finger: the error is shown where it stands, and publishing is barred.
            func edit(_ from: String, _ to: String) async throws {
                try await browser.run(
                    """
                    (() => { const editor = document.querySelector(".CodeMirror").CodeMirror;
                      editor.setValue(editor.getValue().replace("\(from)", "\(to)")); })()
                    """)
            }
            try await edit("{ 1: ends }", "{ 1: stay }")
            try await browser.waitFor(
                "document.getElementById('findings').innerText.includes(\"no step is called 'stay'\")")
            #expect(
                try await browser.run("document.getElementById('findings').innerText").contains("did you mean 'stays'?")
            )
            #expect(try await browser.run("document.getElementById('publish').disabled") == "true")
            #expect(try await browser.run("document.querySelectorAll('.CodeMirror-lint-marker-error').length") == "1")

            try await edit("{ 1: stay }", "{ 1: stays }")
            try await browser.waitFor("!document.getElementById('publish').disabled")

            // A trial call, by keyboard alone from the form on.
            try await browser.run("document.querySelector('#walk-form button').focus()")
            try await browser.press("Enter", code: 13)
            try await browser.waitFor("document.getElementById('walk-log').innerText.includes('answered')")
            try await browser.run("document.getElementById('walk-line').focus()")
            try await browser.type("1")
            try await browser.press("Enter", code: 13)
            try await browser.waitFor("document.getElementById('walk-log').innerText.includes('· stays')")
            #expect(try await browser.run("document.querySelector('.step-here') !== null") == "true")

            // Publishing with a note; somebody else's publishing in between would be told.
            try await browser.run("document.getElementById('publish').click()")
            try await browser.waitFor("document.getElementById('publish-dialog').open")
            #expect(try await browser.run("document.getElementById('publish-text').textContent").contains("home"))
            try await browser.run("document.getElementById('publish-note').value = 'key 1 stays'")
            try await browser.run("document.getElementById('publish-go').click()")
            try await browser.waitFor("document.getElementById('banner').textContent.includes('Version 2 is live')")
            #expect(try String(contentsOf: scene.file, encoding: .utf8).contains("{ 1: stays }"))

            let phone = try await scene.caller("+8613900000001")
            try await scene.call(phone)
            try phone.press("1")
            try await Task.sleep(for: .seconds(3))
            #expect(try await scene.instance.figure("civicline_conversations") == 1, "key 1 still ends the call")
            try phone.hangUp()
            await phone.stop()

            // Back in one click, and the ledger knows both.
            try await browser.run("(window.confirm = () => true, document.getElementById('tab-versions').click())")
            try await browser.run(
                "[...document.querySelectorAll('#versions button')].find((one) => one.textContent === 'Make live again').click()"
            )
            try await browser.waitFor("document.getElementById('banner').textContent.includes('Version 1 is live')")
            #expect(try String(contentsOf: scene.file, encoding: .utf8).contains("{ 1: ends }"))
            let list = try await scene.instance.command(["plans", "list"])
            #expect(list.contains("trial 1  live") && list.contains("zhao.min  from 1  key 1 stays"))
            await browser.close()
            await scene.close(daemon)
        }

        @Test("in the browser: a trial call becomes a test, a wrong test is shown with its call, mended and saved")
        func tests() async throws {
            let scene = try Scene(Self.plan(keyOneEnds: true))
            let daemon = try await scene.instance.start()
            let browser = try await Chromium(folder: scene.instance.folder.appendingPathComponent("browser"))
            try await browser.signIn(at: "http://\(scene.instance.http)")
            try await browser.open("http://\(scene.instance.http)/studio/trial?lang=en")
            try await browser.waitFor("document.getElementById('findings-count').textContent !== ''")
            try await browser.run("document.querySelector('#walk-form button').click()")
            try await browser.waitFor("!document.getElementById('walk-test').disabled")
            try await browser.run("document.querySelector('#keypad button').click()")
            try await browser.waitFor("document.getElementById('walk-log').innerText.includes('hangs up')")

            try await browser.run("document.getElementById('walk-test').click()")
            let verdict = "document.getElementById('tests-verdict').textContent"
            try await browser.waitFor("\(verdict).startsWith('1 of 1')")
            #expect(try await browser.run("document.getElementById('banner').textContent").contains("and passes"))
            let editor = "document.querySelector('#tests .CodeMirror').CodeMirror"
            #expect(try await browser.run("\(editor).getValue()").contains("hang-up: goodbye"))

            try await browser.run("\(editor).setValue(\(editor).getValue().replace('hang-up: goodbye', 'step: stays'))")
            try await browser.run("document.getElementById('tests-run').click()")
            try await browser.waitFor("\(verdict).startsWith('0 of 1')")
            #expect(
                try await browser.run("document.querySelector('#tests-results .failed').innerText")
                    .contains("expected the step 'stays'"))
            #expect(
                try await browser.run("document.querySelector('#tests-results .failed pre').innerText").contains("⌨ 1"))

            try await browser.run("\(editor).setValue(\(editor).getValue().replace('step: stays', 'step: stay'))")
            try await browser.waitFor(
                "document.getElementById('tests-findings').innerText.includes(\"did you mean 'stays'?\")")
            try await browser.run("\(editor).setValue(\(editor).getValue().replace('step: stay', 'hang-up: goodbye'))")
            try await browser.run("document.getElementById('tests-save').click()")
            try await browser.waitFor("document.getElementById('banner').textContent.includes('is written')")
            let file = scene.file.deletingPathExtension().appendingPathExtension("tests.yaml")
            #expect(try String(contentsOf: file, encoding: .utf8).contains("hang-up: goodbye"))
            try? FileManager.default.removeItem(at: file)
            await browser.close()
            await scene.close(daemon)
        }
    }
}
