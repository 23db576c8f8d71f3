import CivicCore
import Testing

import CivicSIP

struct MessageTraceTests {
    private let here = SocketEndpoint(host: "192.0.2.1", port: 5060)
    private let there = SocketEndpoint(host: "192.0.2.2", port: 5070)

    private func message(_ callID: String, _ number: Int = 1, padding: Int = 0, at: Int = 0) -> TracedMessage {
        let text = "OPTIONS sip:a@h SIP/2.0\r\nVia: x\r\nCall-ID: \(callID)\r\nCSeq: \(number) OPTIONS\r\n\r\n"
        return TracedMessage(
            at: .zero + .seconds(at), isSent: false, transport: .udp, local: here, remote: there,
            bytes: Array(text.utf8) + Array(repeating: 0x78, count: padding))
    }

    private let one = ConversationReference(text: "C-ONE")
    private let two = ConversationReference(text: "C-TWO")

    @Test("messages that came before and after a call was tied belong to its conversation, both legs in order")
    func ties() {
        var trace = MessageTrace()
        trace.note(message("a", 1))
        trace.tie("a", to: one, as: "citizen")
        trace.tie("b", to: one, as: "agent")
        trace.note(message("a", 2))
        trace.note(message("b", 3))
        trace.note(message("c", 4))
        #expect(
            trace.calls(of: one) == [
                TracedCall(party: "citizen", messages: [message("a", 1), message("a", 2)]),
                TracedCall(party: "agent", messages: [message("b", 3)]),
            ])
        #expect(trace.calls(of: two).isEmpty)
    }

    @Test("a call that moves to another conversation is found there alone")
    func moves() {
        var trace = MessageTrace()
        trace.note(message("a"))
        trace.tie("a", to: one, as: "caller")
        trace.tie("a", to: two, as: "guest")
        #expect(trace.calls(of: one).isEmpty)
        #expect(trace.calls(of: two).map(\.party) == ["guest"])
    }

    @Test("a call with too many messages keeps its begin and its end, and says how many are missing")
    func thins() {
        var limits = MessageTrace.Limits()
        limits.messagesPerCall = 10
        var trace = MessageTrace(limits)
        trace.tie("a", to: one, as: "citizen")
        for number in 1...100 { trace.note(message("a", number)) }
        let call = trace.calls(of: one)[0]
        #expect(call.dropped == 90)
        #expect(call.messages == ((1...5).map { message("a", $0) } + (96...100).map { message("a", $0) }))
        #expect(trace.counters.thinned == 90)
    }

    @Test("strangers' messages push out strangers' only, and memory stays in bounds")
    func bounds() {
        var limits = MessageTrace.Limits()
        limits.bytes = 20_000
        limits.looseBytes = 10_000
        var trace = MessageTrace(limits)
        trace.tie("kept", to: one, as: "citizen")
        trace.note(message("kept"))
        for number in 0..<5_000 { trace.note(message("stranger-\(number)", padding: number % 300)) }
        #expect(trace.calls(of: one)[0].messages.count == 1)
        #expect(trace.counters.bytes <= 30_000)
        #expect(trace.counters.evicted > 4_900)
        #expect(trace.counters.calls < 40)
    }

    @Test("a call that goes on stays while those that are over make room for others")
    func oldestGoes() {
        var limits = MessageTrace.Limits()
        limits.bytes = 8_000
        limits.messagesPerCall = 2
        var trace = MessageTrace(limits)
        trace.tie("long", to: one, as: "citizen")
        trace.tie("short", to: two, as: "citizen")
        trace.note(message("short"))
        for number in 0..<100 {
            trace.note(message("long", number))
            trace.tie("n\(number)", to: ConversationReference(text: "C-\(number)"), as: "citizen")
            trace.note(message("n\(number)"))
        }
        #expect(trace.calls(of: two).isEmpty)
        #expect(trace.calls(of: one).first?.messages == [message("long", 0), message("long", 99)])
        #expect(trace.calls(of: ConversationReference(text: "C-99")).count == 1)
    }

    @Test("ten thousand calls that come and go leave no trail of old places")
    func churn() {
        var limits = MessageTrace.Limits()
        limits.bytes = 50_000
        var trace = MessageTrace(limits)
        for number in 0..<10_000 {
            trace.note(message("c\(number)"))
            trace.tie("c\(number)", to: ConversationReference(text: "C-\(number)"), as: "citizen")
        }
        #expect(trace.counters.bytes <= 50_000 + limits.looseBytes)
        #expect(trace.calls(of: ConversationReference(text: "C-9999")).count == 1)
        #expect(trace.calls(of: ConversationReference(text: "C-1")).isEmpty)
    }

    @Test("a long message is kept in part")
    func longMessage() {
        var trace = MessageTrace()
        trace.tie("a", to: one, as: "citizen")
        trace.note(message("a", padding: 60_000))
        #expect(trace.calls(of: one)[0].messages[0].bytes.count == 16_384)
    }

    @Test(
        "the Call-ID is found in every spelling, and only in the header",
        arguments: [
            ("A\r\nCall-ID: x@y\r\n\r\n", "x@y"), ("A\r\ni:x\r\n\r\n", "x"), ("A\r\nCALL-id \t:\t x \r\n\r\n", "x"),
            ("\r\nA\r\nCall-ID: x\r\n", "x"), ("A\nCall-ID: x\n\n", "x"), ("A\r\n\r\nCall-ID: x\r\n", nil),
            ("A\r\nCall-IDs: x\r\n\r\n", nil), ("A\r\nCall-ID", nil), ("A\r\nCall-ID:", nil),
            ("A\r\nCall-ID: \r\n", nil),
            ("A\r\nInfo: x\r\n\r\n", nil), ("", nil), ("\r\n\r\n", nil), ("c", nil), ("i", nil),
        ] as [(String, String?)])
    func callIDs(text: String, expected: String?) {
        #expect(MessageTrace.callID(in: Array(text.utf8).span) == expected)
    }
}
