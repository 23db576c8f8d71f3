import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// Two administrators, and dialplans that come and go under a running line.
    @Suite struct TwoPersonTests {
        private static let line = """
            dialplan: line
            languages: [zh-CN, en]
            person: none
            answers: ["12345"]
            start: hello
            steps:
              hello: { say: welcome, then: bye }
              bye: { goodbye: goodbye-thanks }

            """

        private struct Scene {
            let instance: HotlineInstance
            let plans: URL

            init(_ approval: String) throws {
                plans = FileManager.default.temporaryDirectory.appendingPathComponent("plans-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: plans, withIntermediateDirectories: true)
                try TwoPersonTests.line.write(
                    to: plans.appendingPathComponent("line.yaml"), atomically: true, encoding: .utf8)
                // The sample's people, and a second administrator.
                let accounts = plans.appendingPathComponent("accounts.txt")
                let sample = try String(
                    contentsOf: House.root.appendingPathComponent("config/accounts.yaml"), encoding: .utf8)
                let other = """

                      - name: sun.li
                        display-name: Sun Li (sample administrator)
                        role: administrator
                        sample: true
                        desk-password: sample-desk-2005

                    """
                try (sample + other).write(to: accounts, atomically: true, encoding: .utf8)
                instance = try House.county([
                    "CIVICLINE_FILES_DIALPLANS": plans.path, "CIVICLINE_FILES_ACCOUNTS": accounts.path,
                    "CIVICLINE_PLANS_APPROVAL": approval,
                ])
            }

            func close(_ daemon: Programme) async {
                #expect(await daemon.stop(within: .seconds(20)) == 0)
                try? FileManager.default.removeItem(at: plans)
            }
        }

        @Test("in the browser: one asks, cannot approve, and the other approves with a note")
        func approval() async throws {
            let scene = try Scene("two-person")
            let daemon = try await scene.instance.start()
            let page = "http://\(scene.instance.http)"
            let browser = try await Chromium(folder: scene.instance.folder.appendingPathComponent("browser"))
            try await browser.signIn(at: page)
            try await browser.open("\(page)/studio/line?lang=en")
            try await browser.waitFor("document.getElementById('findings-count').textContent !== ''")
            try await browser.run(
                """
                (() => { const editor = document.querySelector(".CodeMirror").CodeMirror;
                  editor.setValue(editor.getValue().replace("say: welcome", "say: one-moment")); })()
                """)
            try await browser.run("document.getElementById('publish').click()")
            try await browser.waitFor("document.getElementById('publish-dialog').open")
            try await browser.run("document.getElementById('publish-note').value = 'shorter'")
            try await browser.run("document.getElementById('publish-go').click()")
            try await browser.waitFor("document.getElementById('banner').textContent.includes('request 1 waits')")
            #expect(try await scene.instance.command(["plans", "list"]).contains("request 1  publish line"))
            try await browser.open("\(page)/studio/requests/1?lang=en")
            #expect(try await browser.run("document.querySelector('[formaction]') === null") == "true")
            await #expect(throws: (any Error).self) {
                try await scene.instance.command(["plans", "approve", "1", "--as", "zhao.min"])
            }

            try await browser.signIn(at: page, as: "sun.li", password: "sample-desk-2005")
            try await browser.open("\(page)/studio?lang=en")
            #expect(try await browser.run("document.body.innerText").contains("Publish a new text of line"))
            try await browser.open("\(page)/studio/requests/1?lang=en")
            #expect(try await browser.run("document.body.innerText").contains("Changed steps: hello"))
            try await browser.run("document.querySelector('[name=note]').value = 'agreed'")
            try await browser.run("document.querySelector('[formaction]').click()")
            try await browser.waitFor(
                "location.pathname === '/studio' && document.body.innerText.includes('approved by sun.li')")
            let list = try await scene.instance.command(["plans", "list"])
            #expect(list.contains("line 2  live") && list.contains("zhao.min  from 1  shorter; approved by sun.li"))
            await browser.close()
            await scene.close(daemon)
        }

        @Test("in the browser: a new plan answers its number at once; its file gone, it is served no more")
        func comeAndGo() async throws {
            let scene = try Scene("alone")
            let daemon = try await scene.instance.start()
            let page = "http://\(scene.instance.http)"
            let browser = try await Chromium(folder: scene.instance.folder.appendingPathComponent("browser"))
            try await browser.signIn(at: page)
            try await browser.open("\(page)/studio?lang=en")
            try await browser.run(
                """
                (() => { const form = document.querySelector("form[action='/studio']");
                  form.name.value = "tax"; form.elements.name.value = "tax"; form.answers.value = "12366"; form.submit(); })()
                """)
            try await browser.waitFor("location.pathname === '/studio/tax'")
            try await browser.waitFor("document.getElementById('findings-count').textContent !== ''")
            #expect(try await scene.instance.command(["plans", "list"]).contains("tax 1  live"))
            let phone = try await Baresip(
                user: "+8613900000001", password: nil, server: scene.instance.sip,
                folder: scene.instance.folder.appendingPathComponent("phone"))
            try phone.dial("sip:12366@\(scene.instance.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
            let file = scene.plans.appendingPathComponent("tax.yaml")
            try FileManager.default.removeItem(at: file)
            let answer = try await scene.instance.command(["reload"])
            #expect(answer.contains("tax: served no more"))
            #expect(try await scene.instance.figure("civicline_conversations") == 1, "the call was dropped")
            try phone.hangUp()
            await phone.stop()
            await browser.close()
            await scene.close(daemon)
        }
    }
}
