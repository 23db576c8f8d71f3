import CivicCore
import CivicSIP
import CivicYAML
import Foundation

/// Reading of `trunks.yaml`: the list of trunks, what strangers reach, and what may be called from here.
enum TrunksFile {
    /// - Parameters:
    ///   - numbering: of the hotline, for what a trunk leaves out of its own.
    ///   - hasAuthorities: there are roots that callers' certificates are checked against.
    static func rules(
        from document: YAMLValue, file: String, numbering: NumberingRule = .china, hasAuthorities: Bool = true
    ) -> (rules: TrunkRules, diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        noteMovedKeys(&reader)
        var lines: [TrunkRules.Line] = []
        if let list = reader.optional("trunks") {
            if list.sequence == nil { reader.note("'trunks' takes a list", at: list, rule: "wrong-type") }
            for entry in list.sequence ?? [] {
                var inner = YAMLReader(entry, file: file)
                if let line = TrunkEntry.line(&inner, numbering: numbering) {
                    check(line.trunk, against: lines.map(\.trunk), hasAuthorities: hasAuthorities, &inner)
                    lines.append(line)
                }
                reader.absorb(inner)
            }
        }
        let numbers = reader.strings("strangers-reach", default: []) ?? []
        for (index, number) in numbers.enumerated() where !isDialled(number) {
            reader.note(
                "'\(number)' is no number that can be dialled", at: reader.element(index, of: "strangers-reach"),
                rule: "wrong-value")
        }
        let (outbound, zone) = OutboundEntry.rules(&reader, trunks: lines.map(\.trunk))
        reader.finish()
        let rules = TrunkRules(lines: lines, strangersReach: numbers, outbound: outbound, nightZone: zone)
        return (rules, reader.diagnostics)
    }

    /// What had another place before trunks had names.
    private static func noteMovedKeys(_ reader: inout YAMLReader) {
        let moved = [
            ("trusted", "addresses"), ("trusted-needs-digest", "needs-digest"), ("caller-id", "caller-id"),
        ]
        for (old, new) in moved {
            guard reader.optional(old) != nil,
                let key = reader.value.mapping?.first(where: { $0.key.string == old })?.key
            else { continue }
            reader.note(
                "'\(old)' belongs to a trunk", at: key,
                suggestion: "write it as '\(new)' of an entry of 'trunks'", rule: "moved-key")
        }
    }

    private static func check(
        _ trunk: Trunk, against others: [Trunk], hasAuthorities: Bool, _ reader: inout YAMLReader
    ) {
        let value = reader.value
        if others.contains(where: { $0.name == trunk.name }) {
            reader.note("a second trunk is called '\(trunk.name)'", at: value["name"] ?? value, rule: "duplicate-trunk")
        }
        for (index, range) in trunk.addresses.enumerated() {
            guard let other = others.first(where: { $0.addresses.contains(range) }) else { continue }
            reader.note(
                "'\(range)' belongs to the trunk '\(other.name)' already", at: reader.element(index, of: "addresses"),
                rule: "duplicate-trunk")
        }
        if let user = trunk.registration?.user, let place = value["register"],
            let other = others.first(where: { $0.registration?.user == user })
        {
            reader.note(
                "the trunk '\(other.name)' registers as '\(user)' too", at: place["user"] ?? place,
                suggestion: "two trunks need two users: calls are told apart by them", rule: "duplicate-trunk")
        }
        guard let name = trunk.tlsName, let place = value["tls-name"] else { return }
        if let other = others.first(where: { $0.tlsName?.lowercased() == name.lowercased() }) {
            reader.note("'\(name)' belongs to the trunk '\(other.name)' already", at: place, rule: "duplicate-trunk")
        }
        if !hasAuthorities {
            reader.note(
                "'tls-name' needs roots that certificates are checked against", at: place,
                suggestion: "set 'sip.tls-authorities' in civicline.yaml", rule: "no-authorities")
        }
    }

    static func isDialled(_ number: String) -> Bool {
        let digits = number.hasPrefix("+") ? number.dropFirst() : number[...]
        return (1...20).contains(digits.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension YAMLReader {
    /// The element of a list, for saying where it stands; the mapping itself where there is none.
    func element(_ index: Int, of key: String) -> YAMLValue {
        let elements = value[key]?.sequence ?? []
        return elements.indices.contains(index) ? elements[index] : value
    }
}
