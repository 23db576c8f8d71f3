/// Orders the requests of a dialog: number and method (RFC 3261 §20.16).
package struct CSeq: Hashable, Sendable, CustomStringConvertible {
    /// Below 2^31 (§8.1.1.5).
    package var number: UInt32
    package var method: SIPMethod

    package init(number: UInt32, method: SIPMethod) {
        self.number = number
        self.method = method
    }

    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        self.init(parsing: bytes.span, bytes.indices)
    }

    init?(parsing bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let places = Places(bytes, range) else { return nil }
        self.init(places, in: bytes)
    }

    init(_ places: Places, in bytes: Span<UInt8>) {
        self.init(number: places.number, method: SIPMethod(string(bytes, places.method.range)))
    }

    /// What a sound value holds; found without taking memory.
    struct Places {
        let number: UInt32
        let method: Place

        init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
            var reader = ByteReader(range)
            guard let digits = reader.takeWhile(.digit, in: bytes),
                let number = decimal(bytes, digits, upTo: Int(Int32.max)), reader.next(in: bytes)?.isSpace == true
            else { return nil }
            reader.skipSpace(in: bytes)
            guard let method = reader.takeWhile(.token, in: bytes), reader.isAtEnd else { return nil }
            self.number = UInt32(number)
            self.method = Place(method)
        }
    }

    package var description: String { "\(number) \(method)" }
}
