import CivicCore
import CivicStore
import CivicTrace
import Foundation
import Glibc

/// What `civicline calls show` writes beside the ladder on the screen.
package struct CallsOutput: Sendable {
    package var svg: String?
    package var pcap: String?
    /// A collector of HEP packets.
    package var collector: String?
    package var width: Int
    package var language: String

    package init(svg: String?, pcap: String?, collector: String?, width: Int, language: String) {
        self.svg = svg
        self.pcap = pcap
        self.collector = collector
        self.width = width
        self.language = language
    }
}

extension Commands {
    /// The latest calls: from the daemon that serves the folder, else from the folder itself.
    package static func listCalls(config: String, data: String, limit: Int) async -> Int32 {
        await reporting {
            let calls: [CallSummary]
            switch ControlClient(dataFolder: data).ask("/calls?limit=\(limit)") {
            case .body(let body): calls = try JSONDecoder().decode([CallSummary].self, from: body)
            case .notFound, .nobody:
                calls = try await withStore(config: config, data: data) { store in
                    try await store.recentCalls(limit: limit).map(CallSummary.init)
                }
            }
            for call in calls { say(line(of: call)) }
            say("\(calls.count) calls")
            return 0
        }
    }

    private static func line(of call: CallSummary) -> String {
        let seconds = call.endedAt.map { max(0, Int($0.timeIntervalSince(call.startedAt))) }
        let length = seconds.map { "\($0) s" } ?? "-"
        return [
            call.reference.text, call.startedAt.formatted(.iso8601),
            length.padding(toLength: max(8, length.count), withPad: " ", startingAt: 0),
            "talk \(call.talkTime) s", call.outcome ?? (call.endedAt == nil ? "in progress" : "-"), call.agent ?? "-",
        ].map { PlainText.clean($0) }.joined(separator: "  ")
    }

    /// One call's ladder on the screen, and in files where they are asked for.
    package static func showCall(
        _ typed: String, config: String, data: String, output: CallsOutput
    ) async -> Int32 {
        await reporting {
            guard let reference = ConversationReference(typed: typed) else {
                throw ConfigurationError(
                    line:
                        "'\(PlainText.clean(typed, limit: 40))' is no reference of a call; it looks like C-7K2M4Q9XTB, "
                        + "and 'civicline calls list' names the latest", exitCode: ConfigurationError.usage)
            }
            let words: LadderWords
            switch output.language {
            case "en": words = .english
            case "zh-CN", "zh": words = .chinese
            default:
                throw ConfigurationError(
                    line: "--language takes en or zh-CN, not '\(PlainText.clean(output.language, limit: 40))'",
                    exitCode: ConfigurationError.usage)
            }
            guard let story = try await story(of: reference, config: config, data: data) else {
                throw ConfigurationError(
                    line:
                        "nothing is known of \(reference) in '\(data)'; 'civicline calls list' names the latest calls",
                    exitCode: 1)
            }
            let ladder = Ladder(story)
            for line in LadderText(ladder, words: words, width: output.width).lines { say(line) }
            for quality in LegQuality.legs(of: story.entries) { say(line(of: quality, words)) }
            try write(story, ladder, words, output)
            return 0
        }
    }

    private static func story(
        of reference: ConversationReference, config: String, data: String
    ) async throws -> CallStory? {
        switch ControlClient(dataFolder: data).ask("/calls/\(reference)") {
        case .body(let body): return try JSONDecoder().decode(CallStory.self, from: body)
        case .notFound: return nil
        case .nobody:
            complain(
                "no daemon answers for '\(data)': the messages of calls are in its memory; this is the ledger alone")
            return try await withStore(config: config, data: data) { store in
                try await StoreCallJournal.written(reference, in: store)
            }
        }
    }

    private static func line(of quality: LegQuality, _ words: LadderWords) -> String {
        let figures = quality.figures.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        let why = quality.reasons.isEmpty ? "" : " (" + quality.reasons.map(\.rawValue).joined(separator: ", ") + ")"
        return "audio of \(words.party(quality.party)): \(quality.word.rawValue)\(why): \(figures)"
    }

    private static func write(
        _ story: CallStory, _ ladder: Ladder, _ words: LadderWords, _ output: CallsOutput
    ) throws {
        if let file = output.svg {
            try save(Data(LadderSVG(ladder, words: words).render(isFile: true).utf8), in: file)
        }
        guard output.pcap != nil || output.collector != nil else { return }
        guard !story.messages.isEmpty else {
            throw ConfigurationError(line: "there are no messages of \(story.reference) to export", exitCode: 1)
        }
        if let file = output.pcap { try save(Data(CaptureFile.pcap(story.messages)), in: file) }
        if let collector = output.collector {
            guard let target = SocketEndpoint(collector) else {
                throw ConfigurationError(
                    line: "--hep takes an address and a port such as 192.0.2.5:9060", exitCode: ConfigurationError.usage
                )
            }
            let packets = story.messages.map { HEPPacket.encode($0, correlation: story.reference.text) }
            guard Datagrams.send(packets, to: target) else {
                throw ConfigurationError(
                    line: "nothing could be sent to \(target); is it a numeric address?",
                    exitCode: ConfigurationError.unavailable)
            }
            say("\(packets.count) HEP packets sent to \(target)")
        }
    }

    /// Readable by nobody else: also without names, who called when is nobody else's business.
    private static func save(_ data: Data, in file: String) throws {
        guard
            FileManager.default.createFile(
                atPath: file, contents: data, attributes: [.posixPermissions: NSNumber(value: 0o600)])
        else {
            throw ConfigurationError(line: "\(file) cannot be written", exitCode: ConfigurationError.unavailable)
        }
        say("wrote \(file)")
    }
}

/// Datagrams to one place, without waiting for anything.
private enum Datagrams {
    static func send(_ packets: [[UInt8]], to target: SocketEndpoint) -> Bool {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, String(target.port), &hints, &found) == 0, let found else { return false }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(found.pointee.ai_family, found.pointee.ai_socktype, 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        return packets.allSatisfy { packet in
            sendto(socket, packet, packet.count, 0, found.pointee.ai_addr, found.pointee.ai_addrlen) == packet.count
        }
    }
}
