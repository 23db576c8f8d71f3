import CivicCore
import CivicSIP
import CivicTrace
import Foundation

/// A made-up call: a citizen is answered, waits, and talks with an agent.
enum Sample {
    static let number = "13800000001"
    static let reference = ConversationReference(text: "C-7K2M4Q9XTB")
    static let begin = Date(timeIntervalSince1970: 1_790_000_000)
    static let us = SocketEndpoint(host: "192.0.2.1", port: 5060)
    static let citizen = SocketEndpoint(host: "192.0.2.2", port: 5070)
    static let agent = SocketEndpoint(host: "192.0.2.3", port: 5080)

    static func sdp(_ port: Int, _ formats: String = "8 0 101") -> String {
        "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio \(port) RTP/AVP \(formats)\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\n"
    }

    static func request(_ method: String, _ number: Int, _ callID: String, sdp: String = "") -> String {
        message("\(method) sip:12345@192.0.2.1 SIP/2.0", method, number, callID, sdp)
    }

    static func response(_ status: String, _ method: String, _ number: Int, _ callID: String, sdp: String = "")
        -> String
    {
        message("SIP/2.0 \(status)", method, number, callID, sdp)
    }

    private static func message(
        _ start: String, _ method: String, _ number: Int, _ callID: String, _ sdp: String
    ) -> String {
        "\(start)\r\nVia: SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bK\(number)\r\n"
            + "From: \"Zhang\" <sip:\(Self.number)@192.0.2.2>;tag=a\r\nTo: <sip:12345@192.0.2.1>\r\nCall-ID: \(callID)\r\n"
            + "CSeq: \(number) \(method)\r\n"
            + (sdp.isEmpty ? "" : "Content-Type: application/sdp\r\n")
            + "Content-Length: \(sdp.utf8.count)\r\n\r\n\(sdp)"
    }

    /// The trace of the call, begun at instant 100 s.
    static var trace: [TracedCall] {
        func message(
            _ milliseconds: Int, _ isSent: Bool, _ remote: SocketEndpoint, _ text: String
        ) -> TracedMessage {
            TracedMessage(
                at: .zero + .milliseconds(100_000 + milliseconds), isSent: isSent, transport: .udp, local: us,
                remote: remote, bytes: Array(text.utf8))
        }
        let invite = request("INVITE", 1, "one", sdp: sdp(4000))
        return [
            TracedCall(
                party: "citizen",
                messages: [
                    message(0, false, citizen, invite),
                    message(1, true, citizen, response("100 Trying", "INVITE", 1, "one")),
                    message(500, false, citizen, invite),
                    message(510, true, citizen, response("200 OK", "INVITE", 1, "one", sdp: sdp(30000, "8 101"))),
                    message(520, false, citizen, request("ACK", 1, "one")),
                    message(9000, false, citizen, request("BYE", 2, "one")),
                    message(9001, true, citizen, response("200 OK", "BYE", 2, "one")),
                ]),
            TracedCall(
                party: "agent",
                messages: [
                    message(2000, true, agent, request("INVITE", 1, "two", sdp: sdp(30002))),
                    message(2100, false, agent, response("180 Ringing", "INVITE", 1, "two")),
                    message(4000, false, agent, response("486 Busy Here", "INVITE", 1, "two")),
                    message(4001, true, agent, request("ACK", 1, "two")),
                ], dropped: 3),
        ]
    }

    static var story: CallStory {
        var story = CallStory(
            reference: reference,
            summary: CallSummary(
                reference: reference, startedAt: begin, endedAt: begin + 9, agent: "li.na", talkTime: 0,
                outcome: "abandoned"),
            entries: [
                CallEntry(
                    at: begin + 0.002, kind: "call-arrived", actor: "system",
                    details: ["plan": "county", "version": "f"]),
                CallEntry(at: begin + 1, kind: "place-joined", actor: "system", details: ["queue": "general"]),
                CallEntry(at: begin + 2, kind: "agent-ringing", actor: "li.na", details: [:]),
                CallEntry(
                    at: begin + 9.1, kind: "audio-quality", actor: "system",
                    details: ["party": "citizen", "mos": "3.7", "lost-percent": "4.00", "packets": "400"]),
                CallEntry(at: begin + 9.2, kind: "audit", actor: "chen.hong", details: [:]),
            ])
        story.add(trace, now: (begin + 20, .zero + .seconds(120)), isRedacted: true)
        return story
    }
}
