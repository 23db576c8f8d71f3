package import Foundation

/// A full line: so many citizens in it at any time, so many agents who answer them, and what the hotline says of itself
/// meanwhile. Citizens and agents' phones are sipp's; each agent signs in at the desk.
///
/// Whoever has been served is followed by the next, so that the line stays full. Citizens send no sound: what is tried is
/// the line with its announcements and music.
package struct LineLoad: Sendable {
    package var citizens: Int
    package var agents: Int
    package var duration: Duration
    /// Of every talk, until the agent hangs up.
    package var talk: Duration

    package init(citizens: Int, agents: Int, duration: Duration, talk: Duration = .seconds(15)) {
        self.citizens = citizens
        self.agents = agents
        self.duration = duration
        self.talk = talk
    }

    /// What came of it.
    package struct Report: Sendable {
        /// The most who waited at one time.
        package var mostWaiting = 0.0
        /// The most who talked at one time.
        package var mostTalking = 0.0
        package var answered = 0.0
        package var offersFailed = 0.0
        /// What broke a rule of the line and was put right; must be 0.
        package var repairs = 0.0
        /// Looks, one a second, at which somebody waited for whom nobody rang while an agent was free; must be 0.
        package var idleWhileWaiting = 0
        package var refused = 0.0
        package var retransmissions = 0.0
        package var latePhases = 0.0
        package var phases = 0.0
        /// Of one core, 0…1, over the whole time.
        package var processor = 0.0
        package var megabytes = 0.0
        package var sipp = ""
    }

    /// What stands in `accounts.yaml` for these agents.
    private var accounts: String {
        "accounts:\n"
            + (1...agents).map { number in
                "  - { name: agent-\(number), sample: true, desk-password: desk-of-agent-\(number), "
                    + "sip: { user: \"\(Self.user(number))\", password: phone-of-agent-\(number) }, queues: [general], "
                    + "languages: [zh-CN, en] }\n"
            }.joined()
    }

    private static func user(_ number: Int) -> String { String(5_000 + number) }

    /// A hotline for this load.
    package func instance(executable: String, root: URL) throws -> HotlineInstance {
        try HotlineInstance(
            executable: executable, root: root,
            extra: [
                "CIVICLINE_RTP_DEAD_AFTER": "1h", "CIVICLINE_CALLS_MOST": String(citizens + agents + 200),
                "CIVICLINE_RTP_AGENT_DEAD_AFTER": "1h",
            ],
            files: [
                "CIVICLINE_FILES_ACCOUNTS": accounts,
                "CIVICLINE_FILES_QUEUES": "queues:\n  general: { wrap-up: 0s, ring-for: 20s }\n",
            ], rtpPorts: UInt16(min(20_000, 2 * (citizens + 2 * agents) + 2_000)))
    }

    /// - Parameter tell: is given a line every ten seconds.
    package func run(on instance: HotlineInstance, tell: @Sendable (String) -> Void = { _ in }) async throws -> Report {
        try await instance.makeSampleCounty(citizens: 500)
        let daemon = try await instance.start()
        let phones = try await register(on: instance)
        try await signIn(on: instance)
        tell("\(agents) agents are ready")
        let callers = try self.callers(on: instance)
        var report = try await watch(instance, daemon, tell)
        report.sipp = String(callers.output.suffix(2_000))
        for programme in [callers, phones] { await programme.killAtOnce() }
        guard daemon.isRunning else { throw DemoFailure("the daemon ended: \(daemon.output.suffix(2_000))") }
        await daemon.killAtOnce()
        return report
    }

    // MARK: Agents

    /// Registers all phones from the port at which they are then called.
    private func register(on instance: HotlineInstance) async throws -> Programme {
        let users = instance.folder.appendingPathComponent("users.csv")
        let lines = (1...agents).map {
            "\(Self.user($0));[authentication username=\(Self.user($0)) password=phone-of-agent-\($0)]"
        }
        try ("SEQUENTIAL\n" + lines.joined(separator: "\n") + "\n").write(
            to: users, atomically: true, encoding: .utf8)
        let port = FreePorts.take(1)[0]
        let registering = try scenario(LineScenarios.registers, "registers", instance)
        let (code, output) = try await Programme.run(
            "sipp",
            [
                "-sf", registering, "-inf", users.path, "\(instance.sip)", "-i", "127.0.0.1", "-p", String(port), "-m",
                String(agents), "-r", "20", "-nostdin", "-timeout", "60", "-timeout_error",
            ], within: .seconds(90))
        guard code == 0 else { throw DemoFailure("the phones did not register: \(output.suffix(2_000))") }
        let rtp = FreePorts.range(1_000)
        let milliseconds = Int(talk / .milliseconds(1))
        return try Programme(
            "sipp",
            [
                "-sf", try scenario(LineScenarios.answers, "answers", instance), "-i", "127.0.0.1", "-p", String(port),
                "-mi", "127.0.0.1", "-mp", String(rtp.lowerBound), "-aa", "-d", String(milliseconds), "-nostdin",
            ], log: instance.folder.appendingPathComponent("phones"))
    }

    private func signIn(on instance: HotlineInstance) async throws {
        let base = "http://\(instance.http)"
        for number in 1...agents {
            let jar = instance.folder.appendingPathComponent("cookies-\(number)").path
            let (_, signedIn) = try await Programme.run(
                "curl",
                [
                    "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-c", jar, "-H", "Origin: \(base)",
                    "--data-urlencode", "name=agent-\(number)", "--data-urlencode",
                    "password=desk-of-agent-\(number)", "\(base)/sign-in",
                ])
            let (_, ready) = try await Programme.run(
                "curl",
                [
                    "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-b", jar, "-H", "Origin: \(base)", "-H",
                    "Content-Type: application/json", "-d", #"{"choice":"ready"}"#, "\(base)/api/desk/choice",
                ])
            guard signedIn.hasPrefix("30") || signedIn == "200", ready.hasPrefix("20") else {
                throw DemoFailure("agent \(number) is not ready: sign-in \(signedIn), choice \(ready)")
            }
        }
    }

    // MARK: Citizens

    private func callers(on instance: HotlineInstance) throws -> Programme {
        let rtp = FreePorts.range(4_000)
        return try Programme(
            "sipp",
            [
                "-sf", try scenario(LineScenarios.waits, "waits", instance), "\(instance.sip)", "-s", "12345", "-m",
                "1000000", "-l", String(citizens + agents), "-r", "25", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p",
                String(FreePorts.take(1)[0]), "-mp", String(rtp.lowerBound), "-nostdin",
            ], log: instance.folder.appendingPathComponent("callers"))
    }

    private func scenario(_ text: String, _ name: String, _ instance: HotlineInstance) throws -> String {
        let file = instance.folder.appendingPathComponent("\(name).xml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    // MARK: What the hotline says

    private func watch(_ instance: HotlineInstance, _ daemon: Programme, _ tell: (String) -> Void) async throws
        -> Report
    {
        let began = ContinuousClock.now
        let atBegin = ProcessUse(of: daemon.processIdentifier)
        var report = Report()
        var told = -1
        while ContinuousClock.now - began < duration {
            try await Task.sleep(for: .seconds(1))
            let figures = try await instance.figures()
            let waiting = figures[#"civicline_waiting{queue="general"}"#] ?? 0
            let talking = figures[#"civicline_agents{state="talking"}"#] ?? 0
            let free = figures[#"civicline_agents{state="ready"}"#] ?? 0
            report.mostWaiting = max(report.mostWaiting, waiting)
            report.mostTalking = max(report.mostTalking, talking)
            // Those whom an agent is reserved for, or rings for, still count as waiting.
            let offered =
                (figures[#"civicline_agents{state="reserved"}"#] ?? 0)
                + (figures[#"civicline_agents{state="ringing"}"#] ?? 0)
            if waiting > offered, free > 0 { report.idleWhileWaiting += 1 }
            report.take(figures)
            let seconds = Int((ContinuousClock.now - began) / .seconds(1))
            guard seconds / 10 != told else { continue }
            told = seconds / 10
            tell(
                "\(seconds) s: \(Int(waiting)) wait, \(Int(talking)) talk, \(Int(free)) free, \(Int(report.answered)) answered, "
                    + "\(Int(report.repairs)) repairs, \(Int(report.latePhases)) of \(Int(report.phases)) late")
        }
        let use = ProcessUse(of: daemon.processIdentifier)
        report.processor = (use.seconds - atBegin.seconds) / ((ContinuousClock.now - began) / .seconds(1))
        report.megabytes = use.megabytes
        return report
    }
}

extension LineLoad.Report {
    fileprivate mutating func take(_ figures: [String: Double]) {
        func sum(_ name: String) -> Double {
            figures.reduce(0) { $0 + ($1.key == name || $1.key.hasPrefix(name + "{") ? $1.value : 0) }
        }
        answered = sum("civicline_places_answered_total")
        offersFailed = sum("civicline_offers_failed_total")
        repairs = sum("civicline_line_repairs_total")
        refused = sum("civicline_calls_refused_total")
        retransmissions = sum("civicline_sip_retransmissions_sent_total")
        latePhases = sum("civicline_media_late_phases_total")
        phases = sum("civicline_media_phases_total")
    }
}

/// Processor time and memory of a process, from `/proc`.
private struct ProcessUse {
    var seconds = 0.0
    var megabytes = 0.0

    init(of process: Int32) {
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        // The name, which may hold spaces, ends with the last bracket; times are the 14th and 15th fields.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        if fields.count > 21 {
            let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
            seconds = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
            megabytes = (Double(fields[21]) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_000_000
        }
    }
}
