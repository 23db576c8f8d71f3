import Foundation
import Synchronization

/// How a name is typed on a keyboard with Latin letters, for agents who hear it and search: 张三 is `zhangsan`, or `zs`.
///
/// The readings of characters are those of Unicode (CLDR's transform from Han to Latin), without tones. A character has one
/// reading; where a surname is read otherwise (单 is Shàn, not Dān), `surnames` has it.
package struct NameReading: Equatable, Sendable {
    /// All syllables: `zhangsan`, `emmaclarke`; empty for a name without a letter.
    package var whole: String
    /// The first letter of each: `zs`, `ec`.
    package var initials: String

    package init(of name: String) {
        var syllables: [String] = []
        var word = ""
        for (place, character) in name.enumerated() {
            if character.isHan {
                syllables.append(word)
                word = ""
                syllables.append(
                    place == 0 ? Self.surnames[character] ?? Self.syllable(character) : Self.syllable(character))
            } else if character.isLetter || character.isNumber {
                word += Self.plain(String(character))
            } else {
                syllables.append(word)
                word = ""
            }
        }
        syllables.append(word)
        syllables.removeAll(where: \.isEmpty)
        whole = syllables.joined()
        initials = String(syllables.compactMap(\.first))
    }

    /// What an agent typed, as readings are written; nil where it holds anything but Latin letters, spaces and apostrophes.
    package static func typed(_ text: String) -> String? {
        let kept = text.filter { $0 != " " && $0 != "'" && $0 != "’" }
        guard kept.allSatisfy(\.isLetter) else { return nil }
        let letters = plain(kept)
        guard !letters.isEmpty, letters.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
        return letters
    }

    /// Surnames whose reading is not the character's usual one, and rare ones that must not depend on a table's opinion.
    private static let surnames: [Character: String] = [
        "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
        "覃": "qin", "召": "shao", "翟": "zhai", "尉": "yu", "万": "wan", "缪": "miao", "乐": "yue", "员": "yun",
        "种": "chong", "冼": "xian", "隗": "wei", "褚": "chu", "牟": "mou", "贾": "jia", "薄": "bo", "华": "hua",
        "任": "ren", "宁": "ning", "纪": "ji", "应": "ying", "葛": "ge", "燕": "yan", "洗": "xian", "柏": "bai",
        "秘": "bi", "折": "she", "黑": "he", "不": "fou", "祭": "zhai", "长": "zhang",
    ]

    /// Each character is worked out once: the transform costs far more than the look-up.
    private static let syllables = Mutex<[Character: String]>([:])

    private static func syllable(_ character: Character) -> String {
        if let known = syllables.withLock({ $0[character] }) { return known }
        let latin = String(character).applyingTransform(.mandarinToLatin, reverse: false) ?? ""
        // A character that has no reading stays what it is.
        let found = latin.contains(where: \.isHan) ? "" : plain(latin)
        syllables.withLock { $0[character] = found }
        return found
    }

    /// Lower-case letters and digits without marks: `lǚ` and `Lü` are `lu`.
    private static func plain(_ text: String) -> String {
        text.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil).lowercased()
            .filter { $0.isLetter || $0.isNumber }
    }
}

extension Character {
    /// A unified ideograph (Unicode `UIDEO`): what Chinese names are written in.
    package var isHan: Bool {
        unicodeScalars.count == 1 && unicodeScalars.allSatisfy { $0.properties.isUnifiedIdeograph }
    }
}
