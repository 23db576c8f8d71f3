/// Who is calling, as far as the network says it and may be believed.
///
/// Whoever asks for privacy is anonymous, whatever else the message holds: then there is neither number nor name here, so
/// that nothing behind it can look somebody up who did not want that.
package struct CallerIdentity: Hashable, Sendable {
    /// Where a trusted trunk says who is calling. `From` is taken where the field is missing, and from everybody else.
    package enum Source: String, Sendable, CaseIterable {
        /// P-Asserted-Identity (RFC 3325 §9.1).
        case asserted
        /// Remote-Party-ID with `party=calling`, as older gateways write it (draft-ietf-sip-privacy-04).
        case remoteParty = "remote-party"
        case from
    }

    /// The number or user name; `nil` where it is withheld or not said.
    package var number: String?
    /// `nil` where it is withheld or not said.
    package var displayName: String?
    package var isAnonymous: Bool
    /// Which field it is taken from.
    package var source: Source

    /// - Parameters:
    ///   - isTrusted: whether the request comes from a trunk whose word counts.
    ///   - preferred: the field in which that trunk says who is calling.
    package init(from: NameAddress, headers: SIPHeaders, isTrusted: Bool, preferred: Source) {
        let remoteParty = isTrusted && preferred == .remoteParty ? Self.remoteParty(headers) : nil
        isAnonymous = Self.hides(from) || Self.asksForPrivacy(headers) || remoteParty.map(Self.withholds) ?? false
        var address = from
        source = .from
        if let remoteParty {
            (address, source) = (remoteParty, .remoteParty)
        } else if isTrusted, preferred == .asserted, let asserted = Self.asserted(headers) {
            (address, source) = (asserted, .asserted)
        }
        let text = Self.printable(Self.telephoneText(address.uri))
        let name = address.displayName.isEmpty ? from.displayName : address.displayName
        number = isAnonymous || text.isEmpty ? nil : text
        let shown = Self.printable(name)
        displayName = isAnonymous || shown.isEmpty ? nil : shown
    }

    /// Without control characters and what turns the direction of writing: they say nothing about a caller, and much to a
    /// terminal that shows a log.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter {
                    ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                }))
    }

    /// RFC 3323 §4.1: the From of somebody who hides. Some networks write another name before the same domain.
    private static func hides(_ from: NameAddress) -> Bool {
        let host = from.uri.host.lowercased()
        return host == "anonymous.invalid" || host.hasSuffix(".anonymous.invalid")
            || from.uri.userText.equalsIgnoringCase("anonymous")
    }

    /// Privacy (RFC 3323 §4.2, RFC 3325 §9.3). `session` and `critical` ask for something else, `none` for nothing.
    private static func asksForPrivacy(_ headers: SIPHeaders) -> Bool {
        headers.all(.privacy).flatMap { $0.split(whereSeparator: { $0 == ";" || $0 == "," }) }
            .contains { ["id", "user", "header"].contains(trimmed(String($0)).lowercased()) }
    }

    /// RFC 3325 §9.1: one SIP and one TEL URI at most; the number is in either.
    private static func asserted(_ headers: SIPHeaders) -> NameAddress? {
        headers.list(.passertedIdentity).lazy.compactMap { NameAddress(parsing: $0) }
            .first { !telephoneText($0.uri).isEmpty }
    }

    private static func remoteParty(_ headers: SIPHeaders) -> NameAddress? {
        headers.list(.remotePartyID).lazy.compactMap { NameAddress(parsing: $0) }
            .first { ($0.parameters["party"] ?? "calling").equalsIgnoringCase("calling") }
    }

    /// `privacy=full`, `uri`, or both parts by name.
    private static func withholds(_ party: NameAddress) -> Bool {
        let privacy = (party.parameters.text("privacy") ?? "off").lowercased().split(separator: "-").first ?? "off"
        return ["full", "uri"].contains(privacy)
    }

    /// The user part without its own parameters; a TEL number without its visual separators.
    package static func telephoneText(_ uri: SIPURI) -> String {
        let text = uri.userText.prefix { $0 != ";" }
        return uri.scheme == .tel ? text.filter { !"-.()".contains($0) } : String(text)
    }
}
