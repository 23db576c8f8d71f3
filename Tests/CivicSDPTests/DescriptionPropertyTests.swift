import CivicCore
import CivicSDP
import Glibc
import Testing

@Suite("Session descriptions of every shape")
struct DescriptionPropertyTests {
    @Test("what is printed is read as the same, and printed again byte for byte", arguments: 1...200)
    func identity(seed: UInt64) throws {
        var maker = DescriptionMaker(seed: seed)
        for _ in 0..<10 {
            let description = maker.description()
            let bytes = description.bytes
            let read = try SessionDescription(parsing: bytes)
            #expect(read == description)
            #expect(read.bytes == bytes)
        }
    }

    @Test("a described stream is answered or refused, and an answer is one that the offerer takes", arguments: 1...200)
    func answers(seed: UInt64) throws {
        var maker = DescriptionMaker(seed: seed)
        let local = LocalAudio(host: "192.0.2.9", port: 30_000, sessionID: 7, version: 3)
        for _ in 0..<20 {
            let offer = maker.description()
            guard let (body, _) = try? OfferAnswer.answer(to: offer.bytes, local: local) else { continue }
            let answer = try SessionDescription(parsing: body)
            #expect(answer.media.map(\.kind) == offer.media.map(\.kind))
            #expect(answer.media.map(\.transport) == offer.media.map(\.transport))
            #expect(answer.media.filter { $0.port != 0 }.count == 1)
        }
    }

    @Test("changed descriptions of any length never trap", arguments: 1...40)
    func mutations(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var maker = DescriptionMaker(seed: seed)
        let local = LocalAudio(host: "192.0.2.9", port: 30_000, sessionID: 7, version: 3)
        for _ in 0..<50 {
            var bytes = maker.description().bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(place...)
                case 2: bytes.insert(contentsOf: Array(" =:/-9\r\n".utf8).shuffled(using: &generator), at: place)
                default: bytes += bytes[place...]
                }
            }
            _ = try? OfferAnswer.answer(to: bytes, local: local)
            _ = try? OfferAnswer.accept(answer: bytes, to: local)
        }
    }

    /// Shapes in which a careless parser looks at the same bytes again and again.
    static let shapes: [(name: String, piece: String)] = [
        ("line ends", "\n"), ("spaces", " "), ("lines", "a=x\r\n"), ("attributes", "a=fmtp:8 x=y;z\r\n"),
        ("colons", "a=:::::\r\n"), ("connections", "c=IN IP4 192.0.2.1\r\n"), ("digits", "9"),
        ("media", "m=audio 0 RTP/AVP 0\r\n"),
    ]

    @Test("the work grows with the length, not with its square", arguments: shapes.indices)
    func linear(index: Int) {
        let piece = Array(Self.shapes[index].piece.utf8)
        let head = Array("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n".utf8)
        func input(_ count: Int) -> [UInt8] { head + (0..<count / piece.count).flatMap { _ in piece } }
        let (short, long) = (input(4000), input(64_000))
        let ratio = Work.ratio {
            _ = try? SessionDescription(parsing: long)
        } to: {
            _ = try? SessionDescription(parsing: short)
        }
        // Sixteen times as long: linear is 16, a square would be 256.
        #expect(ratio < 64, "\(Self.shapes[index].name): \(ratio)")
    }
}

/// Compares the processor time of two pieces of work in this thread: the smallest of many runs, in which nobody
/// interfered. A ratio, so the machine's speed does not matter.
enum Work {
    static func ratio(of long: () -> Void, to short: () -> Void) -> Double {
        var (longest, shortest) = (Int.max, Int.max)
        for _ in 0..<15 {
            longest = min(longest, nanoseconds { for _ in 0..<2 { long() } })
            shortest = min(shortest, nanoseconds { for _ in 0..<32 { short() } })
        }
        return 16 * Double(longest) / Double(max(1, shortest))
    }

    private static func nanoseconds(_ work: () -> Void) -> Int {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
        let start = now()
        work()
        return now() - start
    }
}

/// Makes sound descriptions of every shape, the same for the same seed.
struct DescriptionMaker {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }

    private mutating func address() -> ConnectionAddress {
        pick([
            ConnectionAddress(host: "192.0.2.7"), ConnectionAddress(host: "2001:db8::7"),
            ConnectionAddress(host: "phone.example.org"), ConnectionAddress(host: "0.0.0.0"),
        ])
    }

    private mutating func attributes() -> [SessionDescription.Attribute] {
        let all: [SessionDescription.Attribute] = [
            .init("sendrecv"), .init("sendonly"), .init("inactive"), .init("ptime", "20"), .init("rtcp-mux"),
            .init("rtpmap", "101 telephone-event/8000"), .init("fmtp", "101 0-15"), .init("x", "a:b:c"), .init("y", ""),
            .init("rtpmap", "96 opus/48000/2"), .init("rtpmap", "8 PCMU/8000"), .init("label", "地"),
        ]
        return (0..<Int.random(in: 0...6, using: &generator)).map { _ in pick(all) }
    }

    private mutating func medium() -> MediaDescription {
        let kind = pick(["audio", "audio", "video", "image", "application"])
        return MediaDescription(
            kind: kind, port: pick([0, 4000, 65_535, 9]), portCount: pick([1, 1, 2]),
            transport: kind == "image" ? "udptl" : pick(["RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVPF"]),
            formats: kind == "image" ? ["t38"] : pick([["8"], ["0", "8", "101"], ["96", "101"], ["18"], ["300"]]),
            connection: pick([nil, address()]), attributes: attributes(),
            otherLines: pick([[], [.init(type: "b", value: "AS:64")]]))
    }

    mutating func description() -> SessionDescription {
        SessionDescription(
            origin: .init(
                username: pick(["-", "alice", "Li Na"]), sessionID: pick(["1", "18446744073709551615"]),
                version: "\(UInt32.random(in: 0...UInt32.max, using: &generator))", address: address()),
            name: pick(["-", "a call", "热线"]), connection: pick([nil, address()]), attributes: attributes(),
            otherLines: pick([
                [.init(type: "t", value: "0 0")], [.init(type: "i", value: "x"), .init(type: "t", value: "0 0")],
            ]),
            media: (0..<Int.random(in: 0...5, using: &generator)).map { _ in medium() })
    }
}
