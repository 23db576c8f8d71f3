package import CivicCore
package import CivicDSP
package import CivicYAML

/// Reading of `tones.yaml`: the progress tones of each country.
///
///     countries:
///       CN:
///         name: China
///         dial: { hertz: 450 }
///         busy: { hertz: 450, cadence: [0.35, 0.35] }
package enum TonesFile {
    /// The plans by country code, and everything that is wrong with the file.
    package static func plans(
        from document: YAMLValue, file: String
    ) -> (plans: [String: TonePlan], diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        var plans: [String: TonePlan] = [:]
        if let map = reader.required("countries") {
            if (map.mapping ?? []).isEmpty {
                reader.note("'countries' takes a mapping of countries", at: map, rule: "wrong-type")
            }
            for entry in map.mapping ?? [] {
                guard let code = entry.key.string, code.utf8.count == 2,
                    code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
                else {
                    reader.note(
                        "\(entry.key.kind) is no country code", at: entry.key,
                        suggestion: "write the two capitals of ISO 3166, such as CN; NO stands in quotes",
                        rule: "wrong-country")
                    continue
                }
                var inner = YAMLReader(entry.value, file: file)
                plans[code] = plan(code, &inner)
                reader.absorb(inner)
            }
        }
        reader.finish()
        return (plans, reader.diagnostics)
    }

    /// The plans of a file's text; refused whole when anything in it is wrong.
    package static func plans(parsing text: String, file: String) throws(Diagnostics) -> [String: TonePlan] {
        let (plans, diagnostics) = plans(from: try YAMLFile.parse(text, file: file), file: file)
        try diagnostics.throwIfErrors()
        return plans
    }

    /// The plan of a country; `nil` after noting that there is none.
    package static func plan(
        for country: String, among plans: [String: TonePlan], file: String
    ) throws(Diagnostics) -> TonePlan {
        if let plan = plans[country] { return plan }
        let known = plans.keys.sorted()
        throw Diagnostics([
            Diagnostic(
                file: file, line: 0, column: 0, message: "no country is called '\(country)'",
                suggestion: "it has \(known.joined(separator: ", "))", rule: "unknown-country")
        ])
    }

    private static func plan(_ code: String, _ reader: inout YAMLReader) -> TonePlan {
        let name = reader.string("name")
        var tones: [ProgressToneKind: ProgressTone] = [:]
        for kind in ProgressToneKind.allCases {
            let isOptional = kind == .waiting || kind == .information
            guard reader.value.mapping != nil,
                let value = isOptional ? reader.optional(kind.rawValue) : reader.required(kind.rawValue)
            else { continue }
            var inner = YAMLReader(value, file: reader.file)
            tones[kind] = ToneReading.tone(&inner)
            inner.finish()
            reader.absorb(inner)
        }
        reader.finish()
        return TonePlan(country: code, name: name ?? code, tones: tones)
    }
}
