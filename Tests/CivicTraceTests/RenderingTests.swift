import CivicCore
import CivicTrace
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

struct RenderingTests {
    private let ladder = Ladder(Sample.story)

    @Test("as text: both legs with times, and no line is wider than asked", arguments: [80, 100, 120])
    func text(width: Int) {
        let lines = LadderText(ladder, width: width).lines
        let all = lines.joined(separator: "\n")
        for wanted in [
            "Call C-7K2M4Q9XTB", "Citizen", "CivicLine", "Agent", "192.0.2.2:5070", "    0.000  ", "    9.001  ",
            "INVITE", "200 OK (INVITE)", width < 100 ? "486 Busy Here (" : "486 Busy Here (INVITE)", "[again]", "BYE",
            "* joins the line: queue general",
            "* agent's phone rings (li.na)", "answer PCMA telephone-event",
            "Names and numbers are taken out.", "3 messages were too many",
        ] { #expect(all.contains(wanted), "\(wanted) is missing:\n\(all)") }
        #expect(lines.allSatisfy { $0.count <= width })
        let invite = lines.first { $0.contains("INVITE") && $0.contains("▶") }
        #expect(invite?.contains("│") == true)
    }

    @Test("in Chinese, columns stay under each other although characters are twice as wide")
    func chinese() {
        let lines = LadderText(ladder, words: .chinese).lines
        #expect(lines.contains { $0.contains("市民") && $0.contains("话务员") })
        #expect(lines.contains { $0.contains("* 进入排队: queue general") })
    }

    @Test("nothing of the caller is in the text, the picture or the capture")
    func noNumber() {
        let text = LadderText(ladder).lines.joined() + LadderSVG(ladder).render(isFile: true)
        let capture = String(decoding: CaptureFile.pcap(Sample.story.messages), as: UTF8.self)
        for shown in [text, capture] {
            #expect(!shown.contains("1380") && !shown.contains("Zhang") && !shown.contains("0000001"))
        }
    }

    @Test("the picture is well-formed, has a title and a description, and no script or link", arguments: [true, false])
    func picture(isFile: Bool) throws {
        let svg = LadderSVG(ladder).render(isFile: isFile)
        #expect(svg.contains("<title id=\"ladder-title\">Call C-7K2M4Q9XTB</title>"))
        #expect(svg.contains("<desc id=\"ladder-about\">") && svg.contains("0.000 s Citizen → CivicLine: INVITE"))
        #expect(svg.contains("<style>") == isFile && !svg.contains("style="))
        #expect(!svg.contains("<script") && !svg.contains("href"))
        #if canImport(FoundationXML)
            let parser = XMLParser(data: Data(svg.utf8))
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #endif
    }

    @Test("markup in what peers and colleagues say stays text")
    func escapes() {
        var story = Sample.story
        let evil = "<script>alert(1)</script>\"'&\u{8}"
        story.entries.append(CallEntry(at: Sample.begin, kind: evil, actor: evil, details: [evil: evil]))
        story.messages.append(
            SeenMessage(
                at: Sample.begin, isSent: false, transport: evil, local: Sample.us, remote: Sample.citizen, leg: 0,
                bytes: Array("SIP/2.0 404 \(evil)\r\nCSeq: 1 <b>\r\n\r\n".utf8)))
        story.legs[0].party = evil
        let svg = LadderSVG(Ladder(story)).render(isFile: false)
        #expect(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("\u{8}"))
        #expect(svg.contains("&lt;script&gt;"))
    }

    @Test("a call without messages says so and shows the ledger")
    func withoutMessages() {
        var story = Sample.story
        (story.messages, story.legs) = ([], [])
        let lines = LadderText(Ladder(story)).lines
        #expect(
            lines.contains { $0.contains("no longer in memory") } && lines.contains { $0.contains("* call arrives") })
    }

    @Test("the words of both languages are complete")
    func words() {
        #expect(Set(LadderWords.english.events.keys) == Set(LadderWords.chinese.events.keys))
        #expect(Set(LadderWords.english.parties.keys) == Set(LadderWords.chinese.parties.keys))
    }
}

struct CaptureTests {
    private let message = SeenMessage(
        at: Date(timeIntervalSince1970: 1_790_000_000.25), isSent: true, transport: "udp", local: Sample.us,
        remote: Sample.citizen, leg: 0, bytes: Array("BYE sip:a SIP/2.0\r\n\r\n".utf8))

    @Test("a capture holds an IP packet with right sums for each message")
    func capture() {
        let file = CaptureFile.pcap([message])
        #expect(Array(file.prefix(4)) == [0xD4, 0xC3, 0xB2, 0xA1])
        #expect(file[20] == 101)
        let packet = Array(file[40...])
        #expect(packet.count == 28 + message.bytes.count)
        #expect(packet[0] == 0x45 && packet[9] == 17)
        #expect(Array(packet[12..<20]) == [192, 0, 2, 1, 192, 0, 2, 2])
        #expect(Array(packet[20..<24]) == [0x13, 0xC4, 0x13, 0xCE])
        #expect(sum(packet[0..<20]) == 0xFFFF)
        let pseudo = Array(packet[12..<20]) + [0, 17] + packet[24..<26]
        #expect(sum((pseudo + packet[20...])[...]) == 0xFFFF)
        #expect(Array(packet[28...]) == message.bytes)
        #expect(Array(file[24..<32]) == [0x80, 0x3B, 0xB1, 0x6A, 0x90, 0xD0, 0x03, 0x00])
    }

    @Test(
        "IPv6 has its own head; a host that is no number has a stand-in",
        arguments: [
            ("2001:db8::1", "2001:db8::2", 0x60), ("192.0.2.1", "phone.example", 0x45),
            ("2001:db8::1", "192.0.2.2", 0x45),
            ("::ffff:192.0.2.1", "::1", 0x60), ("1:2:3:4:5:6:7:8:9", "::1", 0x45), ("a::b::c", "::1", 0x45),
        ] as [(String, String, UInt8)])
    func families(local: String, remote: String, first: UInt8) {
        var message = message
        message.local.host = local
        message.remote.host = remote
        #expect(CaptureFile.pcap([message])[40] == first)
    }

    @Test("a HEP packet has its length, addresses, time, the conversation and the message")
    func hep() {
        let packet = HEPPacket.encode(message, correlation: "C-1")
        #expect(Array(packet.prefix(4)) == Array("HEP3".utf8))
        #expect(Int(packet[4]) << 8 | Int(packet[5]) == packet.count)
        var chunks: [Int: [UInt8]] = [:]
        var index = 6
        while index + 6 <= packet.count {
            let length = Int(packet[index + 4]) << 8 | Int(packet[index + 5])
            chunks[Int(packet[index + 3])] = Array(packet[(index + 6)..<(index + length)])
            index += length
        }
        #expect(index == packet.count)
        #expect(chunks[3] == [192, 0, 2, 1] && chunks[4] == [192, 0, 2, 2])
        #expect(chunks[7] == [0x13, 0xC4] && chunks[2] == [17] && chunks[11] == [1])
        #expect(chunks[17] == Array("C-1".utf8) && chunks[15] == message.bytes)
        #expect(chunks[9] == [0x6A, 0xB1, 0x3B, 0x80] && chunks[10] == [0x00, 0x03, 0xD0, 0x90])
    }

    private func sum(_ bytes: ArraySlice<UInt8>) -> Int {
        var sum = 0
        for (index, byte) in bytes.enumerated() { sum += index % 2 == 0 ? Int(byte) << 8 : Int(byte) }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return sum
    }
}

struct StoryTests {
    @Test("a story survives its way to the command")
    func codable() throws {
        let story = Sample.story
        let back = try JSONDecoder().decode(CallStory.self, from: JSONEncoder().encode(story))
        #expect(back.messages.map(\.bytes) == story.messages.map(\.bytes))
        #expect(back.messages.map(\.remote) == story.messages.map(\.remote))
        #expect(back.entries.map(\.kind) == story.entries.map(\.kind) && back.legs == story.legs)
    }

    @Test("in whole messages everything is there")
    func whole() {
        var story = CallStory(reference: Sample.reference, summary: nil, entries: [])
        story.add(Sample.trace, now: (Sample.begin + 20, .zero + .seconds(120)), isRedacted: false)
        #expect(String(decoding: story.messages[0].bytes, as: UTF8.self).contains(Sample.number))
        #expect(!story.isRedacted)
    }

    @Test(
        "a reference is taken as people type it",
        arguments: [
            ("C-7K2M4Q9XTB", "C-7K2M4Q9XTB"), ("c-7k2m4q9xtb", "C-7K2M4Q9XTB"), ("7k2m4q9xtb", "C-7K2M4Q9XTB"),
            ("", nil), ("C-", nil), ("C-7K2M4Q9XT", nil), ("C-7K2M4Q9XTI", nil), ("../../etc/pa", nil),
            ("C-7K2M4Q9XTBB", nil),
            ("C-7K2M4Q9X\u{30}\u{301}B", nil),
        ] as [(String, String?)])
    func typed(text: String, expected: String?) {
        #expect(ConversationReference(typed: text)?.text == expected)
    }

    @Test(
        "quality is good from 4.0, fair from 3.6, and says why it is not better",
        arguments: [
            (["mos": "4.4"], LegQuality.Word.good, []), (["mos": "4.0"], .good, []), (["mos": "3.9"], .fair, []),
            (["mos": "3.6", "jitter-ms": "45.0"], .fair, [.jitter]),
            (["mos": "2.0", "lost-percent": "9.00", "concealed-percent": "8.00"], .poor, [.loss, .concealed]),
            (["mos": "4.3", "one-way-alarms": "1"], .fair, [.oneWay]), (["packets": "5"], .unknown, []),
            (["mos": "4.1", "round-trip-ms": "260", "buffer-ms": "60"], .good, [.delay]),
            (
                ["mos": "4.1", "packets": "500", "lost-at-peer": "20", "level-dbfs": "-50.0"], .good,
                [.lossAtPeer, .quiet]
            ),
            (["mos": "x", "lost-percent": "nan"], .unknown, []),
        ] as [([String: String], LegQuality.Word, [LegQuality.Reason])])
    func quality(details: [String: String], word: LegQuality.Word, reasons: [LegQuality.Reason]) {
        let quality = LegQuality(CallEntry(at: Sample.begin, kind: "audio-quality", actor: "system", details: details))
        #expect(quality.word == word && quality.reasons == reasons)
    }
}
