/// Which provisional response a PRACK acknowledges (RFC 3262 §7.2): the value of RAck.
package struct ProvisionalAcknowledgement: Hashable, Sendable, CustomStringConvertible {
    /// RSeq of the response: 1 to 2^32 − 1.
    package var sequence: UInt32
    /// CSeq of the response.
    package var cseq: CSeq

    package init(sequence: UInt32, cseq: CSeq) {
        self.sequence = sequence
        self.cseq = cseq
    }

    /// Reads `776656 1 INVITE`.
    package init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        guard let digits = scanner.takeWhile(\.isDigit), let sequence = decimal(digits), sequence > 0,
            scanner.next?.isSpace == true
        else { return nil }
        scanner.skipSpace()
        guard let rest = scanner.takeWhile({ _ in true }), let cseq = CSeq(parsing: trimmed(rest)) else { return nil }
        self.init(sequence: UInt32(sequence), cseq: cseq)
    }

    package var description: String { "\(sequence) \(cseq)" }
}

extension SIPResponse {
    /// RSeq of a provisional response that wants a PRACK; `nil` where it wants none.
    package var reliableSequence: UInt32? {
        guard status > 100, isProvisional, headers.requires(option: "100rel"),
            let text = headers.first(.rseq), let value = decimal(trimmed(text)), value > 0
        else { return nil }
        return UInt32(value)
    }
}
