import CivicCore
import CivicRTP
import Testing

@Suite("Telephone events, RFC 4733")
struct TelephoneEventReceiverTests {
    /// One packet of a press, as a test would draw it.
    private struct Packet {
        var code: UInt8 = 5
        var timestamp: UInt32 = 1000
        var duration: UInt16 = 160
        var isEnd = false
        var marker = false
        var ssrc: UInt32 = 1
        var at: Duration = .zero
    }

    private func keys(_ packets: [Packet]) -> [UInt8] {
        var receiver = TelephoneEventReceiver()
        return packets.compactMap { packet in
            receiver.receive(
                TelephoneEvent(code: packet.code, isEnd: packet.isEnd, duration: packet.duration),
                timestamp: packet.timestamp, marker: packet.marker, ssrc: packet.ssrc, at: .zero + packet.at)
        }
    }

    private func press(_ code: UInt8, _ timestamp: UInt32) -> [Packet] {
        let updates = (1...5).map {
            Packet(code: code, timestamp: timestamp, duration: UInt16($0 * 160), marker: $0 == 1)
        }
        return updates
            + [Packet](repeating: Packet(code: code, timestamp: timestamp, duration: 800, isEnd: true), count: 3)
    }

    @Test("a press of eight packets is one digit")
    func onePress() { #expect(keys(press(5, 1000)) == [5]) }

    @Test("the same key twice is two digits")
    func twice() { #expect(keys(press(1, 1000) + press(1, 3000)) == [1, 1]) }

    @Test("lost ends don't merge two presses of one key")
    func lostEnds() {
        let first = press(1, 1000).filter { !$0.isEnd }
        #expect(keys(first + press(1, 3000)) == [1, 1])
    }

    @Test("one packet out of eight is enough", arguments: 0..<8)
    func anyOne(index: Int) { #expect(keys([press(7, 500)[index]]) == [7]) }

    @Test("copies and any order of packets still make one digit each")
    func shuffled() {
        var random = SplitMix64(seed: 4733)
        for _ in 0..<200 {
            let packets = (press(1, 1000) + press(2, 3000)).flatMap { [$0, $0] }.shuffled(using: &random)
            #expect(keys(packets).sorted() == [1, 2])
        }
    }

    @Test("ends of the last press that come late are no press")
    func lateEnds() {
        let first = press(1, 1000)
        #expect(keys(Array(first.dropLast(2)) + press(2, 3000) + first.suffix(2)) == [1, 2])
    }

    @Test("a press longer than 65,535 units goes on in segments and stays one")
    func longPress() {
        var packets = stride(from: 160, through: 0xFFFF, by: 160).map {
            Packet(timestamp: 0xFFFF_0000, duration: UInt16($0), marker: $0 == 160)
        }
        packets.append(Packet(timestamp: 0xFFFF_0000, duration: 0xFFFF))
        let next = UInt32(0xFFFF_0000) &+ 0xFFFF
        packets += (1...4).map { Packet(timestamp: next, duration: UInt16($0 * 160)) }
        packets.append(Packet(timestamp: next, duration: 640, isEnd: true))
        #expect(keys(packets) == [5])
    }

    @Test("another source begins anew")
    func newSource() {
        #expect(keys([Packet(isEnd: true), Packet(isEnd: true, ssrc: 2)]) == [5, 5])
    }

    @Test("a key whose ends are lost is up after 300 ms")
    func releases() {
        var receiver = TelephoneEventReceiver()
        _ = receiver.receive(
            TelephoneEvent(code: 1, isEnd: false, duration: 160), timestamp: 1, marker: true, ssrc: 1, at: .zero)
        #expect(receiver.isPressed(at: .zero + .milliseconds(299)))
        #expect(!receiver.isPressed(at: .zero + .milliseconds(300)))
    }

    @Test("the sender's packets make the receiver's digits, with three ends each")
    func sender() throws {
        var sender = TelephoneEventSender(pressed: 100, pause: 40)
        var receiver = TelephoneEventReceiver()
        for character in "1*#D1" { _ = sender.dial(try #require(DTMFCode(character))) }
        var heard = ""
        var ends = 0
        var timestamp: UInt32 = 0xFFFF_FF00
        for _ in 0..<60 {
            if let packet = sender.next(timestamp: timestamp) {
                ends += packet.event.isEnd ? 1 : 0
                #expect(packet.event.duration <= 800)
                if let code = receiver.receive(
                    packet.event, timestamp: packet.timestamp, marker: packet.marker, ssrc: 1, at: .zero)
                {
                    heard.append(try #require(DTMFCode(code)).character)
                }
            }
            timestamp &+= 160
        }
        #expect(heard == "1*#D1")
        #expect(ends == 15)
        #expect(sender.isIdle)
    }
}
