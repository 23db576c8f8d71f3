import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// Prompts change under a running line: in the browser, by its microphone, and by phone.
    @Suite(.serialized) struct PromptStudioTests {
        private static let plan = """
            dialplan: trial
            languages: [zh-CN, en]
            person: none
            answers: ["12345"]
            start: home
            steps:
              home: { say: lab-key, then: stays }
              stays: { quiet: 1h, then: ends }
              ends: { goodbye: [] }

            """

        private struct Scene {
            let instance: HotlineInstance
            let prompts: URL
            let plan: URL

            init() throws {
                let root = FileManager.default.temporaryDirectory.appendingPathComponent("prompts-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
                prompts = root.appendingPathComponent("prompts")
                plan = root.appendingPathComponent("trial.yaml")
                try FileManager.default.copyItem(at: House.root.appendingPathComponent("prompts"), to: prompts)
                try PromptStudioTests.plan.write(to: plan, atomically: true, encoding: .utf8)
                instance = try House.county([
                    "CIVICLINE_FILES_DIALPLANS": plan.path, "CIVICLINE_FILES_PROMPTS": prompts.path,
                ])
            }

            func clip(_ name: String) -> URL { prompts.appendingPathComponent("\(name).wav") }

            /// What a caller of the hotline hears in its first seconds.
            func heard(_ name: String, seconds: Int = 5) async throws -> URL {
                let phone = try await Baresip(
                    user: name, password: nil, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(name))
                try phone.dial("sip:12345@\(instance.sip)")
                try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
                try await Task.sleep(for: .seconds(seconds))
                try phone.hangUp()
                await phone.stop()
                return try #require(phone.heardFile)
            }

            /// A browser with the page open, and a tone of 1330 Hz at its microphone.
            func browser() async throws -> Chromium {
                let tone = instance.folder.appendingPathComponent("microphone.wav")
                try SoundFiles.tone(hertz: 1330, seconds: 60, to: tone)
                let browser = try await Chromium(
                    folder: instance.folder.appendingPathComponent("browser"), microphone: tone)
                let page = "http://\(instance.http)"
                try await browser.open("\(page)/sign-in?lang=en")
                try await browser.run(
                    """
                    fetch("/sign-in", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" },
                      body: "name=zhao.min&password=sample-desk-2004" }).then((answer) => answer.status)
                    """)
                try await browser.open("\(page)/studio/prompts?lang=en")
                try await browser.waitFor("document.querySelectorAll('#rows tr').length > 100")
                return browser
            }

            func close(_ daemon: Programme) async {
                #expect(await daemon.stop(within: .seconds(20)) == 0)
                try? FileManager.default.removeItem(at: plan.deletingLastPathComponent())
            }
        }

        /// Opens the dialog of the one prompt that the search finds in a language.
        private func open(_ id: String, _ language: String, in browser: Chromium) async throws {
            let row = "#rows tr[data-prompt=\"\(language)/\(id)\"]"
            try await browser.run(
                """
                (() => { const search = document.getElementById("search"); search.value = "\(id)";
                  search.dispatchEvent(new Event("input")); document.querySelector('\(row) .open').click(); })()
                """)
            try await browser.waitFor("document.getElementById('prompt').open")
        }

        private func note(_ text: String, in browser: Chromium) async throws {
            try await browser.waitFor("document.getElementById('prompt-note').textContent.includes('\(text)')")
        }

        @Test(
            "a text is changed, its recording is stale, a WAV file is uploaded, and a real call hears it; then the old one is brought back"
        )
        func upload() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let browser = try await scene.browser()
            let old = try Data(contentsOf: scene.clip("zh-CN/lab-key"))
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000001")) < 0.05)

            try await open("lab-key", "zh-CN", in: browser)
            try await browser.run(
                """
                (() => { const text = document.getElementById("prompt-text"); text.value = "请按任意一个键。";
                  text.dispatchEvent(new Event("input")); document.getElementById("prompt-save").click(); })()
                """)
            try await note("The text is saved", in: browser)
            let dialog = "document.getElementById('prompt').innerText"
            #expect(try await browser.run(dialog).contains("says an earlier text"))
            let catalogue = scene.prompts.appendingPathComponent("catalogue.yaml")
            #expect(try String(contentsOf: catalogue, encoding: .utf8).contains("zh-CN: \"请按任意一个键。\""))

            // Stereo at 44.1 kHz, a tone of 1010 Hz, far too quiet.
            try await browser.run(
                """
                (() => {
                  const rate = 44100, count = 2 * rate, view = new DataView(new ArrayBuffer(44 + 4 * count));
                  const text = (at, word) => [...word].forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)));
                  text(0, "RIFF"); view.setUint32(4, 36 + 4 * count, true); text(8, "WAVEfmt "); view.setUint32(16, 16, true);
                  view.setUint16(20, 1, true); view.setUint16(22, 2, true); view.setUint32(24, rate, true);
                  view.setUint32(28, 4 * rate, true); view.setUint16(32, 4, true); view.setUint16(34, 16, true);
                  text(36, "data"); view.setUint32(40, 4 * count, true);
                  for (let n = 0; n < count; n++) for (const channel of [0, 1])
                    view.setInt16(44 + 4 * n + 2 * channel, 900 * Math.sin(2 * Math.PI * 1010 * n / rate), true);
                  const files = new DataTransfer();
                  files.items.add(new File([view.buffer], "take.wav", { type: "audio/wav" }));
                  document.getElementById("prompt-file").files = files.files;
                  document.getElementById("prompt-upload").click();
                })()
                """)
            try await note("live for new calls", in: browser)
            #expect(try await !browser.run(dialog).contains("says an earlier text"))
            #expect(try await browser.run(dialog).contains("-17."))
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000002")) > 0.2)

            // What is no sound is refused with a reason, and changes nothing.
            let live = try Data(contentsOf: scene.clip("zh-CN/lab-key"))
            try await browser.run(
                """
                (() => { const files = new DataTransfer(); files.items.add(new File(["ID3"], "take.wav"));
                  document.getElementById("prompt-file").files = files.files;
                  document.getElementById("prompt-upload").click(); })()
                """)
            try await note("no WAV file that can be read", in: browser)
            #expect(try Data(contentsOf: scene.clip("zh-CN/lab-key")) == live)

            try await browser.waitFor("document.querySelectorAll('#prompt .restore').length === 1")
            try await browser.run("document.querySelector('#prompt .restore').click()")
            try await note("live again", in: browser)
            #expect(try Data(contentsOf: scene.clip("zh-CN/lab-key")) == old)
            await browser.close()
            await scene.close(daemon)
        }

        @Test("what is spoken into the browser's microphone is heard back, kept, and what callers hear")
        func microphone() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let browser = try await scene.browser()
            try await open("lab-key", "zh-CN", in: browser)
            // By keyboard alone from here on.
            try await browser.run("document.getElementById('take-start').focus()")
            try await browser.press("Enter", code: 13)
            try await browser.waitFor("document.getElementById('take-stop') !== null")
            try await browser.waitFor("document.getElementById('prompt-meter').value > 0.02")
            try await Task.sleep(for: .seconds(3))
            try await browser.press("Enter", code: 13)
            try await browser.waitFor("document.activeElement?.id === 'take-hear'")
            try await browser.press("Enter", code: 13)
            try await browser.run("document.getElementById('take-keep').focus()")
            try await browser.press("Enter", code: 13)
            try await note("live for new calls", in: browser)
            #expect(try SoundFiles.share(of: 1330, in: scene.clip("zh-CN/lab-key")) > 0.5)
            #expect(try SoundFiles.share(of: 1330, in: try await scene.heard("+8613900000001")) > 0.2)
            await browser.close()
            await scene.close(daemon)
        }

        @Test("with a PIN from the page, a prompt is spoken by phone, heard back and kept; a wrong PIN opens nothing")
        func phone() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let browser = try await scene.browser()
            try await open("lab-key", "zh-CN", in: browser)
            try await browser.run("document.getElementById('prompt-phone').click()")
            try await browser.waitFor("document.getElementById('booth').open")
            let pin = try await browser.run("document.getElementById('booth-pin').textContent").filter(\.isNumber)
            try #require(pin.count == 6)

            let phone = try await Baresip(
                user: "+8613900000001", password: nil, server: scene.instance.sip,
                folder: scene.instance.folder.appendingPathComponent("speaker"))
            let tone = scene.instance.folder.appendingPathComponent("voice.wav")
            try SoundFiles.tone(hertz: 1550, seconds: 90, to: tone)
            try phone.dial("sip:*77@\(scene.instance.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
            try phone.play(tone)
            try await Task.sleep(for: .seconds(2))
            func key(_ keys: String) async throws {
                for key in keys {
                    try phone.press(key)
                    try await Task.sleep(for: .milliseconds(500))
                }
            }
            try await key(String(pin.reversed()) == pin ? "000000" : String(pin.reversed()))
            try await Task.sleep(for: .seconds(1))
            try await key(pin)
            // The number, the words and the tone; then the take.
            try await Task.sleep(for: .seconds(16))
            try await key("#")
            try await Task.sleep(for: .seconds(2))
            try await key("1")
            try await browser.waitFor(
                "document.querySelector('#booth .done').textContent.includes('recorded')", within: .seconds(15))
            try await phone.waitFor("CALL_CLOSED", within: .seconds(15))
            await phone.stop()
            #expect(try SoundFiles.share(of: 1550, in: scene.clip("zh-CN/lab-key")) > 0.5)
            // The take was played back to its speaker.
            #expect(try SoundFiles.share(of: 1550, in: try #require(phone.heardFile)) > 0.02)
            #expect(try SoundFiles.share(of: 1550, in: try await scene.heard("+8613900000002")) > 0.2)
            let left = try FileManager.default.contentsOfDirectory(
                atPath: scene.instance.data.appendingPathComponent("recordings").path)
            #expect(!left.contains { $0.hasPrefix("booth") })
            await browser.close()
            await scene.close(daemon)
        }
    }
}
