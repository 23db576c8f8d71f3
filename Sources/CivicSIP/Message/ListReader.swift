import CivicCore

/// Takes the elements of a comma-separated list one by one, trimmed; commas inside of quotes and angle brackets part
/// nothing.
struct ListReader {
    private var position: Int
    private let end: Int
    private var isDone = false
    /// An element is empty, or a quote or bracket stays open.
    private(set) var isBroken = false

    init(_ range: Range<Int>) {
        position = range.lowerBound
        end = range.upperBound
    }

    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
        guard !isDone else { return nil }
        let start = position
        // Most have one element. A quote or bracket that stays open in it breaks the grammar of the element itself.
        if bytes.firstIndex(of: UInt8(ascii: ","), in: start..<end) == nil {
            (position, isDone) = (end, true)
            return element(start..<end, in: bytes)
        }
        var (isQuoted, isBracketed) = (false, false)
        while position < end {
            let byte = bytes[position]
            position += 1
            if isQuoted {
                if byte == UInt8(ascii: "\\") { position += 1 }
                if byte == UInt8(ascii: "\"") { isQuoted = false }
                continue
            }
            switch byte {
            case UInt8(ascii: ",") where !isBracketed: return element(start..<(position - 1), in: bytes)
            case UInt8(ascii: "\"") where !isBracketed: isQuoted = true
            case UInt8(ascii: "<"): isBracketed = true
            case UInt8(ascii: ">"): isBracketed = false
            default: break
            }
        }
        isDone = true
        if isQuoted || isBracketed { isBroken = true }
        return element(start..<end, in: bytes)
    }

    private mutating func element(_ range: Range<Int>, in bytes: Span<UInt8>) -> Range<Int>? {
        let trimmed = bytes.trimmed(range)
        guard !trimmed.isEmpty, !isBroken else {
            (isBroken, isDone) = (true, true)
            return nil
        }
        return trimmed
    }
}
