/// Cuts a stream into messages (RFC 3261 §7.5, §18.3), whatever pieces it arrives in.
///
///     CRLF… start line CRLF fields CRLF CRLF body
///     └ ignored, two are a ping            └ as long as Content-Length says
///
/// After `broken` nothing more comes: where the next message would begin is not known.
package struct StreamFramer: Sendable {
    package struct Limits: Sendable, Equatable {
        /// Start line and header fields with the empty line, in bytes.
        package var head: Int
        /// In bytes.
        package var body: Int

        package init(head: Int = 32_767, body: Int = 32_768) {
            self.head = head
            self.body = body
        }
    }

    package enum Piece: Equatable, Sendable {
        /// One whole message, as the parser takes it.
        case message([UInt8])
        /// Two CRLF between messages: a keep-alive that wants one CRLF back (RFC 5626 §4.4.1).
        case ping
        /// The stream is to be closed, after the answer that `fault` names where `head` is a request's.
        case broken(head: [UInt8], StreamFault)
    }

    private let limits: Limits
    private var buffer: [UInt8] = []
    /// Everything before it has been given out.
    private var start = 0
    /// The head's line that is being looked at begins here.
    private var line = 0
    /// Bytes before it have been searched for the end of that line.
    private var searched = 0
    /// LFs in a row between messages.
    private var lineEnds = 0
    private var hasBareLineFeed = false
    private var isFirstLine = true
    private var lengthText: LengthText?
    /// Set once the head has ended: where the message ends.
    private var end: Int?
    private var isBroken = false

    /// The value of Content-Length as it is put together from its lines.
    private struct LengthText: Sendable {
        var values: [String] = []
        /// A folded line belongs to it.
        var isOpen = true

        mutating func extend(by more: String) {
            if let last = values.popLast() { values.append(last + " " + more) }
        }
    }

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// A message has begun and has not ended.
    package var isInsideMessage: Bool { !isBroken && start < buffer.count }

    /// Takes what has arrived; `next` then gives what is whole.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        guard !isBroken else { return }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            (start, line, searched) = (0, 0, 0)
        } else if start > limits.head {
            compact()
        }
        buffer += bytes
    }

    private mutating func compact() {
        buffer.removeFirst(start)
        line -= start
        searched -= start
        end = end.map { $0 - start }
        start = 0
    }

    package mutating func next() -> Piece? {
        guard !isBroken else { return nil }
        if end == nil {
            if line == start, isFirstLine, takeLineEnds() { return .ping }
            if let fault = readHead() { return fail(fault) }
        }
        guard let end, end <= buffer.count else { return nil }
        let message = Array(buffer[start..<end])
        let isStrict = !hasBareLineFeed
        begin(at: end)
        // The parser answers such a message with 400; what follows is not trusted to begin here for everybody.
        if !isStrict { return fail(StreamFault(status: 400, phrase: "Line Does Not End In CRLF"), head: message) }
        return .message(message)
    }

    private mutating func begin(at position: Int) {
        (start, line, searched) = (position, position, position)
        (hasBareLineFeed, isFirstLine, lengthText, end) = (false, true, nil, nil)
        lineEnds = 0
    }

    private mutating func fail(_ fault: StreamFault, head: [UInt8]? = nil) -> Piece {
        let head = head ?? Array(buffer[start..<min(buffer.count, start + limits.head)])
        isBroken = true
        buffer = []
        begin(at: 0)
        return .broken(head: head, fault)
    }

    /// Passes over the line ends before a start line; `true` for each second one.
    private mutating func takeLineEnds() -> Bool {
        while start < buffer.count, buffer[start] == 0x0D || buffer[start] == 0x0A {
            let isLineFeed = buffer[start] == 0x0A
            start += 1
            (line, searched) = (start, start)
            guard isLineFeed else { continue }
            lineEnds += 1
            if lineEnds == 2 {
                lineEnds = 0
                return true
            }
        }
        return false
    }

    /// Reads whole lines up to the empty one; sets `end` there.
    private mutating func readHead() -> StreamFault? {
        while end == nil {
            while searched < buffer.count, buffer[searched] != 0x0A { searched += 1 }
            // The same whether the line's end has come or not; a CR may be the last byte so far.
            if isFirstLine, searched - start > SIPLimits.startLine + 1 { return .notSIP }
            guard searched - start < limits.head else { return StreamFault(status: 513, phrase: "Message Too Large") }
            guard searched < buffer.count else { return nil }
            var lineEnd = searched
            if lineEnd > line, buffer[lineEnd - 1] == 0x0D { lineEnd -= 1 } else { hasBareLineFeed = true }
            let content = line..<lineEnd
            searched += 1
            line = searched
            if let fault = take(content) { return fault }
        }
        return nil
    }

    /// One line of the head, without its end.
    private mutating func take(_ content: Range<Int>) -> StreamFault? {
        if isFirstLine {
            isFirstLine = false
            return looksLikeSIP(content) ? nil : .notSIP
        }
        guard !content.isEmpty else {
            switch contentLength() {
            case .success(let length):
                end = line + length
                return nil
            case .failure(let fault): return fault
            }
        }
        if buffer[content.lowerBound].isSpace {
            if lengthText?.isOpen == true {
                let more = text(content)
                lengthText?.extend(by: more)
            }
            return nil
        }
        lengthText?.isOpen = false
        if let value = lengthValue(in: content) {
            lengthText = LengthText(values: (lengthText?.values ?? []) + [value])
            if (lengthText?.values.count ?? 0) > 8 { return StreamFault(phrase: "More Than One Content-Length") }
        }
        return nil
    }

    /// A version stands at one end of every start line.
    private func looksLikeSIP(_ content: Range<Int>) -> Bool {
        guard content.count <= SIPLimits.startLine else { return false }
        return text(content).uppercased().split(separator: " ").contains { $0.hasPrefix("SIP/") }
    }

    /// What follows the colon of `Content-Length` or `l`.
    private func lengthValue(in content: Range<Int>) -> String? {
        // Long lines are something else, or wrong; the parser says what.
        guard let first = buffer[content].first, first | 0x20 == UInt8(ascii: "c") || first | 0x20 == UInt8(ascii: "l"),
            let colon = buffer[content].prefix(64).firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let name = trimmed(text(content.lowerBound..<colon))
        guard name.equalsIgnoringCase("Content-Length") || name.equalsIgnoringCase("l") else { return nil }
        return text((colon + 1)..<content.upperBound)
    }

    private func contentLength() -> Result<Int, StreamFault> {
        guard let values = lengthText?.values.map({ trimmed($0) }), let first = values.first else {
            return .failure(StreamFault(phrase: "Missing Content-Length"))
        }
        guard values.allSatisfy({ $0 == first }) else {
            return .failure(StreamFault(phrase: "More Than One Content-Length"))
        }
        guard let length = decimal(first) else {
            let isNumber = !first.isEmpty && first.utf8.allSatisfy(\.isDigit)
            return .failure(isNumber ? .tooLong : StreamFault(phrase: "Bad Content-Length"))
        }
        return length <= limits.body ? .success(length) : .failure(.tooLong)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: buffer[range], as: UTF8.self) }
}

/// Why a stream cannot go on, as the answer that its last request gets.
package struct StreamFault: Error, Hashable, Sendable {
    package var status: Int
    package var phrase: String

    package init(status: Int = 400, phrase: String) {
        self.status = status
        self.phrase = phrase
    }

    /// Nothing that could be answered.
    package static let notSIP = StreamFault(status: 0, phrase: "")
    package static let tooLong = StreamFault(status: 413, phrase: SIPStatus.phrase(413))
}
