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
        /// Read into the message's own properties, and so not among its header fields.
        var isCore: Bool { known?.isCore == true }
    }

    /// The message, its folded lines joined.
    var bytes: [UInt8]
    private(set) var count = 0
    /// As many as nearly every message has; only what is beyond takes memory of its own.
    private var few = InlineArray<32, Entry>(repeating: Entry(nil, name: 0..<0, value: 0..<0))
    private var more: [Entry] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Entry { index < few.count ? few[index] : more[index - few.count] }

    mutating func append(_ entry: Entry) {
        if count < few.count { few[count] = entry } else { more.append(entry) }
        count += 1
    }

    mutating func removeAll() {
        count = 0
        more.removeAll()
    }

    func value(of entry: Entry) -> String { string(bytes.span, entry.value) }

    /// All values of a name, the core's included.
    func values(of known: HeaderName.Known) -> [String] {
        var values: [String] = []
        for index in indices where self[index].known == known { values.append(value(of: self[index])) }
        return values
    }

    // MARK: Those that are not the core's

    var fields: [SIPHeaders.Field] {
        var fields: [SIPHeaders.Field] = []
        for index in indices where !self[index].isCore { fields.append(field(of: self[index])) }
        return fields
    }

    func first(_ name: HeaderName) -> Entry? {
        for index in indices where isNamed(self[index], name) { return self[index] }
        return nil
    }

    func values(of name: HeaderName) -> [String] {
        var values: [String] = []
        for index in indices where isNamed(self[index], name) { values.append(value(of: self[index])) }
        return values
    }

    /// `name` is compared by its spelling only where it is not registered.
    private func isNamed(_ entry: Entry, _ name: HeaderName) -> Bool {
        if let known = name.known { return entry.known == known && !known.isCore }
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
