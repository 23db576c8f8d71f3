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
        var scanner = HeaderScanner(text)
        guard let digits = scanner.takeWhile(\.isDigit), let number = decimal(digits, upTo: Int(Int32.max)),
            scanner.next?.isSpace == true
        else { return nil }
        scanner.skipSpace()
        guard let method = scanner.takeToken(), scanner.isAtEnd else { return nil }
        self.init(number: UInt32(number), method: SIPMethod(method))
    }

    package var description: String { "\(number) \(method)" }
}
