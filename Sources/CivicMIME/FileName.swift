/// Names of files that strangers gave.
package enum FileName {
    /// Most characters that are kept.
    package static let limit = 120

    /// The last part of a path, without control characters and what turns the direction of writing; `nil` where nothing
    /// is left.
    package static func safe(_ name: String) -> String? {
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        var kept = String.UnicodeScalarView()
        for scalar in last.unicodeScalars.prefix(2_000) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: continue
            default: kept.append(scalar)
            }
        }
        var text = String(kept).trimmed
        while text.hasPrefix(".") { text.removeFirst() }
        guard text.count > limit else { return text.isEmpty ? nil : text }
        // The end tells the kind of a file.
        return String(text.prefix(limit - 20)) + "…" + String(text.suffix(19))
    }
}
