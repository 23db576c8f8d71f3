import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// A supervisor puts a text in front of real calls, in the browser.
    @Suite(.serialized) struct SurgeTests {
        private struct Scene {
            let instance: HotlineInstance
            let root: URL
            let prompts: URL

            /// The flood's text is a tone of 1010 Hz, own words one of 1550 Hz.
            init() throws {
                root = FileManager.default.temporaryDirectory.appendingPathComponent("surge-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
                prompts = root.appendingPathComponent("prompts")
                try FileManager.default.copyItem(at: House.root.appendingPathComponent("prompts"), to: prompts)
                for language in ["zh-CN", "en"] {
                    try SoundFiles.tone(
                        hertz: 1010, seconds: 6, to: prompts.appendingPathComponent("\(language)/surge.flood.wav"))
                }
                let own = root.appendingPathComponent("own.wav")
                try SoundFiles.tone(hertz: 1550, seconds: 6, to: own)
                let command = "[sh, -c, 'cp \(own.path) \"$1\"', '{text}', '{out}']"
                let voices = root.appendingPathComponent("voices.yaml")
                try "voices:\n  zh-CN: { command: \(command) }\n  en: { command: \(command) }\n"
                    .write(to: voices, atomically: true, encoding: .utf8)
                instance = try House.county([
                    "CIVICLINE_FILES_PROMPTS": prompts.path, "CIVICLINE_FILES_PROMPT_SETTINGS": voices.path,
                ])
            }

            /// A phone of this kind sends no key while it says nothing.
            func murmur(into phone: Baresip) throws {
                let file = phone.folder.appendingPathComponent("murmur.wav")
                try SoundFiles.murmur(seconds: 60, to: file)
                try phone.play(file)
            }

            /// What a caller hears who has chosen a language.
            func heard(_ name: String, seconds: Int = 10) async throws -> URL {
                let phone = try await Baresip(
                    user: name, password: nil, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(name))
                try phone.dial("sip:12345@\(instance.sip)")
                try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
                try murmur(into: phone)
                try await Task.sleep(for: .seconds(3))
                try phone.press("1")
                try await Task.sleep(for: .seconds(seconds))
                try phone.hangUp()
                await phone.stop()
                return try #require(phone.heardFile)
            }

            private static let desks = ["li.na": "2001", "chen.hong": "2003", "zhao.min": "2004"]

            func browser(as name: String, at page: String) async throws -> Chromium {
                let browser = try await Chromium(folder: instance.folder.appendingPathComponent("browser-\(name)"))
                try await browser.open("http://\(instance.http)/sign-in?lang=en")
                try await browser.run(
                    """
                    fetch("/sign-in", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" },
                      body: "name=\(name)&password=sample-desk-\(Self.desks[name] ?? "")" }).then((answer) => answer.status)
                    """)
                try await browser.open("http://\(instance.http)\(page)?lang=en")
                return browser
            }

            func close(_ daemon: Programme) async {
                #expect(await daemon.stop(within: .seconds(20)) == 0)
                try? FileManager.default.removeItem(at: root)
            }
        }

        private func put(_ text: String, in page: Chromium) async throws {
            try await page.run(
                """
                document.querySelector('button.put[data-text="\(text)"]').click()
                """)
            try await page.waitFor("document.getElementById('told').innerText.includes('in front')")
        }

        @Test(
            "one click on: calls hear it, desks and /calls show it, a restart keeps it; one click off: calls go straight on"
        )
        func clicks() async throws {
            let scene = try Scene()
            var daemon = try await scene.instance.start()
            var page = try await scene.browser(as: "chen.hong", at: "/surge")
            let desk = try await scene.browser(as: "li.na", at: "/desk")
            try await page.waitFor("document.querySelectorAll('#texts .text').length > 4")
            #expect(try await page.run("document.getElementById('now').innerText").contains("Nothing."))
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000001")) < 0.05)

            try await put("surge.flood", in: page)
            #expect(try await page.run("document.getElementById('now').innerText").contains("floods and landslides"))
            try await desk.waitFor("document.getElementById('surge').innerText.includes('floods and landslides')")
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000002")) > 0.2)
            try await desk.open("http://\(scene.instance.http)/surge")
            #expect(try await desk.run("document.body.innerText").contains("floods") == false)

            await page.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
            daemon = try await scene.instance.start()
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000003")) > 0.2)
            page = try await scene.browser(as: "zhao.min", at: "/calls")
            #expect(try await page.run("document.body.innerText").contains("floods and landslides"))
            try await page.open("http://\(scene.instance.http)/surge?lang=en")
            try await page.waitFor("document.querySelector('#now article button') !== null")
            try await page.run("document.querySelector('#now article button').click()")
            try await page.waitFor("document.getElementById('told').innerText.includes('taken away')")
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000004")) < 0.05)
            await page.close()
            await desk.close()
            await scene.close(daemon)
        }

        @Test("own words are heard in the browser before callers hear them; a call in progress hears them too")
        func ownWords() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let page = try await scene.browser(as: "zhao.min", at: "/surge")
            try await page.waitFor("document.querySelectorAll('#texts .text').length > 4")
            try await page.waitFor("document.querySelectorAll('#own textarea').length === 2")
            try await page.run(
                """
                (() => { for (const [tag, words] of [["zh-CN", "今天不要出门。"], ["en", "Stay at home today."]]) {
                  const field = document.getElementById(`words-${tag}`); field.value = words;
                  field.dispatchEvent(new Event("input"));
                }
                document.querySelector('[data-key="hear-en"]').click(); })()
                """)
            try await page.waitFor("document.getElementById('told').innerText === ''")
            #expect(try await page.run("document.getElementById('refused').hidden") == "true")

            let phone = try await Baresip(
                user: "+8613900000001", password: nil, server: scene.instance.sip,
                folder: scene.instance.folder.appendingPathComponent("early"))
            try phone.dial("sip:12345@\(scene.instance.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
            try scene.murmur(into: phone)
            // The call is in its greeting.
            try await page.run("document.getElementById('own-put').click()")
            try await page.waitFor("document.getElementById('told').innerText.includes('in front')")
            try await Task.sleep(for: .seconds(3))
            try phone.press("1")
            try await Task.sleep(for: .seconds(10))
            try phone.hangUp()
            await phone.stop()
            #expect(try SoundFiles.share(of: 1550, in: try #require(phone.heardFile)) > 0.2)
            await page.close()
            await scene.close(daemon)
        }

        @Test("own words whose recordings are lost cost no call: it goes on in silence, and the house says so")
        func silent() async throws {
            let scene = try Scene()
            var daemon = try await scene.instance.start()
            let on = try await Programme.run(
                House.executable,
                [
                    "surge", "on", "--say", "zh-CN=今天不要出门。", "--say", "en=Stay in.", "--data",
                    scene.instance.data.path,
                ], within: .seconds(60))
            #expect(on.code == 0)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
            try FileManager.default.removeItem(at: scene.instance.data.appendingPathComponent("surge"))

            daemon = try await scene.instance.start()
            let page = try await scene.browser(as: "chen.hong", at: "/calls")
            #expect(try await page.run("document.body.innerText").contains("Cannot be spoken now in zh-CN, en"))
            let heard = try await scene.heard("+8613900000001")
            #expect(try SoundFiles.share(of: 1550, in: heard) < 0.05)
            // The call has gone on to its menu.
            try await page.open("http://\(scene.instance.http)/metrics")
            let figures = try await page.run("document.body.innerText")
            #expect(figures.contains("civicline_surges_silent_total 1"))
            #expect(figures.contains("civicline_calls_answered_total 1"))
            await page.close()
            await scene.close(daemon)
        }

        @Test("in the terminal it is shown, put in front and taken away")
        func terminal() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            func surge(_ arguments: String...) async throws -> (code: Int32, output: String) {
                try await Programme.run(
                    House.executable, ["surge"] + arguments + ["--data", scene.instance.data.path], within: .seconds(60)
                )
            }
            var answer = try await surge("show")
            #expect(answer.code == 0 && answer.output.contains("nothing is in front of calls"))
            #expect(answer.output.contains("flood  "))
            answer = try await surge("on", "flod")
            #expect(answer.code == 1 && answer.output.contains("refused: There is no such surge-text."))
            answer = try await surge("on", "flood", "--hours", "3", "--as", "zhao.min")
            #expect(answer.code == 0 && answer.output.contains("flood is in front of all plans until"))
            #expect(answer.output.contains("by zhao.min"))
            #expect(try SoundFiles.share(of: 1010, in: try await scene.heard("+8613900000002")) > 0.2)
            answer = try await surge("on", "--say", "en=Stay in.")
            #expect(answer.code == 1 && answer.output.contains("The words are missing in a language."))
            answer = try await surge("off")
            #expect(answer.code == 0 && answer.output.contains("nothing is in front of calls"))
            answer = try await surge("off")
            #expect(answer.code == 1 && answer.output.contains("nothing is in front of all plans"))
            await scene.close(daemon)
        }
    }
}
