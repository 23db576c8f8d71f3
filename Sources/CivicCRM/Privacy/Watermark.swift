/// The mark of one look at a confidential case: who was shown it, and when, can be told from a photograph or a copied text of it.
///
///     K7Q2-9FTB-M3      on the page and on paper, again and again over the text
///     ⁡‌​⁠‌…             the same between the sentences, in characters that nobody sees and every copy keeps
///
/// The code is the look's number in the book of opened files, with check characters that only the hotline can make.
package struct Watermark: Equatable, Sendable {
    /// Crockford's base 32: no letter that looks like a digit. Ten characters.
    package var code: String

    package static let length = 10
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let slips: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
    private static let opener: Unicode.Scalar = "\u{2061}"
    /// Two bits each.
    private static let quarters: [Unicode.Scalar] = ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}"]
    /// Characters after which a sentence is over, and at most so many without one.
    private static let ends: Set<Character> = ["。", "！", "？", "；", ".", "!", "?", ";", "\n"]
    private static let longestRun = 40

    /// - Parameters:
    ///   - number: of the look, below 2³⁰.
    ///   - check: a number that depends on it and on a secret; its lowest 20 bits are taken.
    package init(number: Int64, check: UInt32) {
        let bits = UInt64(number & 0x3FFF_FFFF) << 20 | UInt64(check & 0xF_FFFF)
        code = String((0..<Self.length).map { Self.alphabet[Int(bits >> UInt64(5 * (Self.length - 1 - $0))) & 31] })
    }

    /// As somebody typed it: dashes, spaces, small letters, O for 0, I and L for 1.
    package init?(typed text: String) {
        let plain = text.uppercased().filter { !"- \n\t".contains($0) }
            .map { Self.slips[$0] ?? $0 }
        guard plain.count == Self.length, plain.allSatisfy(Self.alphabet.contains) else { return nil }
        code = String(plain)
    }

    /// The look's number.
    package var number: Int64 { Int64(bits >> 20) }
    package var check: UInt32 { UInt32(bits & 0xF_FFFF) }

    private var bits: UInt64 {
        code.reduce(0) { $0 << 5 | UInt64(Self.alphabet.firstIndex(of: $1) ?? 0) }
    }

    /// In groups, as it is shown.
    package var shown: String { "\(code.prefix(4))-\(code.dropFirst(4).prefix(4))-\(code.dropFirst(8))" }

    /// The text with the mark inside it: after its first character, so that no trimming takes it, and after each sentence.
    package func hidden(in text: String) -> String {
        guard let first = text.first else { return text }
        var marked = String(first) + invisible
        var run = 0
        for character in text.dropFirst() {
            marked.append(character)
            run += 1
            if Self.ends.contains(character) || run >= Self.longestRun {
                marked += invisible
                run = 0
            }
        }
        return marked
    }

    /// The marks that a leaked text holds, hidden or written out.
    package static func read(_ text: String) -> [Watermark] {
        var found: [Watermark] = []
        func take(_ mark: Watermark?) {
            if let mark, !found.contains(mark) { found.append(mark) }
        }
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar == opener {
            let quarters = scalars[(index + 1)...].prefix(5 * length / 2).compactMap {
                Self.quarters.firstIndex(of: $0)
            }
            guard quarters.count == 5 * length / 2 else { continue }
            let bits = quarters.reduce(UInt64(0)) { $0 << 2 | UInt64($1) }
            take(Watermark(number: Int64(bits >> 20), check: UInt32(bits & 0xF_FFFF)))
        }
        let seen = String(String.UnicodeScalarView(scalars.filter { $0 != opener && !quarters.contains($0) }))
        for match in seen.uppercased().matches(of: /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}/) {
            take(Watermark(typed: String(match.output)))
        }
        take(Watermark(typed: seen))
        return found
    }

    private var invisible: String {
        var view = String.UnicodeScalarView([Self.opener])
        for shift in stride(from: 5 * Self.length - 2, through: 0, by: -2) {
            view.append(Self.quarters[Int(bits >> UInt64(shift)) & 3])
        }
        return String(view)
    }
}
