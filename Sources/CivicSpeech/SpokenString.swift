/// A string that is spoken sign by sign, in groups with a pause between them.
///
/// Digits, letters, `*`, `#` and `+` are spoken; everything else separates groups. Full-width digits and letters
/// count as their ASCII forms.
struct SpokenString {
    /// Between two groups; long enough to write one down.
    static let pause = 350

    /// Numbers from here on are read digit by digit; nobody counts that far by ear.
    static let oneByOneFrom: UInt = 1_000_000_000_000

    private(set) var groups: [[String]]

    /// A case number: its own separators make the groups; a longer run is cut as people write it down.
    static func reference(_ text: String) -> SpokenString {
        SpokenString(groups: signs(in: text).flatMap { cut($0, sizes: sizes(of: $0.count)) })
    }

    /// A phone number: separators in it count; without any, 3-4-4 for eleven digits (a mobile number in China), also
    /// behind +86, else as a case number.
    static func phone(_ text: String) -> SpokenString {
        let runs = signs(in: text)
        guard runs.count == 1, let run = runs.first else { return reference(text) }
        let mobile = [3, 4, 4]
        if run.count == 11 { return SpokenString(groups: cut(run, sizes: mobile)) }
        if run.count == 14, run.starts(with: ["symbol.plus", "digit.8", "digit.6"]) {
            return SpokenString(groups: cut(run, sizes: [3] + mobile))
        }
        return SpokenString(groups: cut(run, sizes: sizes(of: run.count)))
    }

    static func digits(of magnitude: UInt) -> [SpokenWord] {
        signs(in: String(magnitude)).joined().map { .word($0) }
    }

    var words: [SpokenWord] {
        Array(groups.map { $0.map(SpokenWord.word) }.joined(separator: [.pause(milliseconds: Self.pause)]))
    }

    static var vocabulary: [String] {
        (0...9).map { "digit.\($0)" } + "abcdefghijklmnopqrstuvwxyz".map { "letter.\($0)" }
            + ["symbol.star", "symbol.pound", "symbol.plus"]
    }

    /// Runs of speakable signs, as ids of the catalogue.
    private static func signs(in text: String) -> [[String]] {
        var runs: [[String]] = [[]]
        for scalar in text.unicodeScalars {
            if let id = id(of: scalar) {
                runs[runs.count - 1].append(id)
            } else if runs.last?.isEmpty == false {
                runs.append([])
            }
        }
        return runs.filter { !$0.isEmpty }
    }

    private static func id(of scalar: Unicode.Scalar) -> String? {
        // U+FF01…U+FF5E are the full-width forms of U+0021…U+007E.
        let value = (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
        switch value {
        case 0x30...0x39: return "digit.\(value - 0x30)"
        case 0x41...0x5A, 0x61...0x7A: return Unicode.Scalar(value | 0x20).map { "letter.\($0)" }
        case 0x2A: return "symbol.star"
        case 0x23: return "symbol.pound"
        case 0x2B: return "symbol.plus"
        default: return nil
        }
    }

    /// Up to five signs stay together; longer runs go in fours, and none is left alone at the end: 4-4, 4-3, 4-3-2.
    private static func sizes(of count: Int) -> [Int] {
        guard count > 5 else { return count == 0 ? [] : [count] }
        switch count % 4 {
        case 0: return Array(repeating: 4, count: count / 4)
        case 1: return Array(repeating: 4, count: count / 4 - 1) + [3, 2]
        case let rest: return Array(repeating: 4, count: count / 4) + [rest]
        }
    }

    private static func cut(_ run: [String], sizes: [Int]) -> [[String]] {
        var start = 0
        return sizes.map { size in
            defer { start += size }
            return Array(run[start..<min(start + size, run.count)])
        }
    }
}
