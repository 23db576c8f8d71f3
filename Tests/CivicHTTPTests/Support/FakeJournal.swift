import CivicCore
import CivicTrace
import Foundation

/// Two calls: one with messages and everything that could go wrong in their texts, one of which the ledger alone is left.
struct FakeJournal: CallJournal {
    static let talk = ConversationReference(text: "C-7K2M4Q9XTB")
    static let old = ConversationReference(text: "C-0000000001")
    static let evil = "<script>alert(1)</script>\u{1B}[31m\u{202E}\"'&"

    func recentCalls(limit: Int) -> [CallSummary] {
        [
            CallSummary(
                reference: Self.talk, startedAt: SampleCounty.now, endedAt: SampleCounty.now + 95, agent: Self.evil,
                talkTime: 61, outcome: "served"),
            CallSummary(
                reference: Self.old, startedAt: SampleCounty.now - 9_000, endedAt: nil, agent: nil, talkTime: 0,
                outcome: nil),
        ]
    }

    func story(of reference: ConversationReference) -> CallStory? {
        guard let summary = recentCalls(limit: 2).first(where: { $0.reference == reference }) else { return nil }
        let begin = summary.startedAt
        let arrived = CallEntry(at: begin, kind: "call-arrived", actor: "system", details: ["plan": "county"])
        guard reference == Self.talk else {
            return CallStory(reference: reference, summary: summary, entries: [arrived])
        }
        return CallStory(
            reference: reference, summary: summary,
            entries: [
                arrived, CallEntry(at: begin + 0.2, kind: "call-answered", actor: "system", details: [:]),
                CallEntry(at: begin + 20, kind: "place-joined", actor: "system", details: ["queue": "general"]),
                CallEntry(at: begin + 30, kind: "agent-answered", actor: Self.evil, details: [Self.evil: Self.evil]),
                quality(at: begin + 95, "agent", ["mos": "4.3", "r-factor": "90", "lost-percent": "0.00"]),
                quality(
                    at: begin + 95, "citizen",
                    [
                        "mos": "3.7", "r-factor": "72", "lost-percent": "3.20", "jitter-ms": "41.0", "buffer-ms": "80",
                        "concealed-percent": "2.40", "level-dbfs": "-24.0", "round-trip-ms": "48", "packets": "4750",
                    ]),
            ],
            legs: [CallStory.Leg(party: "citizen", dropped: 0), CallStory.Leg(party: "agent", dropped: 0)],
            messages: messages(from: begin))
    }

    private func quality(at: Date, _ party: String, _ details: [String: String]) -> CallEntry {
        CallEntry(
            at: at, kind: "audio-quality", actor: "system", details: details.merging(["party": party]) { $1 })
    }

    private func messages(from begin: Date) -> [SeenMessage] {
        func sdp(_ port: Int) -> String {
            "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio \(port) RTP/AVP 8 101\r\n"
                + "a=rtpmap:101 telephone-event/8000\r\n"
        }
        func message(_ offset: Double, _ leg: Int, _ isSent: Bool, _ start: String, _ cseq: String, _ body: String = "")
            -> SeenMessage
        {
            SeenMessage(
                at: begin + offset, isSent: isSent, transport: leg == 0 ? "udp" : "tls",
                local: SocketEndpoint(host: "192.0.2.1", port: 5060),
                remote: SocketEndpoint(host: "192.0.2.\(leg + 2)", port: 5070), leg: leg,
                bytes: Array("\(start)\r\nCSeq: \(cseq)\r\n\r\n\(body)".utf8))
        }
        return [
            message(0, 0, false, "INVITE sip:xxxxx@h SIP/2.0", "1 INVITE", sdp(4000)),
            message(0.001, 0, true, "SIP/2.0 100 Trying", "1 INVITE"),
            message(0.2, 0, true, "SIP/2.0 200 OK", "1 INVITE", sdp(30000)),
            message(0.21, 0, false, "ACK sip:h SIP/2.0", "1 ACK"),
            message(21, 1, true, "INVITE sip:xxxx@h SIP/2.0", "1 INVITE", sdp(30002)),
            message(21.5, 1, false, "SIP/2.0 180 \(Self.evil)", "1 INVITE"),
            message(30, 1, false, "SIP/2.0 200 OK", "1 INVITE", sdp(5000)),
            message(30.01, 1, true, "ACK sip:h SIP/2.0", "1 ACK"),
            message(91, 1, false, "BYE sip:h SIP/2.0", "2 BYE"), message(91.01, 1, true, "SIP/2.0 200 OK", "2 BYE"),
            message(95, 0, true, "BYE sip:h SIP/2.0", "1 BYE"), message(95.5, 0, true, "BYE sip:h SIP/2.0", "1 BYE"),
            message(95.52, 0, false, "SIP/2.0 200 OK", "1 BYE"),
        ]
    }
}
