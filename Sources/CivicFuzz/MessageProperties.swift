import CivicSIP

enum MessageProperties {
    /// What parses prints, and parses again to the same.
    static func datagram(_ input: [UInt8]) -> String? {
        let message: SIPMessage
        do {
            message = try SIPMessage(parsing: input)
        } catch {
            if case .badRequest(let refusal) = error { return answer(refusal) }
            return nil
        }
        let printed = message.serialized
        // Long names for compact ones, and quotes, may make a message too long for one datagram.
        guard printed.count <= SIPLimits.message, !isNearLimit(input) else { return nil }
        guard let again = try? SIPMessage(parsing: printed) else { return "what was printed is not read" }
        guard again == message else { return "what was printed is read as another message" }
        return again.serialized == printed ? nil : "the second print differs from the first"
    }

    /// A field or line that is as long as it may be can become longer in print.
    private static func isNearLimit(_ input: [UInt8]) -> Bool { input.count >= SIPURI.longest / 2 }

    /// An answer is itself a message, but for what it echoes.
    private static func answer(_ refusal: SIPRefusal) -> String? {
        let bytes = refusal.serialized(tag: "t", product: "p")
        guard bytes.starts(with: Array("SIP/2.0 ".utf8)) else { return "a refusal is no response" }
        // Nothing that is echoed may begin a line of its own: each line of the answer begins with a name and a colon.
        for line in bytes.split(separator: 0x0A).dropFirst() where line != [0x0D] {
            guard line.last == 0x0D, !line.dropLast().contains(0x0D) else { return "a refusal's line has no right end" }
            guard line.contains(UInt8(ascii: ":")) else { return "a refusal has a line of somebody else's" }
        }
        return nil
    }

    /// Wherever the stream is cut, the same comes out of it.
    static func stream(_ input: [UInt8]) -> String? {
        let whole = pieces(of: input, cut: [])
        let places = [input.count / 3, input.count / 2, max(0, input.count - 1), Int(input.first ?? 0)]
            .filter { $0 < input.count }.sorted()
        guard pieces(of: input, cut: places) == whole else { return "the cuts of a stream change its messages" }
        for case .message(let bytes) in whole { if let fault = datagram(bytes) { return fault } }
        if case .broken(let head, let fault)? = whole.last, let refusal = SIPRefusal(fault, head: head.span) {
            return answer(refusal)
        }
        return nil
    }

    private static func pieces(of input: [UInt8], cut places: [Int]) -> [StreamFramer.Piece] {
        var framer = StreamFramer()
        var found: [StreamFramer.Piece] = []
        var start = 0
        for end in places + [input.count] {
            framer.append(input[start..<end])
            start = end
            while let piece = framer.next() { found.append(piece) }
        }
        // How much of a broken message is echoed depends on how much of it has come.
        if case .broken(_, let fault)? = found.last { found[found.count - 1] = .broken(head: [], fault) }
        return found
    }
}

extension SIPMessage {
    var serialized: [UInt8] {
        switch self {
        case .request(let request): request.serialized()
        case .response(let response): response.serialized()
        }
    }
}
