// RFC 3261 §25.1, `SIP-URI` and `SIPS-URI`; RFC 3966 §3 for `tel`.

extension SIPURI {
    /// The longest URI that is read, in bytes.
    package static let longest = 4096

    /// Reads one URI that fills all of `text`; `nil` where the grammar is broken.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        self.init(parsing: bytes.span, bytes.indices)
    }

    init?(parsing bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let places = Places(bytes, range) else { return nil }
        self.init(places, in: bytes)
    }

    init(_ places: Places, in bytes: Span<UInt8>) {
        scheme = places.scheme(in: bytes)
        user = places.user.map { string(bytes, $0.range) }
        password = places.password.map { string(bytes, $0.range) }
        host = string(bytes, places.host.range)
        port = places.port
        parameters = SIPParameters(ofURI: bytes, places.parameters.range)
        headers = places.headers.map { string(bytes, $0.range) }
        opaque = string(bytes, places.opaque.range)
    }

    /// Where the parts of a sound URI stand; found without taking memory.
    struct Places {
        private enum Kind { case sip, sips, tel, other }

        private let kind: Kind
        private let name: Place
        private(set) var user: Place?
        private(set) var password: Place?
        private(set) var host = Place(0..<0)
        private(set) var port: UInt16?
        /// With the first semicolon.
        private(set) var parameters = Place(0..<0)
        private(set) var headers: Place?
        private(set) var opaque = Place(0..<0)

        /// Of no URI at all.
        static var empty: Places { Places() }

        private init() {
            (kind, name) = (.other, Place(0..<0))
        }

        /// `nil` where the grammar is broken, or where `range` does not end with the URI.
        init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
            guard range.count <= SIPURI.longest else { return nil }
            var reader = ByteReader(range)
            guard let first = reader.next(in: bytes), first.isLetter, let name = reader.takeWhile(.scheme, in: bytes),
                reader.take(UInt8(ascii: ":"), in: bytes)
            else { return nil }
            self.name = Place(name)
            if bytes.equals("sip", in: name) {
                kind = .sip
            } else if bytes.equals("sips", in: name) {
                kind = .sips
            } else if bytes.equals("tel", in: name) {
                kind = .tel
            } else {
                kind = .other
            }
            switch kind {
            case .sip, .sips: guard readAddress(bytes, &reader) else { return nil }
            case .tel: guard readNumber(bytes, &reader) else { return nil }
            case .other:
                let rest = reader.rest
                opaque = Place(rest)
                guard !rest.isEmpty else { return nil }
                for index in rest {
                    let byte = bytes[index]
                    guard byte > 0x20, byte < 0x7F, byte != 0x3C, byte != 0x3E else { return nil }
                }
            }
        }

        func scheme(in bytes: Span<UInt8>) -> Scheme {
            switch kind {
            case .sip: .sip
            case .sips: .sips
            case .tel: .tel
            case .other: .other(string(bytes, name.range).lowercased())
            }
        }

        private mutating func readAddress(_ bytes: Span<UInt8>, _ reader: inout ByteReader) -> Bool {
            readUserInformation(bytes, &reader)
            guard let place = reader.takeHostAndPort(in: bytes) else { return false }
            (host, port) = (Place(place.host), place.port)
            guard readParameters(bytes, &reader) else { return false }
            if reader.isAtEnd { return true }
            guard reader.take(UInt8(ascii: "?"), in: bytes) else { return false }
            headers = reader.takeEscaped(.uriHeaders, in: bytes).map { Place($0) }
            return headers != nil && reader.isAtEnd
        }

        /// `user:password@`, where there is an at sign behind it; else nothing is taken. A URI with an at sign further on is
        /// none: the rest of the grammar has no place for it.
        private mutating func readUserInformation(_ bytes: Span<UInt8>, _ reader: inout ByteReader) {
            var ahead = reader
            guard let name = ahead.takeEscaped(.user, in: bytes) else { return }
            var secret: Place?
            if ahead.take(UInt8(ascii: ":"), in: bytes) {
                secret = Place(ahead.takeEscaped(.password, in: bytes) ?? ahead.position..<ahead.position)
            }
            guard ahead.take(UInt8(ascii: "@"), in: bytes) else { return }
            (user, password) = (Place(name), secret)
            reader = ahead
        }

        private mutating func readParameters(_ bytes: Span<UInt8>, _ reader: inout ByteReader) -> Bool {
            let start = reader.position
            var names = ParameterNames()
            while reader.take(UInt8(ascii: ";"), in: bytes) {
                guard let name = reader.takeEscaped(.uriParameter, in: bytes) else { return false }
                if reader.take(UInt8(ascii: "="), in: bytes), reader.takeEscaped(.uriParameter, in: bytes) == nil {
                    return false
                }
                guard names.insert(name, in: bytes) else { return false }
            }
            parameters = Place(start..<reader.position)
            return true
        }

        private mutating func readNumber(_ bytes: Span<UInt8>, _ reader: inout ByteReader) -> Bool {
            guard let number = reader.takeWhile(.telephone, in: bytes) else { return false }
            var hasDigit = false
            for index in number where bytes[index].isAlphanumeric || bytes[index] == 0x2A || bytes[index] == 0x23 {
                hasDigit = true
            }
            user = Place(number)
            return hasDigit && readParameters(bytes, &reader) && reader.isAtEnd
        }
    }
}

/// A range in a message, kept small: a message has less than 2^16 bytes, and a text less than 2^31.
struct Place {
    private let start: Int32
    private let end: Int32

    init(_ range: Range<Int>) {
        start = Int32(clamping: range.lowerBound)
        end = Int32(clamping: range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// Names of parameters that were seen, to find one that stands twice.
struct ParameterNames {
    private var few = InlineArray<8, Place>(repeating: Place(0..<0))
    private var count = 0
    /// In lower case; used once there are more than a few.
    private var many: Set<String>?

    /// `false` where the name, in any case, was there before.
    mutating func insert(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        if count < few.count {
            for index in 0..<count where bytes.equals(few[index].range, ignoringCase: name) { return false }
            few[count] = Place(name)
            count += 1
            return true
        }
        if many == nil {
            var names: Set<String> = []
            for index in few.indices { names.insert(lowercase(few[index].range, in: bytes)) }
            many = names
        }
        let lowered = lowercase(name, in: bytes)
        return many?.insert(lowered).inserted == true
    }

    private func lowercase(_ name: Range<Int>, in bytes: Span<UInt8>) -> String {
        string(bytes, name).lowercased()
    }
}
