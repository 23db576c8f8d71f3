import CivicCore

/// Reads a part of a message from left to right; every step checks that there is something to read.
///
/// It holds no bytes, only places: those of a message are handed in, so that reading takes no memory. Folded lines have
/// become one line before (RFC 3261 §7.3.1), so white space is SP and HTAB.
struct ByteReader {
    private(set) var position: Int
    let end: Int

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }
    var rest: Range<Int> { position..<max(position, end) }

    func next(in bytes: Span<UInt8>) -> UInt8? { position < end ? bytes[position] : nil }

    mutating func skipSpace(in bytes: Span<UInt8>) {
        while position < end, bytes[position].isSpace { position += 1 }
    }

    /// Takes `byte` if it stands next.
    mutating func take(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Takes `byte` with white space on both sides (`SEMI`, `EQUAL`, `SLASH`, `COMMA`…); moves only when it is there.
    mutating func takeSeparator(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
        let start = position
        skipSpace(in: bytes)
        guard take(byte, in: bytes) else {
            position = start
            return false
        }
        skipSpace(in: bytes)
        return true
    }

    /// What belongs to `set`; `nil` where nothing does.
    mutating func takeWhile(_ set: ByteSet, in bytes: Span<UInt8>) -> Range<Int>? {
        let start = position
        while position < end, set.contains(bytes[position]) { position += 1 }
        return start == position ? nil : start..<position
    }

    /// What belongs to `set` or is a whole `%XX`; `nil` where nothing is.
    mutating func takeEscaped(_ set: ByteSet, in bytes: Span<UInt8>) -> Range<Int>? {
        let start = position
        while position < end {
            if set.contains(bytes[position]) {
                position += 1
            } else if bytes[position] == UInt8(ascii: "%"), end - position > 2,
                bytes[position + 1].hexDigitValue != nil, bytes[position + 2].hexDigitValue != nil
            {
                position += 3
            } else {
                break
            }
        }
        return start == position ? nil : start..<position
    }

    /// A `quoted-string` as written, quotes included; `nil` where it is not closed.
    mutating func takeQuotedString(in bytes: Span<UInt8>) -> Range<Int>? {
        let start = position
        guard take(UInt8(ascii: "\""), in: bytes) else { return nil }
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return start..<position }
            if byte == UInt8(ascii: "\\") {
                guard position < end else { break }
                position += 1
            }
        }
        position = start
        return nil
    }

    /// Everything up to `byte`, which is taken too; `nil` where it does not come.
    mutating func takeUntil(_ byte: UInt8, in bytes: Span<UInt8>) -> Range<Int>? {
        guard position < end, let place = bytes.firstIndex(of: byte, in: position..<end) else { return nil }
        defer { position = place + 1 }
        return position..<place
    }

    /// `hostport`: a name, an IPv4 address or a bracketed IPv6 address, and perhaps a port.
    mutating func takeHostAndPort(in bytes: Span<UInt8>) -> (host: Range<Int>, port: UInt16?)? {
        let name: Range<Int>
        if next(in: bytes) == UInt8(ascii: "[") {
            let start = position
            guard let inner = takeUntil(UInt8(ascii: "]"), in: bytes) else { return nil }
            name = start..<(inner.upperBound + 1)
            guard IPAddressReader.ipv6(bytes, (start + 1)..<inner.upperBound) != nil else { return nil }
        } else {
            guard let first = next(in: bytes), first != UInt8(ascii: "-"), first != UInt8(ascii: "."),
                let found = takeWhile(.hostName, in: bytes)
            else { return nil }
            name = found
        }
        guard take(UInt8(ascii: ":"), in: bytes) else { return (name, nil) }
        guard let digits = takeWhile(.digit, in: bytes), digits.count <= 5,
            let port = decimal(bytes, digits, upTo: 65_535)
        else { return nil }
        return (name, UInt16(port))
    }
}

/// The text of a part of a message; bytes that are no UTF-8 become U+FFFD.
func string(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

/// A whole decimal number up to `limit`; leading zeros do not count.
func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>, upTo limit: Int = Int(UInt32.max)) -> Int? {
    guard (1...64).contains(range.count) else { return nil }
    var value = 0
    for index in range {
        guard bytes[index].isDigit else { return nil }
        value = value * 10 + Int(bytes[index] - 0x30)
        // The limit is below 2^32, so the next step cannot overflow.
        guard value <= limit else { return nil }
    }
    return value
}

extension Span<UInt8> {
    /// ASCII letters compare without case.
    func equals(_ word: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in letters.indices
            where letters[index].lowercasedASCII != self[range.lowerBound + index].lowercasedASCII { return false }
            return true
        }
    }

    /// ASCII letters compare without case.
    func equals(_ one: Range<Int>, ignoringCase other: Range<Int>) -> Bool {
        guard one.count == other.count else { return false }
        for index in 0..<one.count
        where self[one.lowerBound + index].lowercasedASCII != self[other.lowerBound + index].lowercasedASCII {
            return false
        }
        return true
    }

    /// Every byte is the same.
    func equals(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        guard one.count == other.count else { return false }
        for index in 0..<one.count where self[one.lowerBound + index] != self[other.lowerBound + index] { return false }
        return true
    }

    /// Every byte of it belongs to `set`.
    func holdsOnly(_ set: ByteSet, _ range: Range<Int>) -> Bool {
        for index in range where !set.contains(self[index]) { return false }
        return true
    }

    /// Without SP and HTAB at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isSpace { start += 1 }
        while start < end, self[end - 1].isSpace { end -= 1 }
        return start..<end
    }
}
