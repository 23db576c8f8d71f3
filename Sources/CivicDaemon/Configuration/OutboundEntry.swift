import CivicCore
import CivicSIP
import CivicYAML
import Foundation

/// Reading of `outbound-calls`.
enum OutboundEntry {
    static func rules(_ reader: inout YAMLReader, trunks: [Trunk]) -> (OutboundRules, TimeZone) {
        guard let value = reader.optional("outbound-calls") else { return (OutboundRules(), .current) }
        var inner = YAMLReader(value, file: reader.file)
        var rules = OutboundRules()
        rules.allowed = prefixes("allowed", &inner) ?? []
        rules.refused = prefixes("refused", &inner) ?? []
        rules.rate = inner.integer("rate", in: 1...10_000, default: rules.rate) ?? rules.rate
        rules.ratePerCause =
            inner.integer("rate-per-agent", in: 1...10_000, default: rules.ratePerCause) ?? rules.ratePerCause
        rules.concurrent = inner.integer("concurrent", in: 1...10_000, default: rules.concurrent) ?? rules.concurrent
        if value["trunks"] == nil {
            _ = inner.optional("trunks")
        } else {
            rules.trunks = inner.strings("trunks", default: [])
            check(rules.trunks ?? [], among: trunks.filter { !$0.callServers.isEmpty }.map(\.name), &inner)
        }
        let (night, zone) = night(&inner)
        rules.night = night
        inner.finish()
        if !rules.allowed.isEmpty, trunks.allSatisfy(\.callServers.isEmpty) {
            inner.note(
                "calls to the outside need a trunk with 'outbound'", at: value["allowed"] ?? value,
                suggestion: "give a trunk its servers, or allow nothing", rule: "no-way-out")
        }
        reader.absorb(inner)
        return (rules, zone)
    }

    private static func prefixes(_ key: String, _ reader: inout YAMLReader) -> [String]? {
        guard reader.value[key] != nil else {
            _ = reader.optional(key)
            return nil
        }
        let texts = reader.strings(key, default: []) ?? []
        for (index, text) in texts.enumerated() {
            let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
            let isGood = digits.count <= 15 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            if isGood, text.hasPrefix("+") || !digits.isEmpty { continue }
            reader.note(
                "'\(text.prefix(30))' is neither the beginning of a number such as +86591 nor a short code",
                at: reader.element(index, of: key), rule: "wrong-value")
        }
        return texts
    }

    private static func check(_ names: [String], among known: [String], _ reader: inout YAMLReader) {
        for (index, name) in names.enumerated() where !known.contains(name) {
            reader.note(
                "no trunk with 'outbound' or 'register' is called '\(name)'", at: reader.element(index, of: "trunks"),
                suggestion: closestName(to: name, among: known).map { "did you mean '\($0)'?" }, rule: "unknown-trunk")
        }
    }

    private static func night(_ reader: inout YAMLReader) -> (OutboundRules.Night?, TimeZone) {
        guard let value = reader.optional("night") else { return (nil, .current) }
        var inner = YAMLReader(value, file: reader.file)
        let begins = minute("from", &inner)
        let ends = minute("to", &inner)
        let concurrent = inner.integer("concurrent", in: 0...10_000, default: 0) ?? 0
        let allowed = prefixes("allowed", &inner)
        var zone = TimeZone.current
        if let given = inner.optional("time-zone") {
            if let named = given.string.flatMap(TimeZone.init(identifier:)) {
                zone = named
            } else {
                inner.note(
                    "'time-zone' takes a name such as Asia/Shanghai", at: given, rule: "unknown-time-zone")
            }
        }
        inner.finish()
        reader.absorb(inner)
        guard let begins, let ends else { return (nil, zone) }
        return (OutboundRules.Night(begins: begins, ends: ends, concurrent: concurrent, allowed: allowed), zone)
    }

    /// `22:00` in minutes after midnight.
    private static func minute(_ key: String, _ reader: inout YAMLReader) -> Int? {
        guard let value = reader.required(key) else { return nil }
        let parts = (value.string ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else {
            reader.note("'\(key)' takes a time of day such as \"22:00\"", at: value, rule: "wrong-value")
            return nil
        }
        return hour * 60 + minute
    }
}
