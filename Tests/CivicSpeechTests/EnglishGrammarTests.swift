import CivicCore
import Testing

@testable import CivicSpeech

@Suite("English grammar")
struct EnglishGrammarTests {
    private func expect(_ value: SpokenValue, _ text: String, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(try Shipped.spoken(value, .english) == text, sourceLocation: location)
    }

    @Test(
        "counts",
        arguments: [
            (0, "zero"), (1, "one"), (2, "two"), (10, "ten"), (11, "eleven"), (13, "thirteen"), (20, "twenty"),
            (21, "twenty-one"), (40, "forty"), (99, "ninety-nine"), (100, "one hundred"),
            (101, "one hundred and one"), (110, "one hundred and ten"), (200, "two hundred"),
            (999, "nine hundred and ninety-nine"), (1000, "one thousand"), (1001, "one thousand and one"),
            (1010, "one thousand and ten"), (1100, "one thousand one hundred"),
            (1205, "one thousand two hundred and five"), (2000, "two thousand"), (10_000, "ten thousand"),
            (10_010, "ten thousand and ten"), (99_999, "ninety-nine thousand nine hundred and ninety-nine"),
            (100_001, "one hundred thousand and one"), (1_000_000, "one million"), (1_000_001, "one million and one"),
            (2_003_000, "two million three thousand"), (1_000_000_000, "one billion"), (-5, "minus five"),
        ])
    func counts(number: Int, text: String) throws { try expect(.number(number), text) }

    @Test("reads a number that nobody counts to digit by digit")
    func hugeNumbers() throws {
        try expect(.number(1_000_000_000_000), "one" + String(repeating: " zero", count: 12))
        try expect(
            .number(.min),
            "minus nine two two three three seven two zero three six eight five four seven seven five eight zero eight")
    }

    @Test(
        "says phone numbers in groups",
        arguments: [
            ("13800000001", "one three eight, zero zero zero zero, zero zero zero one"), ("911", "nine one one"),
            ("555-0100", "five five five, zero one zero zero"), ("+1 555", "plus one, five five five"),
            ("*9#", "star nine pound"), ("", ""),
        ])
    func phones(digits: String, text: String) throws { try expect(.digits(digits), text) }

    @Test(
        "says a case number sign by sign, pausing at its separators",
        arguments: [
            ("2026-0310-0042", "two zero two six, zero three one zero, zero zero four two"),
            ("GD-7x", "G D, seven X"), ("123456", "one two three four, five six"), ("...", ""),
        ])
    func caseNumbers(number: String, text: String) throws { try expect(.caseNumber(number), text) }

    @Test(
        "puts in order",
        arguments: [
            (1, "first"), (2, "second"), (3, "third"), (5, "fifth"), (8, "eighth"), (9, "ninth"), (11, "eleventh"),
            (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (42, "forty-second"), (99, "ninety-ninth"),
            (100, "one hundredth"), (101, "one hundred and first"), (112, "one hundred and twelfth"),
            (1000, "one thousandth"), (1003, "one thousand and third"), (2_000_000, "two millionth"), (0, "zeroth"),
            (-2, "minus second"),
        ])
    func ordinals(number: Int, text: String) throws { try expect(.ordinal(number), text) }

    @Test(
        "says a place in line as a sentence",
        arguments: [
            (1, "You are next in line."), (2, "You are second in line."), (3, "You are third in line."),
            (20, "You are twentieth in line."), (21, "You are number twenty-one in line"), (0, "You are next in line."),
            (-7, "You are next in line."),
        ])
    func positions(place: Int, text: String) throws { try expect(.position(place), text) }

    @Test("says dates with the weekday in front and the year behind")
    func dates() throws {
        try expect(.date(year: nil, month: 3, day: 3, weekday: 2), "Tuesday March the third")
        try expect(.date(year: 2026, month: 12, day: 31, weekday: nil), "December the thirty-first twenty twenty-six")
        try expect(.date(year: 2005, month: 1, day: 1, weekday: nil), "January the first two thousand and five")
        try expect(.date(year: 1999, month: 1, day: 20, weekday: nil), "January the twentieth nineteen ninety-nine")
        try expect(.date(year: 1905, month: 1, day: 2, weekday: nil), "January the second nineteen oh five")
        try expect(.date(year: 1900, month: 1, day: 2, weekday: nil), "January the second nineteen hundred")
        try expect(.date(year: 2045, month: 1, day: 2, weekday: nil), "January the second twenty forty-five")
        try expect(.date(year: nil, month: 13, day: 40, weekday: 9), "thirteen forty")
    }

    @Test(
        "says the time",
        arguments: [
            (0, 0, "midnight"), (0, 5, "twelve oh five a.m."), (1, 0, "one o'clock in the morning"),
            (8, 0, "eight o'clock in the morning"), (8, 5, "eight oh five a.m."), (8, 30, "eight thirty a.m."),
            (11, 59, "eleven fifty-nine a.m."), (12, 0, "twelve noon"), (12, 30, "twelve thirty p.m."),
            (13, 0, "one o'clock in the afternoon"), (17, 45, "five forty-five p.m."),
            (18, 0, "six o'clock in the evening"), (23, 10, "eleven ten p.m."), (24, 0, "midnight"),
            (24, 1, "twenty-four one"), (8, 60, "eight sixty"), (-1, 0, "minus one zero"),
        ])
    func times(hour: Int, minute: Int, text: String) throws {
        try expect(.timeOfDay(hour: hour, minute: minute), text)
    }

    @Test(
        "says money in yuan and fen",
        arguments: [
            (0, "zero yuan"), (5, "five fen"), (34, "thirty-four fen"), (100, "one yuan"),
            (1234, "twelve yuan and thirty-four fen"), (200_000, "two thousand yuan"),
            (10_105, "one hundred and one yuan and five fen"), (-150, "minus one yuan and fifty fen"),
        ])
    func money(fen: Int, text: String) throws { try expect(.money(minorUnits: fen), text) }

    @Test(
        "counts minutes, and hours from sixty on",
        arguments: [
            (0, "zero minutes"), (1, "one minute"), (2, "two minutes"), (60, "one hour"),
            (61, "one hour and one minute"), (150, "two hours and thirty minutes"), (-4, "zero minutes"),
        ])
    func minutes(count: Int, text: String) throws { try expect(.minutes(count), text) }

    @Test(
        "says a wait as people do",
        arguments: [
            (3...5, "between three and five minutes"), (1...2, "between one and two minutes"),
            (0...1, "less than a minute"), (0...0, "less than a minute"), (0...5, "less than five minutes"),
            (5...5, "about five minutes"), (1...1, "about one minute"),
            (50...70, "between fifty minutes and one hour and ten minutes"), (-5...(-1), "less than a minute"),
        ])
    func waits(range: ClosedRange<Int>, text: String) throws { try expect(.minutesRange(range), text) }

    @Test("counts days", arguments: [(0, "zero days"), (1, "one day"), (2, "two days"), (-1, "zero days")])
    func days(count: Int, text: String) throws { try expect(.days(count), text) }
}
