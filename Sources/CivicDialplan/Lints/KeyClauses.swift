/// A key that a prompt names: "For pensions, press 1", “养老金，请按1”, "Pensions: 1".
struct KeyMention: Equatable {
    enum Order: Equatable {
        /// What it is for is said before.
        case wordsFirst
        /// What it is for, as the prompt says it behind the key.
        case keyFirst(String)
        /// Nothing says what it is for.
        case bare
    }

    var key: Character
    var order: Order
}

/// Finds the keys that a prompt's text names, sentence by sentence.
///
/// Words in front of a key belong to it; where there are none, the words behind it do. So "press 1 for pensions,
/// press 2 for subsidies" names both keys before their matters, and "for pensions press 1, for subsidies press 2" none.
/// Single digits stand for keys in the catalogue; a digit that no verb leads in counts at the end of a clause only
/// ("Pensions: 1."), so that "within 3 days" is no key.
struct KeyClauses {
    private let signs: [Character]
    private var mentions: [KeyMention] = []

    static func mentions(in text: String) -> [KeyMention] {
        var clauses = KeyClauses(text)
        clauses.scan()
        return clauses.mentions
    }

    private init(_ text: String) {
        signs = Array(text)
    }

    private mutating func scan() {
        var start = 0
        for index in signs.indices where isSentenceEnd(index) {
            scanSentence(start..<index)
            start = index + 1
        }
        scanSentence(start..<signs.count)
    }

    private func isSentenceEnd(_ index: Int) -> Bool {
        if signs[index] == "." { return index + 1 >= signs.count || !signs[index + 1].isWholeNumber }
        return "!?;。！？；\n".contains(signs[index])
    }

    // MARK: A sentence

    private struct Found {
        /// Several for "press 1 to 5".
        var keys: [Character]
        var range: Range<Int>
    }

    private mutating func scanSentence(_ sentence: Range<Int>) {
        let found = keys(in: sentence)
        var from = sentence.lowerBound
        for (index, mention) in found.enumerated() {
            let order: KeyMention.Order
            if Self.hasWords(signs[from..<mention.range.lowerBound]) {
                order = .wordsFirst
                from = mention.range.upperBound
            } else {
                let next = index + 1 < found.count ? found[index + 1].range.lowerBound : sentence.upperBound
                let behind = signs[mention.range.upperBound..<next]
                let isFirst = Self.hasWords(behind)
                order = isFirst ? .keyFirst(Self.phrase(behind)) : .bare
                from = isFirst ? next : mention.range.upperBound
            }
            mentions += mention.keys.map { KeyMention(key: $0, order: order) }
        }
    }

    private func keys(in sentence: Range<Int>) -> [Found] {
        var found: [Found] = []
        var index = sentence.lowerBound
        while index < sentence.upperBound {
            let mention =
                ledIn(at: index, in: sentence) ?? alone(at: index, in: sentence, after: found.last?.range.upperBound)
            if var mention {
                extend(&mention, in: sentence)
                found.append(mention)
                index = mention.range.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    /// "press 1 to 5", “按1到5”: every key between as well.
    private func extend(_ mention: inout Found, in sentence: Range<Int>) {
        guard let first = mention.keys.first?.wholeNumberValue else { return }
        let start = skippingSpaces(mention.range.upperBound)
        guard let behind = word(["to", "through"], at: start) ?? text(["到", "至", "-", "–"], at: start) else { return }
        let end = skippingSpaces(behind)
        guard end < sentence.upperBound, isSingleDigit(end), let last = signs[end].wholeNumberValue, last > first else {
            return
        }
        mention.keys = (first...last).map { Character(String($0)) }
        mention.range = mention.range.lowerBound..<end + 1
    }

    /// "press the 1 key", “请按1”, “按星号键”.
    private func ledIn(at start: Int, in sentence: Range<Int>) -> Found? {
        var index = start
        if let end = word(["press", "push", "dial", "hit"], at: start) {
            index = end
            while true {
                let next = skippingSpaces(index)
                guard let end = word(["the", "key", "number", "button"], at: next) else { break }
                index = end
            }
            index = skippingSpaces(index)
        } else if let end = text(["请按下", "请按", "按下", "按", "拨"], at: start) {
            index = text(["一下", "数字键", "数字"], at: skippingSpaces(end)) ?? end
            index = skippingSpaces(index)
        } else {
            return nil
        }
        guard let (key, end) = key(at: index), end <= sentence.upperBound else { return nil }
        let tail = word(["key", "sign", "button"], at: skippingSpaces(end)) ?? text(["键"], at: end) ?? end
        return Found(keys: [key], range: start..<min(tail, sentence.upperBound))
    }

    private func key(at index: Int) -> (Character, Int)? {
        guard index < signs.count else { return nil }
        if isSingleDigit(index) || "*#".contains(signs[index]) { return (signs[index], index + 1) }
        for (name, key) in Self.englishKeys { if let end = word([name], at: index) { return (key, end) } }
        for (name, key) in Self.chineseKeys { if let end = text([name], at: index) { return (key, end) } }
        // A count is no key: “按四位数字”, “按一次”.
        guard let digit = Self.chineseDigits[signs[index]], index + 1 >= signs.count || !isCounted(signs[index + 1])
        else { return nil }
        return (digit, index + 1)
    }

    private func isCounted(_ sign: Character) -> Bool {
        "位次下个遍十百千".contains(sign) || Self.chineseDigits[sign] != nil
    }

    /// A digit at the end of a clause, or one that follows another key with nothing but "or" between.
    private func alone(at index: Int, in sentence: Range<Int>, after last: Int?) -> Found? {
        guard isSingleDigit(index) || "*#".contains(signs[index]) else { return nil }
        let next = skippingSpaces(index + 1)
        let endsClause = next >= sentence.upperBound || ",，、:：".contains(signs[next])
        let joins = last.map { $0 < index && !Self.hasWords(signs[$0..<index]) } ?? false
        guard endsClause || joins else { return nil }
        return Found(keys: [signs[index]], range: index..<index + 1)
    }

    private func isSingleDigit(_ index: Int) -> Bool {
        func isPartOfWord(_ sign: Character) -> Bool { sign.isASCII && (sign.isLetter || sign.isNumber) }
        guard index < signs.count, signs[index].isASCII, signs[index].isNumber else { return false }
        if index > 0, isPartOfWord(signs[index - 1]) { return false }
        return index + 1 >= signs.count || !isPartOfWord(signs[index + 1])
    }

    private func skippingSpaces(_ index: Int) -> Int {
        var index = index
        while index < signs.count, signs[index].isWhitespace { index += 1 }
        return index
    }

    /// Behind one of `words` where it stands here as a whole word, in any case.
    private func word(_ words: [String], at index: Int) -> Int? {
        guard index < signs.count, signs[index].isASCII, index == 0 || !signs[index - 1].isLetter else { return nil }
        guard let end = text(words, at: index) else { return nil }
        return end < signs.count && signs[end].isLetter && signs[end].isASCII ? nil : end
    }

    private func text(_ texts: [String], at index: Int) -> Int? {
        for text in texts {
            var place = index
            let isHere = text.allSatisfy { sign in
                defer { place += 1 }
                return place < signs.count && (signs[place] == sign || signs[place].lowercased() == String(sign))
            }
            if isHere { return place }
        }
        return nil
    }

    // MARK: Words

    private static let englishKeys: [(String, Character)] = [
        ("zero", "0"), ("one", "1"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"),
        ("seven", "7"), ("eight", "8"), ("nine", "9"), ("star", "*"), ("asterisk", "*"), ("pound", "#"), ("hash", "#"),
    ]
    private static let chineseKeys: [(String, Character)] = [("星号", "*"), ("米字", "*"), ("井号", "#"), ("井字", "#")]
    private static let chineseDigits: [Character: Character] = [
        "零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
        "八": "8", "九": "9",
    ]

    /// Words that say nothing of what a key is for.
    private static let englishFillers: Set = [
        "please", "you", "can", "may", "could", "now", "or", "and", "then", "just", "also", "simply", "always", "the",
        "key", "at", "any", "time",
    ]
    private static let chineseFillers = ["可以", "随时", "或者", "现在", "直接", "请", "您", "你", "也", "都", "或", "和", "再", "就"]

    private static func hasWords(_ signs: ArraySlice<Character>) -> Bool {
        var text = String(signs).lowercased()
        for filler in chineseFillers { text = text.replacing(filler, with: " ") }
        return text.split { !$0.isLetter && !$0.isNumber }.contains { !englishFillers.contains(String($0)) }
    }

    /// Up to the next comma, without spaces and joining words around it.
    private static func phrase(_ signs: ArraySlice<Character>) -> String {
        let clauses = signs.split { ",，、:：".contains($0) }
        let clause = clauses.first { hasWords($0) } ?? signs
        let words = String(clause).split(separator: " ").map(String.init)
        return words.trimmingFillers.joined(separator: " ")
    }
}

extension [String] {
    /// Without a joining word at either end: "for pensions or" is about pensions.
    fileprivate var trimmingFillers: [String] {
        let joining: Set = ["or", "and", "then"]
        var words = self[...]
        while let first = words.first, joining.contains(first) { words.removeFirst() }
        while let last = words.last, joining.contains(last) { words.removeLast() }
        return Array(words)
    }
}
