package import CivicCore
import CivicYAML

/// Reading of `config/services.yaml`: the kinds of matter, who handles them and by when.
///
///     pension:
///       name: { zh-CN: 养老保险, en: Old-age pension }
///       unit: social-security
///       calendar: county-office      # whose hours both clocks run in
///       dispatch: 2h                 # m and h are working time, d is working days
///       answer: 7d
///       entitled: { … }              # who may have it: see ``Benefit``; may be left out
package enum ServiceFile {
    package static func parse(
        _ text: String, file: String, units: [HandlingUnit], calendars: [String: WorkingCalendar]
    ) throws(Diagnostics) -> ServiceCatalogue {
        var outer = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var services: [Service] = []
        for entry in outer.value.mapping ?? [] {
            guard let id = catalogueId(entry.key, &outer) else { continue }
            var reader = YAMLReader(entry.value, file: file)
            guard entry.value.mapping != nil else {
                outer.absorb(reader)
                continue
            }
            let names = localNames(&reader)
            let unit = reference("unit", among: units.map(\.id), &reader)
            let calendar = reference("calendar", default: "county-office", among: calendars.keys.sorted(), &reader)
            let dispatch = term("dispatch", &reader)
            let answer = term("answer", &reader)
            let benefit = reader.optional("entitled").flatMap { Benefit.read($0, &reader) }
            reader.finish()
            outer.absorb(reader)
            if let names, let unit, let calendar, let dispatch, let answer {
                services.append(
                    Service(
                        id: id, names: names, unit: unit, calendar: calendar, dispatch: dispatch, answer: answer,
                        benefit: benefit))
            }
        }
        if services.isEmpty && outer.diagnostics.isEmpty {
            outer.note("no service stands here", at: outer.value, rule: "no-service")
        }
        try outer.diagnostics.throwIfErrors()
        return ServiceCatalogue(services: services, units: units, calendars: calendars)
    }

    private static func reference(
        _ key: String, default fallback: String? = nil, among known: [String], _ reader: inout YAMLReader
    ) -> String? {
        guard let id = reader.string(key, default: fallback) else { return nil }
        if known.contains(id) { return id }
        let nearest = closestName(to: id, among: known)
        reader.note(
            "no \(key) is called '\(id)'", at: reader.value[key] ?? reader.value,
            suggestion: nearest.map { "did you mean '\($0)'?" } ?? "known are \(known.joined(separator: ", "))",
            rule: "unknown-\(key)")
        return nil
    }

    private static func term(_ key: String, _ reader: inout YAMLReader) -> WorkingTerm? {
        guard let value = reader.required(key) else { return nil }
        if let term = value.string.flatMap(WorkingTerm.init) { return term }
        reader.note(
            "'\(key)' takes a term, found \(value.kind)", at: value,
            suggestion: "write 30m or 2h of working time, or 7d for working days", rule: "wrong-term")
        return nil
    }
}
