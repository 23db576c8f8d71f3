import CivicDemo
import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// Browsers as telephones, of citizens and of agents: Chromium with a microphone that hears beeps.
    @Suite struct BrowserPhoneTests {
        /// Beeps of each party, in Hz; not in the hotline's music.
        private static let citizen = 1730
        private static let li = 2310
        private static let wang = 2870

        /// Keeps the page's last connection, and measures which of the beeps come over it.
        ///
        /// - Parameter decibels: the weakest that is heard; Firefox's microphone gives a softer tone than the beeps.
        private static func ear(above decibels: Int = -45) -> String {
            """
            (() => {
              const Original = window.RTCPeerConnection;
              window.RTCPeerConnection = class extends Original {
                constructor(...all) { super(...all); window.lastPeer = this; }
              };
              window.heardBeeps = async () => {
                const candidates = [\(citizen), \(li), \(wang)];
                const context = new AudioContext();
                await context.resume();
                const meter = context.createAnalyser();
                [meter.fftSize, meter.smoothingTimeConstant] = [4096, 0];
                const [receiver] = window.lastPeer.getReceivers();
                context.createMediaStreamSource(new MediaStream([receiver.track])).connect(meter);
                const bins = new Float32Array(meter.frequencyBinCount);
                const best = candidates.map(() => -200);
                for (let look = 0; look < 30; look += 1) {
                  await new Promise((resume) => setTimeout(resume, 60));
                  meter.getFloatFrequencyData(bins);
                  for (const [index, hertz] of candidates.entries()) {
                    const bin = Math.round(hertz * meter.fftSize / context.sampleRate);
                    best[index] = Math.max(best[index], ...bins.slice(bin - 1, bin + 2));
                  }
                }
                await context.close();
                return candidates.filter((_, index) => best[index] > \(decibels)).join(" ");
              };
            })()
            """
        }

        private struct Scene {
            let instance: HotlineInstance
            var page: String { "http://\(instance.http)" }

            init(_ extra: [String: String] = [:], files: [String: String] = [:]) throws {
                instance = try House.county(extra, files: files)
            }

            func browser(_ name: String, beeps hertz: Int) async throws -> Chromium {
                let sound = instance.folder.appendingPathComponent("\(name).wav")
                try SoundFiles.beeps(hertz: Double(hertz), seconds: 60, to: sound)
                let browser = try await Chromium(
                    folder: instance.folder.appendingPathComponent(name), microphone: sound)
                try await browser.beforeEveryPage(BrowserPhoneTests.ear())
                return browser
            }

            /// An agent at the desk whose phone is the browser, ready for callers; who waits already rings at once.
            func agent(
                _ name: String, password: String, beeps hertz: Int, comesTo state: String = "Ready"
            ) async throws -> Chromium {
                let browser = try await browser(name, beeps: hertz)
                try await makeReady(browser, as: name, password: password, comesTo: state)
                return browser
            }

            /// - Parameter prepare: runs when the desk is there and is not yet a telephone.
            func makeReady(
                _ browser: some Browser, as name: String, password: String, comesTo state: String = "Ready",
                prepare: () async throws -> Void = {}
            ) async throws {
                try await browser.signIn(at: page, as: name, password: password)
                try await browser.open("\(page)/desk?lang=en")
                try await prepare()
                try await browser.waitFor("document.querySelector('#device button') !== null")
                try await browser.run("document.querySelector('#device button').click()")
                try await browser.waitFor(
                    "document.getElementById('device').textContent.includes('Phone: this browser')")
                try await browser.run("document.getElementById('choose-ready').click()")
                try await browser.state(state)
            }

            /// A citizen at the page `/call` who has pressed 0 for a person.
            func citizen() async throws -> Chromium {
                let browser = try await browser("citizen", beeps: BrowserPhoneTests.citizen)
                try await call(from: browser)
                return browser
            }

            func call(from browser: some Browser, prepare: () async throws -> Void = {}) async throws {
                try await browser.open("\(page)/call?lang=en")
                try await prepare()
                try await browser.run("document.getElementById('call').click()")
                try await browser.waitFor("document.getElementById('state').textContent.startsWith('Connected')")
                for key in ["1", "0"] {
                    try await Task.sleep(for: .seconds(2))
                    try await browser.run(
                        "[...document.querySelectorAll('#pad button')].find((one) => one.textContent === '\(key)').click()"
                    )
                }
            }
        }

        @Test("both hear each other, not before the agent answers; a reload in mid-call joins the same call again")
        func talk() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let agent = try await scene.agent("li.na", password: "sample-desk-2001", beeps: Self.li)
            let citizen = try await scene.citizen()
            try await agent.state("Ringing")
            try await agent.waitFor("document.getElementById('accept') !== null")
            try await agent.waitFor("window.lastPeer?.connectionState === 'connected'")
            #expect(try await agent.run("heardBeeps()") == "")
            #expect(!(try await citizen.run("heardBeeps()").contains("\(Self.li)")))
            try await agent.run("document.getElementById('accept').click()")
            try await agent.state("Talking")
            try await hears(citizen, [Self.li])
            try await hears(agent, [Self.citizen])

            let conversation = try await agent.run("document.querySelector('.facts').lastElementChild.textContent")
            let reloadedAt = ContinuousClock.now
            try await agent.open("\(scene.page)/desk?lang=en")
            try await agent.waitFor("window.lastPeer?.connectionState === 'connected'", within: .seconds(10))
            let away = ContinuousClock.now - reloadedAt
            #expect(away < .seconds(5), "the agent was away for \(away)")
            try await agent.state("Talking")
            #expect(try await agent.run("document.querySelector('.facts').textContent").contains(conversation))
            try await hears(citizen, [Self.li])
            try await hears(agent, [Self.citizen])

            try await agent.run("document.getElementById('hang-up').click()")
            try await agent.state("Wrap-up")
            try await citizen.run("document.getElementById('end').click()")
            try await citizen.waitFor("document.getElementById('state').textContent === 'The call has ended.'")
            #expect(try await scene.instance.figure("civicline_calls_answered_total") == 1)
            for browser in [agent, citizen] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("an agent whose account a reload takes away talks to the end; the way to sign in comes after the talk")
        func accountGone() async throws {
            let accounts = try String(
                contentsOf: House.root.appendingPathComponent("config/accounts.yaml"), encoding: .utf8)
            let scene = try Scene(files: ["CIVICLINE_FILES_ACCOUNTS": accounts])
            let daemon = try await scene.instance.start()
            let agent = try await scene.agent("li.na", password: "sample-desk-2001", beeps: Self.li)
            let citizen = try await scene.citizen()
            try await agent.waitFor("document.getElementById('accept') !== null")
            try await agent.run("document.getElementById('accept').click()")
            try await agent.state("Talking")
            try await hears(citizen, [Self.li])

            try accounts.replacing("name: li.na", with: "name: gao.yu").write(
                to: scene.instance.folder.appendingPathComponent("civicline_files_accounts.yaml"), atomically: true,
                encoding: .utf8)
            #expect(try await scene.instance.command(["reload"]).contains("accounts"))
            try await agent.waitFor("document.getElementById('banner').innerText.includes('goes on until')")
            #expect(try await agent.run("document.querySelector('#banner a') === null") == "true")
            try await hears(citizen, [Self.li])
            try await hears(agent, [Self.citizen])
            try await citizen.run("document.getElementById('end').click()")
            try await agent.waitFor("document.querySelector('#banner a') !== null")
            #expect(try await scene.instance.figure("civicline_calls_answered_total") == 1)
            for browser in [agent, citizen] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a call that is declined, and one whose agent's machine dies, go to the other agent")
        func otherAgent() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let li = try await scene.agent("li.na", password: "sample-desk-2001", beeps: Self.li)
            let citizen = try await scene.citizen()
            try await li.state("Ringing")
            try await li.run("document.querySelector('[data-key=decline]').click()")
            try await li.state("Not ready")
            // Nobody else is there: the caller waits on, and the agent who declined is not asked again.
            let wang = try await scene.agent(
                "wang.jun", password: "sample-desk-2002", beeps: Self.wang, comesTo: "Ringing")
            try await wang.waitFor("document.getElementById('accept') !== null")
            try await wang.press("F10", code: 121)
            try await wang.state("Talking")
            try await hears(citizen, [Self.wang])

            try await li.run("document.getElementById('choose-ready').click()")
            try await li.state("Ready")
            await wang.kill()
            // Five seconds without a packet, ten of patience: then the citizen is back in line, at its head.
            try await li.state("Ringing", within: .seconds(40))
            try await li.run("document.getElementById('accept').click()")
            try await hears(citizen, [Self.li])
            for browser in [li, wang, citizen] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a supervisor's whisper is the agent's alone; a hold is heard as music; a call is taken over")
        func whisper() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let agent = try await scene.agent("li.na", password: "sample-desk-2001", beeps: Self.li)
            let citizen = try await scene.citizen()
            try await agent.waitFor("document.getElementById('accept') !== null")
            try await agent.run("document.getElementById('accept').click()")
            try await hears(citizen, [Self.li])

            let supervisor = try await scene.browser("supervisor", beeps: Self.wang)
            try await supervisor.signIn(at: scene.page, as: "chen.hong", password: "sample-desk-2003")
            try await supervisor.open("\(scene.page)/floor?lang=en")
            try await supervisor.waitFor("document.querySelector('[data-key=\"listen-li.na\"]') !== null")
            try await supervisor.run("document.querySelector('[data-key=\"listen-li.na\"]').click()")
            try await supervisor.waitFor("window.lastPeer?.connectionState === 'connected'")
            try await hears(supervisor, [Self.citizen, Self.li])
            try await hears(agent, [Self.citizen])
            try await hears(citizen, [Self.li])
            try await agent.waitFor("document.body.innerText.includes('A supervisor is listening.')")

            try await supervisor.run("document.querySelector('[data-key=mode-whisper]').click()")
            try await agent.waitFor("document.body.innerText.includes('A supervisor speaks to you')")
            try await hears(agent, [Self.citizen, Self.wang])
            try await hears(citizen, [Self.li])

            try await supervisor.run("document.querySelector('[data-key=mode-barge]').click()")
            try await agent.waitFor("document.body.innerText.includes('the citizen hears it')")
            try await hears(citizen, [Self.li, Self.wang])

            try await supervisor.run("document.querySelector('[data-key=leave]').click()")
            try await agent.waitFor("!document.body.innerText.includes('supervisor')")
            try await hears(citizen, [Self.li])

            try await agent.run("document.getElementById('hold').click()")
            try await agent.waitFor("document.getElementById('hold').getAttribute('aria-pressed') === 'true'")
            try await hears(citizen, [])
            try await hears(agent, [])
            try await agent.run("document.getElementById('hold').click()")
            try await hears(citizen, [Self.li])

            try await supervisor.run("document.querySelector('[data-key=\"listen-li.na\"]').click()")
            try await supervisor.waitFor("window.lastPeer?.connectionState === 'connected'")
            try await supervisor.run("document.querySelector('[data-key=take-over]').click()")
            try await agent.state("Wrap-up")
            try await hears(citizen, [Self.wang])
            try await hears(supervisor, [Self.citizen])
            for browser in [agent, citizen, supervisor] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a colleague is asked while the citizen hears music, all three talk, and the colleague has the citizen")
        func attendedTransfer() async throws {
            let scene = try Scene()
            let daemon = try await scene.instance.start()
            let li = try await scene.agent("li.na", password: "sample-desk-2001", beeps: Self.li)
            let citizen = try await scene.citizen()
            try await li.waitFor("document.getElementById('accept') !== null")
            try await li.run("document.getElementById('accept').click()")
            try await li.state("Talking")
            let wang = try await scene.agent("wang.jun", password: "sample-desk-2002", beeps: Self.wang)

            try await li.run("document.getElementById('others').open = true")
            let ask = "document.querySelector('[data-key=\"consult-colleague-wang.jun\"]')"
            try await li.waitFor("\(ask)?.disabled === false")
            try await li.run("\(ask).click()")
            try await wang.state("Colleague asks")
            try await wang.waitFor("document.getElementById('asked-by').textContent.startsWith('Li Na')")
            try await wang.waitFor("window.lastPeer?.connectionState === 'connected'")
            #expect(try await wang.run("heardBeeps()") == "")
            try await wang.run("document.getElementById('accept').click()")
            try await hears(wang, [Self.li])
            try await hears(li, [Self.wang])
            try await hears(citizen, [])

            try await li.run("document.querySelector('[data-key=hear-everyone]').click()")
            try await hears(citizen, [Self.li, Self.wang])
            try await hears(wang, [Self.citizen, Self.li])
            try await li.run("document.querySelector('[data-key=complete]').click()")
            try await li.state("Wrap-up")
            try await wang.state("Talking")
            try await hears(citizen, [Self.wang])
            try await hears(wang, [Self.citizen])
            #expect(try await wang.run("document.getElementById('asked-by') === null") == "true")

            try await wang.run("document.getElementById('hang-up').click()")
            try await wang.state("Wrap-up")
            for browser in [li, wang, citizen] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("Firefox at the desk and at the citizen's page: keys count, both hear each other, a reload joins again")
        func firefox() async throws {
            // Firefox does not use the loopback for sound: the machine's own address it is.
            let address = try #require(
                ownAddress(), "this machine has no address besides its loopback, and Firefox calls no hotline there")
            let scene = try Scene(["CIVICLINE_RTP_BIND": address, "CIVICLINE_RTP_ADVERTISE": address])
            let daemon = try await scene.instance.start()
            let li = try await Firefox(folder: scene.instance.folder.appendingPathComponent("li"), hertz: Self.li)
            try await scene.makeReady(li, as: "li.na", password: "sample-desk-2001") {
                try await li.run(Self.ear(above: -60))
            }
            let citizen = try await Firefox(
                folder: scene.instance.folder.appendingPathComponent("citizen"), hertz: Self.citizen)
            try await scene.call(from: citizen) { try await citizen.run(Self.ear(above: -60)) }
            try await li.state("Ringing")
            try await li.waitFor("document.getElementById('accept') !== null")
            try await li.run("document.getElementById('accept').click()")
            try await li.state("Talking")
            try await hears(citizen, [Self.li])
            try await hears(li, [Self.citizen])

            try await li.open("\(scene.page)/desk?lang=en")
            try await li.state("Talking")
            try await hears(citizen, [Self.li])

            try await citizen.run("document.getElementById('end').click()")
            try await li.state("Wrap-up")
            for browser in [li, citizen] { await browser.close() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        /// An IPv4 address of this machine that is not its loopback's.
        private func ownAddress() -> String? {
            var list: UnsafeMutablePointer<ifaddrs>?
            guard getifaddrs(&list) == 0 else { return nil }
            defer { freeifaddrs(list) }
            var next = list
            while let interface = next?.pointee {
                next = interface.ifa_next
                guard interface.ifa_flags & UInt32(IFF_UP) != 0, interface.ifa_flags & UInt32(IFF_LOOPBACK) == 0,
                    let address = interface.ifa_addr, address.pointee.sa_family == AF_INET
                else { continue }
                let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
                }
                return [24, 16, 8, 0].map { String(number >> $0 & 255) }.joined(separator: ".")
            }
            return nil
        }

        /// What a browser hears, after the moment in which the connection comes about.
        private func hears(_ browser: any Browser, _ beeps: [Int]) async throws {
            let wanted = beeps.map(String.init).joined(separator: " ")
            var heard = ""
            for _ in 0..<8 {
                heard = try await browser.run("heardBeeps()")
                if heard == wanted { return }
            }
            Issue.record("heard \(heard), not \(wanted)")
        }
    }
}

extension Browser {
    /// Waits until the desk shows this state.
    fileprivate func state(_ word: String, within limit: Duration = .seconds(20)) async throws {
        try await waitFor("document.getElementById('state').textContent === '\(word)'", within: limit)
    }
}
