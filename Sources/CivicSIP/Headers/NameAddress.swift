/// `"Display name" <uri>;parameters`: the value of From, To, Contact, Route, Record-Route and P-Asserted-Identity
/// (RFC 3261 §20.10, §25.1 `name-addr` / `addr-spec`).
package struct NameAddress: Hashable, Sendable {
    /// Plain text, without quotes and escapes; empty where there is none.
    package var displayName: String
    package var uri: SIPURI
    /// The header field's own parameters, such as `tag`, `q` and `expires`.
    package var parameters: SIPParameters

    package init(displayName: String = "", uri: SIPURI, parameters: SIPParameters = SIPParameters()) {
        self.displayName = displayName
        self.uri = uri
        self.parameters = parameters
    }

    /// Reads one value; `nil` where the grammar is broken.
    ///
    /// Without angle brackets, what follows a semicolon belongs to the header field, and a URI with a question mark or
    /// a comma is refused (§20.10).
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        self.init(parsing: bytes.span, bytes.indices)
    }

    init?(parsing bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let places = Places(bytes, range) else { return nil }
        self.init(places, in: bytes)
    }

    init(_ places: Places, in bytes: Span<UInt8>) {
        let name = string(bytes, places.displayName.range)
        displayName = places.isQuoted ? unquoted(name) : name
        uri = SIPURI(places.uri, in: bytes)
        parameters = SIPParameters(ofField: bytes, places.parameters.range)
    }

    /// Reads all values of a comma-separated list.
    package static func list(parsing text: String) -> [NameAddress]? {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var elements = ListReader(bytes.indices)
        var addresses: [NameAddress] = []
        while let element = elements.next(in: span) {
            guard let address = NameAddress(parsing: span, element) else { return nil }
            addresses.append(address)
        }
        return elements.isBroken ? nil : addresses
    }

    /// How many sound values the list has; `nil` where it or one of them is broken. Takes no memory.
    static func count(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var elements = ListReader(range)
        var count = 0
        while let element = elements.next(in: bytes) {
            guard Places(bytes, element) != nil else { return nil }
            count += 1
        }
        return elements.isBroken ? nil : count
    }

    /// Where the parts of a sound value stand; found without taking memory.
    struct Places {
        private(set) var displayName: Place
        private(set) var isQuoted = false
        let uri: SIPURI.Places
        let parameters: Place

        init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
            var reader = ByteReader(range)
            reader.skipSpace(in: bytes)
            displayName = Place(reader.position..<reader.position)
            if reader.next(in: bytes) == UInt8(ascii: "\"") {
                guard let name = reader.takeQuotedString(in: bytes) else { return nil }
                (displayName, isQuoted) = (Place(name), true)
                reader.skipSpace(in: bytes)
                guard reader.next(in: bytes) == UInt8(ascii: "<") else { return nil }
            } else {
                var ahead = reader
                let words = ahead.takeWhile(.token.andSpace.andOthers, in: bytes)
                if ahead.next(in: bytes) == UInt8(ascii: "<") {
                    if let words { displayName = Place(bytes.trimmed(words)) }
                    reader = ahead
                }
            }
            let address =
                reader.take(UInt8(ascii: "<"), in: bytes)
                ? reader.takeUntil(UInt8(ascii: ">"), in: bytes) : reader.takeWhile(.bareAddress, in: bytes)
            guard let address, let uri = SIPURI.Places(bytes, address),
                let parameters = reader.takeParameters(in: bytes)
            else { return nil }
            self.uri = uri
            self.parameters = Place(parameters)
            reader.skipSpace(in: bytes)
            guard reader.isAtEnd else { return nil }
        }
    }

    /// Names one end of a dialog (§19.3).
    package var tag: String? {
        get { parameters["tag"] }
        set { parameters["tag"] = newValue }
    }
}

extension NameAddress: CustomStringConvertible {
    package var description: String { printed(write) }

    func write(to writer: inout MessageWriter) {
        if !displayName.isEmpty {
            writer.append(quoted(displayName))
            writer.append(UInt8(ascii: " "))
        }
        writer.append(UInt8(ascii: "<"))
        uri.write(to: &writer)
        writer.append(UInt8(ascii: ">"))
        parameters.write(to: &writer)
    }
}
