import CivicCore
import CivicSIP
import Testing

@Suite("Messages out of a stream")
struct StreamFramerTests {
    /// What comes out when the bytes come in these pieces.
    private func pieces(
        _ bytes: [UInt8], cut: [Int] = [], limits: StreamFramer.Limits = StreamFramer.Limits()
    ) -> [StreamFramer.Piece] {
        var framer = StreamFramer(limits: limits)
        var found: [StreamFramer.Piece] = []
        for (start, end) in zip([0] + cut, cut + [bytes.count]) {
            framer.append(bytes[start..<end])
            while let piece = framer.next() { found.append(piece) }
        }
        return found
    }

    private let invite = request("INVITE sip:12345@192.0.2.2 SIP/2.0", body: "v=0\r\n\r\nnot the end")
    private let options = request()

    @Test("messages in a row, with line ends between them, come out the same at every cut")
    func everyCut() {
        let stream = [13, 10] + invite + options + [13, 10, 13, 10] + invite
        let expected: [StreamFramer.Piece] = [.message(invite), .message(options), .ping, .message(invite)]
        #expect(pieces(stream) == expected)
        for cut in 1..<stream.count { #expect(pieces(stream, cut: [cut]) == expected, "cut at \(cut)") }
        #expect(pieces(stream, cut: Array(1..<stream.count)) == expected)
    }

    @Test("random cuts of many messages change nothing")
    func randomCuts() {
        var random = SplitMix64(seed: 7)
        let stream = (0..<40).flatMap { $0 % 3 == 0 ? invite : options }
        let expected = (0..<40).map { StreamFramer.Piece.message($0 % 3 == 0 ? invite : options) }
        for _ in 0..<50 {
            let cuts = Set((0..<60).map { _ in Int.random(in: 1..<stream.count, using: &random) }).sorted()
            #expect(pieces(stream, cut: cuts) == expected)
        }
    }

    @Test("a message is begun from its first byte on, and not by line ends")
    func insideMessage() {
        var framer = StreamFramer()
        framer.append([13, 10])
        #expect(framer.next() == nil && !framer.isInsideMessage)
        framer.append(options.prefix(1))
        #expect(framer.next() == nil && framer.isInsideMessage)
        framer.append(options.dropFirst())
        #expect(framer.next() == .message(options) && framer.next() == nil && !framer.isInsideMessage)
    }

    @Test("an endless row of line ends is pings, and keeps nothing")
    func endlessLineEnds() {
        var framer = StreamFramer()
        var pings = 0
        for _ in 0..<1000 {
            framer.append([UInt8](repeating: 10, count: 100))
            while framer.next() == .ping { pings += 1 }
        }
        #expect(pings == 50_000 && !framer.isInsideMessage)
    }

    @Test(
        "the length is read as the parser reads it",
        arguments: ["Content-Length: 5", "l:5", "CONTENT-LENGTH \t:  5 ", "Content-Length:\r\n 5", "L: 005"])
    func spellings(line: String) {
        let message = Array("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\(line)\r\nX: y\r\n\r\n12345".utf8)
        #expect(pieces(message + options) == [.message(message), .message(options)])
    }

    @Test(
        "what breaks the framing is said, with the request's head for its answer",
        arguments: [
            (nil, 400, "Missing Content-Length"), ("Content-Length: -1", 400, "Bad Content-Length"),
            ("Content-Length: 5, 5", 400, "Bad Content-Length"), ("Content-Length:", 400, "Bad Content-Length"),
            ("Content-Length: 0\r\nl: 5", 400, "More Than One Content-Length"),
            ("Content-Length: 0x5", 400, "Bad Content-Length"), ("Content-Length: 5\r\n 6", 400, "Bad Content-Length"),
            ("Content-Length: 32769", 413, "Request Entity Too Large"),
            ("Content-Length: 99999999999999999999999999", 413, "Request Entity Too Large"),
            ("Content-Length: 18446744073709551617", 413, "Request Entity Too Large"),
        ])
    func broken(line: String?, status: Int, phrase: String) throws {
        let bytes = request("INVITE sip:a@192.0.2.2 SIP/2.0", [("Content-Length", line)])
        guard case .broken(let head, let fault)? = pieces(bytes + options).last else {
            return #expect(Bool(false), "\(pieces(bytes))")
        }
        #expect(fault == StreamFault(status: status, phrase: phrase))
        let made = SIPRefusal(fault, head: head.span)
        let refusal = try #require(made)
        let answer = String(decoding: refusal.serialized(tag: "t", product: "p"), as: UTF8.self)
        #expect(
            answer.hasPrefix("SIP/2.0 \(status) \(phrase)\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc\r\n"))
        #expect(answer.contains("Call-ID: call1\r\n"))
    }

    @Test("after a broken message nothing more is taken")
    func afterBreak() {
        let bytes = request("INVITE sip:a@192.0.2.2 SIP/2.0", [("Content-Length", nil)])
        #expect(pieces(bytes + options + options).count == 1)
    }

    @Test("line ends without CR end the stream after that message's answer")
    func bareLineFeeds() {
        let bytes = Array(String(decoding: options, as: UTF8.self).replacing("\r\n", with: "\n").utf8)
        let fault = StreamFault(status: 400, phrase: "Line Does Not End In CRLF")
        #expect(pieces(bytes + options) == [.broken(head: bytes, fault)])
    }

    @Test(
        "what is no SIP is given up at its first line, without an answer",
        arguments: ["GET / HTTP/1.1\r\n", "\u{16}\u{03}\u{01}\u{02}\n", "\r\nhello\r\n", "INVITE sip:a\r\n"])
    func noSIP(text: String) {
        guard case .broken(let head, .notSIP)? = pieces(Array(text.utf8)).last else { return #expect(Bool(false)) }
        let answer = SIPRefusal(.notSIP, head: head.span)
        #expect(answer == nil)
    }

    @Test("a start line without end, and a head without end, are given up at their limits")
    func withoutEnd() {
        let line = Array("OPTIONS sip:".utf8) + [UInt8](repeating: 0x61, count: 9000)
        #expect(pieces(line, cut: Array(1..<line.count)).map { $0.status } == [0])
        let head = Array("OPTIONS sip:a SIP/2.0\r\n".utf8) + (0..<4000).flatMap { Array("X\($0): yyyy\r\n".utf8) }
        #expect(pieces(head, cut: Array(stride(from: 1, to: head.count, by: 100))).map { $0.status } == [513])
        #expect(pieces(head, limits: .init(head: 100)).map { $0.status } == [513])
    }

    @Test("an overlong start line is no SIP, wherever it is cut")
    func overlongStartLine() {
        let line = Array("OPTIONS sip:\(String(repeating: "SIP/2.0 ", count: 5000)) SIP/2.0\r\n\r\n".utf8)
        let faults = [[], [9000], [5, 20_000], Array(1..<line.count)].map { pieces(line, cut: $0).map(\.status) }
        #expect(faults == [[0], [0], [0], [0]])
        // Of the longest that is allowed, the line's end may come in two pieces.
        let rest = SIPLimits.startLine - "OPTIONS sip: SIP/2.0".utf8.count
        let longest = Array("OPTIONS sip:\(String(repeating: "a", count: rest)) SIP/2.0\r\nl: 0\r\n\r\n".utf8)
        for cut in [[], [SIPLimits.startLine], [SIPLimits.startLine + 1]] {
            #expect(pieces(longest, cut: cut) == [.message(longest)])
        }
    }

    @Test("no response is given to a response")
    func brokenResponse() {
        let head = Array("SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nCSeq: 1 BYE\r\n\r\n".utf8)
        let answer = SIPRefusal(StreamFault(phrase: "Missing Content-Length"), head: head.span)
        #expect(answer == nil)
    }

    @Test("garbage in random pieces neither traps nor piles up", arguments: 0..<40)
    func garbage(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var framer = StreamFramer()
        let words = [
            invite, options, [13, 10], Array("Content-Length: 7\r\n".utf8), [0], Array(": ".utf8), [255, 10],
        ]
        for _ in 0..<400 {
            var bytes = words[Int.random(in: 0..<words.count, using: &random)]
            if !bytes.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            framer.append(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            while let piece = framer.next() {
                if case .broken = piece { framer = StreamFramer() }
                if case .message(let message) = piece {
                    #expect(message.count <= 65_535)
                    _ = try? SIPMessage(parsing: message)
                }
            }
        }
    }
}

extension StreamFramer.Piece {
    /// Of the fault; `nil` where there is none.
    fileprivate var status: Int? {
        if case .broken(_, let fault) = self { fault.status } else { nil }
    }
}
