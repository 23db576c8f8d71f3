package import CivicCore

/// Values in Mandarin, as said on a public line.
///
///     2             二; 两 in front of what is counted: 两分钟, 两点, 两万
///     10 010        一万零一十
///     13800000001   幺三八，零零零零，零零零幺
///     3 March, Tue  三月三日星期二
///     08:05         早上八点零五分
///     12.05         十二元零五分
///     3...5 min     三到五分钟
package struct MandarinGrammar: SpeechGrammar {
    package let language = Language.mandarin
    package let wordSeparator = ""
    package let comma = "，"
    package let fullStop = "。"

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
        case .days(let days): counted(max(0, days)) + [.word("word.days")]
        }
    }

    // MARK: Numbers

    /// What a number is for, which decides between 两 and 二.
    private enum Use {
        /// By itself: 二, 两百.
        case plain
        /// In front of what is counted: 两 (分钟), 两百 (元).
        case count
        /// After 第: 二, 二百.
        case order
    }

    private func cardinal(_ number: Int) -> [SpokenWord] {
        (number < 0 ? [.word("word.minus")] : []) + cardinal(magnitude: number.magnitude, .plain)
    }

    private func counted(_ count: Int) -> [SpokenWord] {
        (count < 0 ? [.word("word.minus")] : []) + cardinal(magnitude: count.magnitude, .count)
    }

    /// 亿, 万 and ones: groups of four digits, each read alike.
    private func cardinal(magnitude: UInt, _ use: Use) -> [SpokenWord] {
        guard magnitude < SpokenString.oneByOneFrom else { return SpokenString.digits(of: magnitude) }
        if magnitude == 2, use == .count { return [.word("word.liang")] }
        let number = Int(magnitude)
        guard number > 0 else { return [.word("number.0")] }
        var words: [SpokenWord] = []
        for (scale, name) in Self.scales {
            let group = number / scale % 10_000
            guard group > 0 else { continue }
            if words.isEmpty, group == 2, let name, use != .order || name == "word.wan" {
                words += [.word("word.liang"), .word(name)]  // 两万, 两亿
                continue
            }
            words += self.group(group, isHead: words.isEmpty, use)
            if let name { words.append(.word(name)) }
        }
        return words
    }

    private static let scales: [(Int, String?)] = [(100_000_000, "word.yi"), (10_000, "word.wan"), (1, nil)]

    /// 1 to 9999. Zeros between two digits that are spoken become one 零, in a group and in front of it.
    private func group(_ number: Int, isHead: Bool, _ use: Use) -> [SpokenWord] {
        let thousands = number / 1000
        let hundreds = number / 100 % 10
        let rest = number % 100
        var words: [SpokenWord] = []
        var zero = !isHead && thousands == 0
        if thousands > 0 {
            words.append(.word("number.\(thousands)000"))
            zero = hundreds == 0
        }
        if hundreds > 0 {
            if zero { words.append(.word("number.0")) }
            // 两百 at the head of a number, 二百 inside one and after 第.
            let inside = !words.isEmpty || !isHead || use == .order
            words.append(.word(hundreds == 2 && inside ? "inner.200" : "number.\(hundreds)00"))
            zero = rest < 10
        }
        guard rest > 0 else { return words }
        guard !(isHead && words.isEmpty) else { return [.word("number.\(rest)")] }
        if rest < 10 { return words + [.word("tail.\(rest)")] }  // 零五
        if zero { words.append(.word("number.0")) }
        return words + [.word(rest < 20 ? "tail.\(rest)" : "number.\(rest)")]  // 一十五
    }

    private func ordinal(_ number: Int) -> [SpokenWord] {
        if (1...31).contains(number) { return [.word("ordinal.\(number)")] }
        return [.word("word.ordinal")] + (number < 0 ? [.word("word.minus")] : [])
            + cardinal(magnitude: number.magnitude, .order)
    }

    /// Places from 2 to 20 are one recording each; 1 and everything below it is 下一位就是您。
    private func position(_ place: Int) -> [SpokenWord] {
        place <= 20
            ? [.word("position.\(max(1, place))")]
            : [.word("word.position-before")] + cardinal(magnitude: place.magnitude, .order)
                + [.word("word.position-after")]
    }

    // MARK: Dates and times

    private func date(_ year: Int?, _ month: Int, _ day: Int, _ weekday: Int?) -> [SpokenWord] {
        var words: [SpokenWord] = []
        if let year { words += self.year(year) }
        words += (1...12).contains(month) ? [.word("month.\(month)")] : cardinal(month)
        words += (1...31).contains(day) ? [.word("day.\(day)")] : cardinal(day)
        if let weekday, (1...7).contains(weekday) { words.append(.word("weekday.\(weekday)")) }
        return words
    }

    /// Digit by digit, with 一 for 1: 一九九九年.
    private func year(_ year: Int) -> [SpokenWord] {
        if (2020...2039).contains(year) { return [.word("year.\(year)")] }
        guard (1000...9999).contains(year) else { return cardinal(year) + [.word("word.year")] }
        return [1000, 100, 10, 1].map { .word("number.\(year / $0 % 10)") } + [.word("word.year")]
    }

    private func time(_ hour: Int, _ minute: Int) -> [SpokenWord] {
        guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else {
            return cardinal(hour) + cardinal(minute)
        }
        let period =
            switch hour {
            case 0...5: "small-hours"
            case 6...8: "early-morning"
            case 9...11: "morning"
            case 12: "noon"
            case 13...17: "afternoon"
            default: "evening"
            }
        let onDial = hour == 0 || hour == 12 ? hour : hour % 12 == 0 ? 12 : hour % 12
        let words: [SpokenWord] = [.word("period.\(period)")]
        switch minute {
        case 0: return words + [.word("hour-sharp.\(onDial)")]
        case 30: return words + [.word("hour-half.\(onDial)")]
        default: return words + [.word("hour.\(onDial)"), .word("minute.\(minute)")]
        }
    }

    // MARK: Money and spans of time

    /// 元, 角, 分; a missing 角 between 元 and 分 is 零. 两 stands in front of the first unit, 二 after it.
    private func money(_ fen: Int) -> [SpokenWord] {
        let (yuan, rest) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        var words: [SpokenWord] = []
        if yuan > 0 || rest == 0 { words += cardinal(magnitude: yuan, .count) + [.word("word.yuan")] }
        if rest >= 10 {
            words += cardinal(magnitude: rest / 10, words.isEmpty ? .count : .plain) + [.word("word.jiao")]
        }
        if rest % 10 > 0 {
            let digit: [SpokenWord] =
                yuan > 0 && rest < 10
                ? [.word("tail.\(rest)")] : cardinal(magnitude: rest % 10, words.isEmpty ? .count : .plain)
            words += digit + [.word("word.fen")]
        }
        return (fen < 0 ? [.word("word.minus")] : []) + words
    }

    /// From an hour on in hours and minutes; below zero counts as zero.
    private func span(_ minutes: Int) -> [SpokenWord] {
        guard minutes >= 60 else { return counted(max(0, minutes)) + [.word("word.minutes")] }
        let hours = counted(minutes / 60) + [.word("word.hours")]
        guard minutes % 60 > 0 else { return hours }
        let rest = minutes % 60
        let count: [SpokenWord] = rest < 10 ? [.word("tail.\(rest)")] : [.word("number.\(rest)")]
        return hours + count + [.word("word.minutes")]
    }

    private func wait(_ range: ClosedRange<Int>) -> [SpokenWord] {
        let shortest = max(0, range.lowerBound)
        let longest = max(0, range.upperBound)
        if longest <= 1, shortest == 0 { return [.word("word.less-than-a-minute")] }
        if shortest == longest { return [.word("word.about")] + span(longest) }
        if shortest == 0 { return [.word("word.less-than")] + span(longest) }
        let from = longest < 60 ? counted(shortest) : span(shortest)
        return from + [.word("word.to")] + span(longest)
    }

    package var vocabulary: [String] {
        var ids = (0...99).map { "number.\($0)" } + (1...19).map { "tail.\($0)" } + ["inner.200"]
        ids += (1...9).flatMap { ["number.\($0)00", "number.\($0)000"] }
        ids += (1...31).flatMap { ["ordinal.\($0)", "day.\($0)"] }
        ids += (1...20).map { "position.\($0)" } + (2020...2039).map { "year.\($0)" }
        ids += (1...12).map { "month.\($0)" } + (1...7).map { "weekday.\($0)" }
        ids += (0...12).flatMap { ["hour.\($0)", "hour-sharp.\($0)", "hour-half.\($0)"] }
        ids += (1...59).filter { $0 != 30 }.map { "minute.\($0)" }
        ids += ["small-hours", "early-morning", "morning", "noon", "afternoon", "evening"].map { "period.\($0)" }
        ids += [
            "liang", "wan", "yi", "minus", "ordinal", "position-before", "position-after", "year", "yuan", "jiao",
            "fen", "minutes", "hours", "days", "to", "about", "less-than", "less-than-a-minute",
        ].map { "word.\($0)" }
        return ids + SpokenString.vocabulary
    }
}
