import CivicCRM
import CivicCore
import CivicYAML

/// `retention` of `civicline.yaml`.
enum RetentionSettings {
    static func read(_ settings: inout Settings) -> RetentionRules {
        var rules = RetentionRules()
        for artefact in RetentionRules.Artefact.allCases {
            let term = settings.value("retention.\(artefact.rawValue)", .term, default: nil)
            if let term { rules.kept[artefact] = term.inSeconds }
        }
        return rules
    }
}

extension SettingKind where Value == Duration? {
    /// `off` is nil: for ever.
    fileprivate static let term = SettingKind(expected: "a time from 1d to 36500d, or off") { value in
        if value.string == "off" { return .some(nil) }
        let terms = Duration.seconds(86_400)...Duration.seconds(36_500 * 86_400)
        guard let term = value.duration, terms.contains(term) else { return nil }
        return .some(term)
    }
}
