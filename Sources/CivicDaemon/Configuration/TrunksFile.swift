import CivicCore
import CivicYAML

/// Reading of `trunks.yaml`.
enum TrunksFile {
    static func rules(from document: YAMLValue, file: String) -> (rules: TrunkRules, diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        let addresses = reader.strings("trusted", default: ["127.0.0.1"]) ?? []
        var trusted: [AddressRange] = []
        for (index, text) in addresses.enumerated() {
            if let range = AddressRange(text) {
                trusted.append(range)
                continue
            }
            reader.note(
                "'\(text)' is no address or range such as 192.0.2.0/24", at: element(index, of: "trusted", reader),
                rule: "wrong-value")
        }
        let needsDigest = reader.boolean("trusted-needs-digest", default: false)
        let identity: TrunkRules.CallerIdentity? = reader.choice("caller-id", default: .asserted)
        let numbers = reader.strings("strangers-reach", default: []) ?? []
        for (index, number) in numbers.enumerated() where !isDialled(number) {
            reader.note(
                "'\(number)' is no number that can be dialled", at: element(index, of: "strangers-reach", reader),
                rule: "wrong-value")
        }
        reader.finish()
        let rules = TrunkRules(
            trusted: trusted, trustedNeedsDigest: needsDigest ?? false, strangersReach: numbers,
            callerIdentity: identity ?? .asserted)
        return (rules, reader.diagnostics)
    }

    private static func element(_ index: Int, of key: String, _ reader: YAMLReader) -> YAMLValue {
        let elements = reader.value[key]?.sequence ?? []
        return elements.indices.contains(index) ? elements[index] : reader.value
    }

    private static func isDialled(_ number: String) -> Bool {
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        return (1...20).contains(digits.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
