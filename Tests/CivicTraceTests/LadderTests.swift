import CivicCore
import CivicTrace
import Foundation
import Testing

struct LadderTests {
    private let ladder = Ladder(Sample.story)

    private var arrows: [Ladder.Arrow] {
        ladder.rows.compactMap { if case .arrow(let arrow) = $0.item { arrow } else { nil } }
    }

    @Test("the citizen stands on the left, we beside, the agent on the right")
    func participants() {
        #expect(ladder.participants.map(\.party) == ["citizen", "us", "agent"])
        #expect(ladder.participants.map(\.address) == [Sample.citizen, Sample.us, Sample.agent])
    }

    @Test("both legs stand in one order of time, with what the ledger says between")
    func order() {
        let rows = ladder.rows.map { row in
            switch row.item {
            case .arrow(let arrow): "\(arrow.from)>\(arrow.to) \(arrow.label)"
            case .event(let kind, _, let detail): "* \(kind) \(detail)"
            }
        }
        #expect(
            rows == [
                "0>1 INVITE", "1>0 100 Trying (INVITE)", "* call-arrived plan county", "0>1 INVITE",
                "1>0 200 OK (INVITE)", "0>1 ACK", "* place-joined queue general", "1>2 INVITE", "* agent-ringing ",
                "2>1 180 Ringing (INVITE)", "2>1 486 Busy Here (INVITE)", "1>2 ACK", "0>1 BYE", "1>0 200 OK (BYE)",
            ])
        #expect(ladder.rows.map(\.offset).first == 0)
        #expect(abs((ladder.rows.last?.offset ?? 0) - 9.001) < 0.0005)
        #expect(ladder.begin == Sample.begin)
    }

    @Test("what came again is marked, and only that")
    func repeated() {
        #expect(arrows.indices.filter { arrows[$0].isRepeated } == [2])
    }

    @Test("an offer and its answer are told apart, with their codecs and addresses")
    func media() {
        #expect(arrows[0].media?.role == .offer && arrows[0].media?.codecs == ["PCMA", "PCMU", "telephone-event"])
        #expect(arrows[2].media?.role == .offer)
        #expect(arrows[3].media?.role == .answer && arrows[3].media?.codecs == ["PCMA", "telephone-event"])
        #expect(arrows[3].media?.address == "192.0.2.9:30000")
        #expect(arrows[5].media?.role == .offer)
        #expect(arrows[4].media == nil)
    }

    @Test("tones follow the status")
    func tones() {
        #expect(arrows.map(\.tone).prefix(4) == [.request, .provisional, .request, .success])
        #expect(arrows[7].tone == .failure)
    }

    @Test("messages left out are counted")
    func dropped() {
        #expect(ladder.dropped == 3)
    }

    @Test("no row of a call with ten thousand messages is beyond the bound")
    func bounded() {
        var story = Sample.story
        story.messages = (0..<10_000).map { number in
            SeenMessage(
                at: Sample.begin + Double(number), isSent: false, transport: "udp", local: Sample.us,
                remote: Sample.citizen,
                leg: 0, bytes: Array("OPTIONS sip:a SIP/2.0\r\nCSeq: \(number) OPTIONS\r\n\r\n".utf8))
        }
        let ladder = Ladder(story)
        #expect(ladder.rows.count == Ladder.longest)
        #expect(ladder.dropped == 3 + 10_004 - Ladder.longest || ladder.dropped == 3 + 10_003 - Ladder.longest)
    }

    @Test(
        "whatever the bytes are, there is a label without control characters",
        arguments: [
            "", "\r\n\r\n", "\u{0}\u{1}\u{1b}[31m SIP/2.0", "SIP/2.0", "SIP/2.0 ",
            "SIP/2.0 999999999999999999999 x\r\n\r\n",
            "INVITE \u{202e}sip:a SIP/2.0\r\nCSeq: 1 \u{7}BELL\r\n\r\n", "SIP/2.0 200 \u{1b}[2J\r\nCSeq:\r\n\r\n",
            "A B SIP/2.0\r\n\r\nv=0\r\nm=audio 99999999999 RTP/AVP 0\r\n", "A B SIP/2.0\r\n\r\nv=0\r\nm=\r\n",
        ])
    func hostile(text: String) {
        var story = Sample.story
        story.messages = [
            SeenMessage(
                at: Sample.begin, isSent: false, transport: "udp", local: Sample.us, remote: Sample.citizen, leg: 7,
                bytes: Array(text.utf8))
        ]
        let ladder = Ladder(story)
        let shown = LadderText(ladder).lines.joined(separator: "\n") + LadderSVG(ladder).render(isFile: true)
        let isClean = shown.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
        #expect(isClean && !shown.unicodeScalars.contains("\u{202e}"))
    }
}
