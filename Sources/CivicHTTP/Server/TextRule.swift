import Foundation

/// What a free text of a form may be.
struct TextRule: Sendable {
    /// Characters after trimming.
    var length: ClosedRange<Int>

    /// A note may be empty.
    static let note = TextRule(length: 0...4000)
    static let writtenNote = TextRule(length: 1...4000)
    static let summary = TextRule(length: 1...2000)
    static let search = TextRule(length: 2...64)

    /// The text without white space around it and without control characters, or a problem that names `field`.
    func check(_ text: String, field: String) throws -> String {
        let clean = String(
            text.unicodeScalars.filter {
                $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
            }.map(Character.init)
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        guard length.contains(clean.count) else {
            throw clean.count < length.lowerBound
                ? Problem.invalid(
                    field, "It is too short.", remedy: "Write at least \(length.lowerBound) characters.")
                : Problem.invalid(
                    field, "It is too long: \(clean.count) characters.",
                    remedy: "Write at most \(length.upperBound) characters.")
        }
        return clean
    }
}
