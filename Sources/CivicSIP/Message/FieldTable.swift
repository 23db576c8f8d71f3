/// The header fields of a message as it came: its bytes, and where each field stands in them.
///
/// A value becomes a string when somebody asks for it; most are never asked for.
struct FieldTable: Sendable {
    /// Places are below 65,536, as datagrams are.
    struct Entry: Sendable {
        /// `nil` for a name that is not registered.
        let known: HeaderName.Known?
        private let nameStart: UInt16
        private let nameEnd: UInt16
        private let valueStart: UInt16
        private let valueEnd: UInt16

        init(_ known: HeaderName.Known?, name: Range<Int>, value: Range<Int>) {
            self.known = known
            nameStart = UInt16(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt16(truncatingIfNeeded: name.upperBound)
            valueStart = UInt16(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt16(truncatingIfNeeded: value.upperBound)
        }

        var name: Range<Int> { Int(nameStart)..<Int(max(nameStart, nameEnd)) }
        /// Without white space at its ends.
        var value: Range<Int> { Int(valueStart)..<Int(max(valueStart, valueEnd)) }
    }

    /// The message, its folded lines joined.
    var bytes: [UInt8]
    private(set) var entries: [Entry] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        entries.reserveCapacity(32)
    }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    func value(of entry: Entry) -> String { string(bytes.span, entry.value) }

    /// Whether `entry` is of that name; `name` is compared by its spelling only where it is not registered.
    func isNamed(_ entry: Entry, _ name: HeaderName) -> Bool {
        if let known = name.known { return entry.known == known }
        guard entry.known == nil else { return false }
        let spelling = name.spelling.utf8
        guard spelling.count == entry.name.count else { return false }
        return zip(spelling, entry.name).allSatisfy { $0.lowercasedASCII == bytes[$1].lowercasedASCII }
    }

    func field(of entry: Entry) -> SIPHeaders.Field {
        let name = entry.known.map { HeaderName($0) } ?? HeaderName(string(bytes.span, entry.name))
        return SIPHeaders.Field(name: name, value: value(of: entry))
    }
}
