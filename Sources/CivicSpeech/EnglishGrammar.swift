package import CivicCore

/// Values in English, as said on a public line.
///
///     1205          one thousand two hundred and five
///     23 (ordinal)  twenty-third
///     2 March, Mon  Monday March the second
///     08:05         eight oh five a.m.
///     12.34         twelve yuan and thirty-four fen
///     3...5 min     between three and five minutes
package struct EnglishGrammar: SpeechGrammar {
    package let language = Language.english
    package let wordSeparator = " "
    package let comma = ","
    package let fullStop = "."

    package init() {}

    package func words(for value: SpokenValue) -> [SpokenWord] {
        switch value {
        case .number(let number): cardinal(number)
        case .digits(let text): SpokenString.phone(text).words
        case .caseNumber(let text): SpokenString.reference(text).words
        case .ordinal(let number): ordinal(number)
        case .position(let place): position(place)
        case .date(let year, let month, let day, let weekday): date(year, month, day, weekday)
        case .timeOfDay(let hour, let minute): time(hour, minute)
        case .money(let fen): money(fen)
        case .minutes(let minutes): span(minutes)
        case .minutesRange(let range): wait(range)
        case .days(let days): counted(max(0, days), "day")
        }
    }

    // MARK: Numbers

    private func cardinal(_ number: Int) -> [SpokenWord] {
        (number < 0 ? [.word("word.minus")] : []) + cardinal(magnitude: number.magnitude)
    }

    private func cardinal(magnitude: UInt) -> [SpokenWord] {
        guard magnitude < SpokenString.oneByOneFrom else { return SpokenString.digits(of: magnitude) }
        var words: [SpokenWord] = []
        var rest = Int(magnitude)
        for (scale, name) in Self.scales where rest >= scale {
            words += belowThousand(rest / scale) + [.word(name)]
            rest %= scale
        }
        if rest > 0, rest < 100, !words.isEmpty { words.append(.word("word.and")) }
        if rest > 0 || words.isEmpty { words += belowThousand(rest) }
        return words
    }

    private func belowThousand(_ number: Int) -> [SpokenWord] {
        guard number >= 100 else { return [.word("number.\(number)")] }
        let hundreds = SpokenWord.word("number.\(number / 100 * 100)")
        return number % 100 == 0 ? [hundreds] : [hundreds, .word("word.and"), .word("number.\(number % 100)")]
    }

    /// The last word of the cardinal, made ordinal: "one hundred and fifth", "two thousandth".
    private func ordinal(_ number: Int) -> [SpokenWord] {
        var words = cardinal(number)
        guard number.magnitude < SpokenString.oneByOneFrom, case .word(let last)? = words.popLast() else {
            return cardinal(number)
        }
        let name = last.drop { $0 != "." }  // number.5 → ordinal.5, word.thousand → ordinal.thousand
        return words + [.word("ordinal\(name)")]
    }

    private static let scales: [(Int, String)] = [
        (1_000_000_000, "word.billion"), (1_000_000, "word.million"), (1_000, "word.thousand"),
    ]

    private func counted(_ count: Int, _ noun: String) -> [SpokenWord] {
        cardinal(count) + [.word(count == 1 ? "word.\(noun)" : "word.\(noun)s")]
    }

    /// Places from 2 to 20 are one recording each; 1 and everything below it is "You are next in line."
    private func position(_ place: Int) -> [SpokenWord] {
        place <= 20
            ? [.word("position.\(max(1, place))")]
            : [.word("word.position-before")] + cardinal(place) + [.word("word.position-after")]
    }

    // MARK: Dates and times

    private func date(_ year: Int?, _ month: Int, _ day: Int, _ weekday: Int?) -> [SpokenWord] {
        var words: [SpokenWord] = []
        if let weekday, (1...7).contains(weekday) { words.append(.word("weekday.\(weekday)")) }
        words += (1...12).contains(month) ? [.word("month.\(month)")] : cardinal(month)
        words += (1...31).contains(day) ? [.word("day.\(day)")] : cardinal(day)
        if let year { words += self.year(year) }
        return words
    }

    /// 2026 twenty twenty-six, 2005 two thousand and five, 1999 nineteen ninety-nine, 1905 nineteen oh five.
    private func year(_ year: Int) -> [SpokenWord] {
        if (2020...2039).contains(year) { return [.word("year.\(year)")] }
        guard (1100...2099).contains(year), !(2000...2009).contains(year) else { return cardinal(year) }
        let century = SpokenWord.word("number.\(year / 100)")
        switch year % 100 {
        case 0: return [century, .word("word.hundred")]
        case let rest where rest < 10: return [century, .word("word.oh"), .word("number.\(rest)")]
        case let rest: return [century, .word("number.\(rest)")]
        }
    }

    private func time(_ hour: Int, _ minute: Int) -> [SpokenWord] {
        guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else {
            return cardinal(hour) + cardinal(minute)
        }
        let onDial = hour % 12 == 0 ? 12 : hour % 12
        switch (hour, minute) {
        case (0, 0), (24, 0): return [.word("word.midnight")]
        case (12, 0): return [.word("word.noon")]
        case (_, 0):
            let part = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening"
            return [.word("hour-sharp.\(onDial)"), .word("word.in-the-\(part)")]
        default:
            let minutes = minute < 10 ? "minute.\(minute)" : "number.\(minute)"
            return [.word("number.\(onDial)"), .word(minutes), .word(hour < 12 ? "word.am" : "word.pm")]
        }
    }

    // MARK: Money and spans of time

    private func money(_ fen: Int) -> [SpokenWord] {
        let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        var words: [SpokenWord] = fen < 0 ? [.word("word.minus")] : []
        if yuan > 0 || rest == 0 { words += cardinal(magnitude: yuan) + [.word("word.yuan")] }
        if yuan > 0, rest > 0 { words.append(.word("word.and")) }
        if rest > 0 { words += cardinal(magnitude: rest) + [.word("word.fen")] }
        return words
    }

    /// From an hour on in hours and minutes; below zero counts as zero.
    private func span(_ minutes: Int) -> [SpokenWord] {
        guard minutes >= 60 else { return counted(max(0, minutes), "minute") }
        let hours = counted(minutes / 60, "hour")
        return minutes % 60 == 0 ? hours : hours + [.word("word.and")] + counted(minutes % 60, "minute")
    }

    private func wait(_ range: ClosedRange<Int>) -> [SpokenWord] {
        let shortest = max(0, range.lowerBound)
        let longest = max(0, range.upperBound)
        if longest <= 1, shortest == 0 { return [.word("word.less-than-a-minute")] }
        if shortest == longest { return [.word("word.about")] + span(longest) }
        if shortest == 0 { return [.word("word.less-than")] + span(longest) }
        let from = longest < 60 ? cardinal(shortest) : span(shortest)
        return [.word("word.between")] + from + [.word("word.and")] + span(longest)
    }

    package var vocabulary: [String] {
        var ids = (0...99).flatMap { ["number.\($0)", "ordinal.\($0)"] }
        ids += (1...9).flatMap { ["number.\($0)00", "ordinal.\($0)00", "minute.\($0)"] }
        ids += ["thousand", "million", "billion"].flatMap { ["word.\($0)", "ordinal.\($0)"] }
        ids += (1...20).map { "position.\($0)" } + (2020...2039).map { "year.\($0)" }
        ids += (1...12).map { "month.\($0)" } + (1...11).map { "hour-sharp.\($0)" }
        ids += (1...31).map { "day.\($0)" } + (1...7).map { "weekday.\($0)" }
        ids += [
            "and", "minus", "hundred", "oh", "position-before", "position-after", "noon", "midnight",
            "in-the-morning", "in-the-afternoon", "in-the-evening", "am", "pm", "yuan", "fen", "minute", "minutes",
            "hour", "hours", "day", "days", "between", "about", "less-than", "less-than-a-minute",
        ].map { "word.\($0)" }
        return ids + SpokenString.vocabulary
    }
}
