import CivicCore
import CivicSIP
import Glibc
import Testing

@Suite("the parser's work")
struct ParserWorkTests {
    /// Shapes in which a careless parser looks at the same bytes again and again; each is repeated to the wanted length.
    static let shapes: [(name: String, head: String, piece: String, tail: String)] = [
        ("line ends", "", "\r\n", ""), ("spaces", "OPTIONS ", " ", "sip:a@b SIP/2.0\r\n\r\n"),
        ("a start line", "", "x", ""), ("one long field", "X: ", "x", "\r\n\r\n"),
        ("folded lines", "X: a\r\n", " b\r\n", "\r\n"), ("fields", "", "X: y\r\n", "\r\n"),
        ("the same field", "", "To: <sip:a@b>\r\n", "\r\n"),
        ("Via lines", "", "Via: SIP/2.0/UDP a;branch=b\r\n", "\r\n"),
        ("Via values", "Via: SIP/2.0/UDP a", ", SIP/2.0/UDP a", "\r\n\r\n"),
        ("quotes", "Contact: ", "\"", "\r\n\r\n"), ("escapes", "Contact: \"", "\\\\", "\" <sip:a@b>\r\n\r\n"),
        ("brackets", "Contact: ", "<", "\r\n\r\n"), ("commas", "Route: ", ",", "\r\n\r\n"),
        ("contacts", "Contact: <sip:a@b>", ",<sip:a@b>", "\r\n\r\n"),
        ("parameters", "From: <sip:a@b>", ";x=y", "\r\n\r\n"),
        ("flags", "From: <sip:a@b", ";a", ">\r\n\r\n"), ("percent signs", "To: <sip:", "%41", "@b>\r\n\r\n"),
        ("semicolons", "Via: SIP/2.0/UDP a", ";", "\r\n\r\n"), ("colons", "", ":", "\r\n\r\n"),
        ("LF alone", "", "X: y\n", "\n"), ("CR alone", "", "\r", ""), ("NUL", "", "\u{0}", ""),
        ("no UTF-8", "", "\u{FF}", ""),
    ]

    private func input(_ index: Int, _ count: Int, inMessage: Bool) -> [UInt8] {
        let (_, head, piece, tail) = Self.shapes[index]
        let start = inMessage ? "OPTIONS sip:a@b SIP/2.0\r\n" : ""
        let unit = Array(piece.utf8)
        let repeated = (0..<max(1, count / unit.count)).flatMap { _ in unit }
        return Array((start + head).utf8) + repeated + Array(tail.utf8)
    }

    @Test("no shape of up to 64 KiB traps, in one piece or cut anywhere", arguments: shapes.indices)
    func everyShape(index: Int) {
        for inMessage in [false, true] {
            for count in [1, 70, 300, 4000, 16_000, 64_000] {
                let bytes = input(index, count, inMessage: inMessage)
                _ = try? SIPMessage(parsing: bytes)
                _ = try? SIPMessage(parsing: Array(bytes.prefix(bytes.count / 2)))
                var framer = StreamFramer()
                framer.append(bytes)
                for _ in 0..<bytes.count {
                    guard let piece = framer.next() else { break }
                    if case .broken = piece { break }
                }
            }
        }
    }

    @Test("the work grows with the length, not with its square", arguments: shapes.indices)
    func linear(index: Int) {
        for inMessage in [false, true] {
            let (short, long) = (input(index, 4000, inMessage: inMessage), input(index, 64_000, inMessage: inMessage))
            let ratio = Work.ratio {
                _ = try? SIPMessage(parsing: long)
            } to: {
                _ = try? SIPMessage(parsing: short)
            }
            // Sixteen times as long: linear is 16, a square would be 256.
            #expect(ratio < 64, "\(Self.shapes[index].name), \(inMessage): \(ratio)")
        }
    }

    @Test("a stream in single bytes costs what one in large pieces does")
    func singleBytes() {
        let message = request("OPTIONS sip:1@192.0.2.2 SIP/2.0", [("X", "X: " + String(repeating: "x", count: 8000))])
        func feed(_ bytes: [UInt8]) {
            var framer = StreamFramer()
            for byte in bytes { framer.append(CollectionOfOne(byte)) }
        }
        let short = Array(message.prefix(500))
        let ratio = Work.ratio {
            feed(Array(message.prefix(8000)))
        } to: {
            feed(short)
        }
        #expect(ratio < 64, "\(ratio)")
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
