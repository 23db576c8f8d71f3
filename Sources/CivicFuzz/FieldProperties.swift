import CivicSIP

enum FieldProperties {
    /// Every kind of value: what is read prints, and is read again as the same.
    static func check(_ input: [UInt8]) -> String? {
        // In a message no value has a line end.
        let text = String(decoding: input.map { $0 == 0x0D || $0 == 0x0A ? 0x20 : $0 }, as: UTF8.self)
        guard text.utf8.count < SIPURI.longest / 2 else { return nil }
        let faults: [String?] = [
            again(text, "URI") { SIPURI(parsing: $0) },
            again(text, "address") { NameAddress(parsing: $0) },
            again(text, "Via") { Via(parsing: $0) },
            again(text, "CSeq") { CSeq(parsing: $0) },
            again(text, "Replaces") { Replaces(parsing: $0) },
            again(text, "RAck") { ProvisionalAcknowledgement(parsing: $0) },
            again(text, "Session-Expires") { SessionInterval(parsing: $0) },
            again(text, "credentials") { DigestCredentials(parsing: $0) },
            again(text, "challenge") { DigestChallenge(parsing: $0) },
            lists(text), meaning(text),
        ]
        return faults.lazy.compactMap { $0 }.first
    }

    private static func again<Value: Equatable & CustomStringConvertible>(
        _ text: String, _ name: String, _ parse: (String) -> Value?
    ) -> String? {
        guard let value = parse(text) else { return nil }
        guard let second = parse(value.description) else { return "\(name): what was printed is not read" }
        return second == value ? nil : "\(name): what was printed is read as another"
    }

    private static func lists(_ text: String) -> String? {
        if let vias = Via.list(parsing: text), vias.isEmpty { return "a list of no Via" }
        if let addresses = NameAddress.list(parsing: text) {
            let printed = addresses.map(\.description).joined(separator: ", ")
            if NameAddress.list(parsing: printed) != addresses { return "a list is read as another" }
        }
        return nil
    }

    /// What is worked out from a value has nothing to say about its form, but must come to an end.
    private static func meaning(_ text: String) -> String? {
        if let uri = SIPURI(parsing: text) {
            if !uri.isEquivalent(to: uri) { return "a URI does not mean what it means" }
            _ = (uri.numericEndpoint, uri.userText)
        }
        _ = IPAddress(text)
        var headers = SIPHeaders()
        for name in [HeaderName.passertedIdentity, .remotePartyID, .privacy, .diversion, .historyInfo, .supported] {
            headers.append(name, text)
        }
        _ = Diversion.steps(in: headers)
        if let from = NameAddress(parsing: "<sip:a@b>") {
            for source in CallerIdentity.Source.allCases {
                _ = CallerIdentity(from: from, headers: headers, isTrusted: true, preferred: source)
            }
        }
        return headers.list(.supported).contains("") ? "a list with an empty element" : nil
    }
}
