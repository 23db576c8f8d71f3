/// A value that a grammar speaks: what it means, not yet how it is said.
package enum SpokenValue: Hashable, Sendable {
    /// A cardinal number.
    case number(Int)
    /// A phone-like string, spoken one by one, in groups as people say phone numbers.
    case digits(String)
    /// Digits, letters and separators, spoken one by one, with a pause at each separator.
    case caseNumber(String)
    /// "the third" without the article: `third`, 第三.
    case ordinal(Int)
    /// A place in line from 1, as a whole sentence: "You are third in line."
    case position(Int)
    /// - Parameters:
    ///   - month: 1 to 12.
    ///   - day: 1 to 31.
    ///   - weekday: 1 = Monday to 7 = Sunday (ISO 8601).
    case date(year: Int?, month: Int, day: Int, weekday: Int?)
    /// - Parameters:
    ///   - hour: 0 to 23; 24 with minute 0 is the end of the day.
    ///   - minute: 0 to 59.
    case timeOfDay(hour: Int, minute: Int)
    /// CNY, in fen: 1/100 yuan.
    case money(minorUnits: Int)
    case minutes(Int)
    /// A wait, in minutes: "between three and five minutes".
    case minutesRange(ClosedRange<Int>)
    case days(Int)
}
