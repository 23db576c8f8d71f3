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
        var reader = ByteReader(range)
        guard let digits = reader.takeWhile(.digit, in: bytes),
            let number = decimal(bytes, digits, upTo: Int(Int32.max)), reader.next(in: bytes)?.isSpace == true
        else { return nil }
        reader.skipSpace(in: bytes)
        guard let method = reader.takeWhile(.token, in: bytes), reader.isAtEnd else { return nil }
        self.init(number: UInt32(number), method: SIPMethod(string(bytes, method)))
    }

    package var description: String { "\(number) \(method)" }
}
