import CivicCore

/// A message taken apart into start line, header fields and body, before anything of it is understood (RFC 3261 §7).
///
/// The first fault is kept rather than thrown, so that a request with one can still be answered.
struct MessageFrame {
    /// A fault, as the phrase of the response that it gets.
    struct Fault: Error, Hashable {
        var status = 400
        var phrase: String
    }

    /// With the message's bytes, which all places are in.
    private(set) var table: FieldTable
    private(set) var startLine = 0..<0
    /// What follows the empty line, up to the end of the datagram.
    private(set) var rest: Range<Int> = 0..<0
    private(set) var fault: Fault?
    /// Number in the table of the first field of each core name.
    private var firsts = InlineArray<8, Int16>(repeating: -1)
    /// One bit for each core name of which there are several fields.
    private var doubled: UInt8 = 0

    var bytes: [UInt8] { table.bytes }

    init(parsing datagram: [UInt8]) throws(SIPParseError) {
        table = FieldTable(datagram)
        guard try readLines(datagram.span) else {
            let joined = Unfolding.joined(datagram)
            table.bytes = joined.bytes
            table.removeAll()
            (fault, doubled) = (nil, 0)
            firsts = InlineArray(repeating: -1)
            if joined.hasBareLineEnd { note("Line Does Not End In CRLF") }
            _ = try readLines(joined.bytes.span)
            return
        }
    }

    private mutating func note(_ phrase: String, status: Int = 400) {
        if fault == nil { fault = Fault(status: status, phrase: phrase) }
    }

    /// `false` where a field goes over several lines, which must be joined first.
    private mutating func readLines(_ datagram: Span<UInt8>) throws(SIPParseError) -> Bool {
        var position = 0
        while position < datagram.count, datagram[position] == 0x0D || datagram[position] == 0x0A { position += 1 }
        guard position < datagram.count else { throw .keepAlive }
        guard datagram.count <= SIPLimits.message else { throw .notSIP("more than 65,535 bytes") }
        guard let line = takeLine(datagram, &position), line.count <= SIPLimits.startLine else {
            throw .notSIP("no start line")
        }
        startLine = line
        while let line = takeLine(datagram, &position) {
            guard !line.isEmpty else {
                rest = position..<datagram.count
                return true
            }
            if position < datagram.count, datagram[position].isSpace { return false }
            guard table.count < SIPLimits.headerFields else {
                note("Too Many Header Fields")
                return true
            }
            guard line.count <= SIPLimits.headerField else {
                note("Header Field Too Long")
                return true
            }
            addField(datagram, line)
        }
        note("Header Does Not End")
        rest = datagram.count..<datagram.count
        return true
    }

    private mutating func addField(_ datagram: Span<UInt8>, _ line: Range<Int>) {
        guard let colon = datagram.firstIndex(of: UInt8(ascii: ":"), in: line) else {
            return note("Header Field Without Colon")
        }
        var end = colon
        while end > line.lowerBound, datagram[end - 1].isSpace { end -= 1 }
        let name = line.lowerBound..<end
        let known = name.isEmpty ? nil : HeaderName.Known(datagram, name)
        guard known != nil || (!name.isEmpty && datagram.holdsOnly(.token, name)) else {
            return note("Bad Header Field Name")
        }
        if let core = known?.coreIndex {
            if firsts[core] < 0 { firsts[core] = Int16(table.count) } else { doubled |= 1 << UInt8(core) }
        }
        table.append(FieldTable.Entry(known, name: name, value: datagram.trimmed(colon + 1..<line.upperBound)))
    }

    /// The next line without its end. A line end other than CRLF is a fault, and the line ends all the same.
    private mutating func takeLine(_ datagram: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
        guard position < datagram.count else { return nil }
        let start = position
        let feed = datagram.firstIndex(of: 0x0A, in: start..<datagram.count)
        var end = feed ?? datagram.count
        position = min(end + 1, datagram.count)
        if feed == nil || end == start || datagram[end - 1] != 0x0D {
            note(feed == nil ? "Header Does Not End" : "Line Does Not End In CRLF")
        } else {
            end -= 1
        }
        if datagram.firstIndex(of: 0x0D, in: start..<end) != nil { note("CR Inside A Line") }
        return start..<end
    }

    // MARK: Fields that may stand once

    /// The value of a core field; a repetition must say the same.
    func single(_ name: HeaderName.Known) throws(Fault) -> Range<Int>? {
        guard let core = name.coreIndex, firsts[core] >= 0 else { return nil }
        let first = table[Int(firsts[core])].value
        guard doubled & (1 << UInt8(core)) != 0 else { return first }
        let span = table.bytes.span
        for index in table.indices where table[index].known == name {
            guard span.equals(table[index].value, first) else {
                throw Fault(phrase: "More Than One \(name.spelling)")
            }
        }
        return first
    }

    func required(_ name: HeaderName.Known) throws(Fault) -> Range<Int> {
        guard let value = try single(name) else { throw Fault(phrase: "Missing \(name.spelling)") }
        return value
    }
}

/// Joins the lines of folded header fields (§7.3.1): a line end with the white space after it becomes one space.
enum Unfolding {
    static func joined(_ datagram: [UInt8]) -> (bytes: [UInt8], hasBareLineEnd: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(datagram.count)
        var hasBareLineEnd = false
        let span = datagram.span
        var position = 0
        while position < span.count, span[position] == 0x0D || span[position] == 0x0A { position += 1 }
        var isStartLine = true
        while position < span.count {
            var line = Line(span, at: position)
            if line.content.isEmpty, !isStartLine { break }  // The body follows.
            bytes += datagram[line.content]
            while !isStartLine, line.next < span.count, span[line.next].isSpace {
                if !line.endsInCRLF { hasBareLineEnd = true }
                line = Line(span, at: line.next)
                bytes.append(UInt8(ascii: " "))
                bytes += datagram[span.trimmed(line.content)]
            }
            bytes += datagram[line.content.upperBound..<line.next]
            isStartLine = false
            position = line.next
        }
        bytes += datagram[position...]
        return (bytes, hasBareLineEnd)
    }

    private struct Line {
        let content: Range<Int>
        /// Where the next one begins.
        let next: Int
        let endsInCRLF: Bool

        init(_ bytes: Span<UInt8>, at start: Int) {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            next = min(end + 1, bytes.count)
            endsInCRLF = end < bytes.count && end > start && bytes[end - 1] == 0x0D
            content = start..<(endsInCRLF ? end - 1 : end)
        }
    }
}
