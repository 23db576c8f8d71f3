import CivicCore
import Testing

@testable import CivicSpeech

@Suite("Grammars and the catalogue")
struct SpeechGrammarTests {
    /// Everything that can be asked of a grammar, with values from all over and around their ranges.
    private static func values(_ number: Int) -> [SpokenValue] {
        [
            .number(number), .ordinal(number), .position(number), .money(minorUnits: number), .minutes(number),
            .days(number), .minutesRange(min(number, number / 2)...max(number, number / 2)),
            .timeOfDay(hour: number % 25, minute: number % 61),
            .date(year: number % 3000, month: number % 14, day: number % 33, weekday: number % 9),
            .digits(String(number)), .caseNumber(String(number)),
        ]
    }

    @Test(
        "every number from 0 to 99,999 is made of clips of the catalogue, and no two sound alike",
        arguments: [Language.mandarin, .english])
    func numbersHaveClips(language: Language) throws {
        let grammar = try #require(SpeechGrammars.grammar(for: language))
        let texts = try Shipped.catalogue.get().entries.compactMapValues { prompt in
            prompt.clip(in: language) == nil ? nil : prompt.texts[language]
        }
        var heard: Set<String> = []
        for number in 0...99_999 {
            let words = grammar.words(for: .number(number))
            let spoken = words.compactMap { word -> String? in
                if case .word(let id) = word { texts[id] } else { nil }
            }
            guard !words.isEmpty, spoken.count == words.count else {
                Issue.record("\(number) is made of \(words)")
                return
            }
            heard.insert(spoken.joined(separator: grammar.wordSeparator))
        }
        #expect(heard.count == 100_000)
    }

    @Test("a grammar asks for nothing outside its vocabulary", arguments: SpeechGrammars.all.map(\.language))
    func vocabularyIsComplete(language: Language) throws {
        let grammar = try #require(SpeechGrammars.grammar(for: language))
        let vocabulary = Set(grammar.vocabulary)
        var generator = SplitMix64(seed: 12345)
        var numbers = [Int.min, .min + 1, -1_000_000, -101, -1, .max, .max - 1] + Array(0...2500)
        for digits in 1...18 {
            let limit = (0..<digits).reduce(1) { power, _ in power * 10 }
            numbers += (0..<200).map { _ in Int.random(in: 0..<limit, using: &generator) }
        }
        for value in numbers.flatMap(Self.values) {
            let asked = grammar.words(for: value).compactMap { word in
                if case .word(let id) = word { id } else { nil }
            }
            if !vocabulary.isSuperset(of: asked) { Issue.record("\(value) asks for \(asked)") }
        }
    }

    @Test("every word is used by some value", arguments: SpeechGrammars.all.map(\.language))
    func vocabularyIsNeeded(language: Language) throws {
        let grammar = try #require(SpeechGrammars.grammar(for: language))
        var unused = Set(grammar.vocabulary)
        var values: [SpokenValue] = [.digits("0123456789*#+"), .caseNumber("abcdefghijklmnopqrstuvwxyz")]
        let numbers = Array(0...2500) + [3000, 4000, 5000, 6000, 7000, 8000, 9000, 1_000_000, 1_000_000_000, -1]
        values += numbers.flatMap { number in
            [
                .number(number), .ordinal(number), .position(number), .money(minorUnits: number), .minutes(number),
                .days(number), .minutesRange(number...(number + 1)), .minutesRange(0...max(1, number)),
                .minutesRange(max(0, number)...max(0, number)), .date(year: number, month: 1, day: 1, weekday: nil),
            ]
        }
        for month in 1...12 { values.append(.date(year: 2026, month: month, day: month, weekday: nil)) }
        for day in 1...31 { values.append(.date(year: nil, month: 1, day: day, weekday: day % 7 + 1)) }
        for minute in 0..<1440 { values.append(.timeOfDay(hour: minute / 60, minute: minute % 60)) }
        for value in values {
            for case .word(let id) in grammar.words(for: value) { unused.remove(id) }
        }
        #expect(unused.sorted() == [])
    }

    @Test("a language without its own grammar is read by one with the same primary subtag")
    func fallsBackOnPrimarySubtag() {
        #expect(SpeechGrammars.grammar(for: Language(tag: "en-GB"))?.language == .english)
        #expect(SpeechGrammars.grammar(for: Language(tag: "zh-TW"))?.language == .mandarin)
        #expect(SpeechGrammars.grammar(for: Language(tag: "fr"))?.language == nil)
    }
}
