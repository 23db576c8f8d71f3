package import CivicCRM
package import CivicCore
import CivicDialplan
import CivicYAML

/// Reading of `config/segments.yaml`: facts that are written down of citizens, and the groups that rules make of the record.
///
///     facts:
///       work:
///         name: { zh-CN: 从业状况, en: Work }
///         values:
///           farming: { name: { zh-CN: 务农, en: farming } }
///       crop-insurance:                      # without values: it is so or is not
///         name: { zh-CN: 参加农业保险, en: Crop insurance }
///     segments:
///       insured-farmer:
///         name: { zh-CN: 参保农户, en: Farmer with crop insurance }
///         rule: work == "farming" and crop-insurance
///         source: { … }
///         review-by: 2027-06-30
package enum SegmentFile {
    /// - Parameters:
    ///   - text: nil where the county has no such file; entitlements may still ask for the record.
    ///   - services: with the entitlements, which are compiled here.
    ///   - servicesFile: where those stand.
    package static func parse(
        _ text: String?, file: String, services: ServiceCatalogue, servicesFile: String
    ) throws(Diagnostics) -> SegmentRules {
        var catalogue = SegmentCatalogue()
        var rules: [(id: String, condition: Condition)] = []
        let known = services.services.map(\.id)
        if let text {
            var reader = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
            catalogue.facts = facts(&reader)
            let types = SegmentVariables.types(catalogue.facts, services: known)
            for (segment, condition) in segments(&reader, types) {
                catalogue.segments.append(segment)
                rules.append((segment.id, condition))
            }
            reader.finish()
            try reader.diagnostics.throwIfErrors()
        }
        var types = SegmentVariables.types(catalogue.facts, services: known)
        for segment in catalogue.segments { types["segment.\(segment.id)"] = .flag }
        let entitled = try entitled(services, types, file: servicesFile)
        return SegmentRules(catalogue, rules: rules, entitled: entitled)
    }

    private static func facts(_ outer: inout YAMLReader) -> [SegmentCatalogue.Fact] {
        entries("facts", &outer) { id, place, reader in
            let names = localNames(&reader)
            let values: [SegmentCatalogue.Word] = entries("values", &reader) { id, _, reader in
                localNames(&reader).map { SegmentCatalogue.Word(id: id, names: $0) }
            }
            if SegmentVariables.isTaken(id) || id.first?.isLetter != true {
                reader.note(
                    "'\(id)' cannot be the name of a fact", at: place,
                    suggestion: "begin with a letter, and take a word that the rules do not have already",
                    rule: "wrong-name")
            }
            return names.map { SegmentCatalogue.Fact(id: id, names: $0, values: values) }
        }
    }

    private static func segments(_ outer: inout YAMLReader, _ types: [String: DialplanType]) -> [(
        SegmentCatalogue.Segment, Condition
    )] {
        entries("segments", &outer) { id, _, reader in
            let names = localNames(&reader)
            let condition = reader.required("rule").flatMap { Condition($0, over: types, &reader) }
            let source = reader.string("source")
            let reviewBy = localDay("review-by", &reader)
            guard let names, let condition, let source, let reviewBy else { return nil }
            return (
                SegmentCatalogue.Segment(
                    id: id, names: names, rule: condition.text, source: source, reviewBy: reviewBy), condition
            )
        }
    }

    private static func entitled(_ services: ServiceCatalogue, _ types: [String: DialplanType], file: String)
        throws(Diagnostics) -> [SegmentRules.Entitled]
    {
        var reader = YAMLReader(YAMLValue(content: .mapping([]), line: 0, column: 0), file: file)
        var found: [SegmentRules.Entitled] = []
        for service in services.services {
            guard let benefit = service.benefit else { continue }
            let rule = Condition(benefit.rule, over: types, &reader)
            let claimed = benefit.claimedBy.flatMap { Condition($0, over: types, &reader) }
            if let rule {
                found.append(SegmentRules.Entitled(service: service.id, rule: rule, claimedBy: claimed))
            }
        }
        try reader.diagnostics.throwIfErrors()
        return found
    }

    /// The entries of a mapping that may be left out, each with a reader of its own.
    private static func entries<Entry>(
        _ key: String, _ outer: inout YAMLReader, _ read: (String, YAMLValue, inout YAMLReader) -> Entry?
    ) -> [Entry] {
        guard let value = outer.optional(key) else { return [] }
        guard let entries = value.mapping else {
            outer.note("'\(key)' takes a mapping, found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        var found: [Entry] = []
        for entry in entries {
            guard let id = catalogueId(entry.key, &outer) else { continue }
            var reader = YAMLReader(entry.value, file: outer.file)
            if entry.value.mapping != nil {
                if let one = read(id, entry.key, &reader) { found.append(one) }
                reader.finish()
            }
            outer.absorb(reader)
        }
        return found
    }
}
