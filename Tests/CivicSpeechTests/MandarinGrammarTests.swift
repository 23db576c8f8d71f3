import CivicCore
import Testing

@testable import CivicSpeech

@Suite("Mandarin grammar")
struct MandarinGrammarTests {
    private func expect(_ value: SpokenValue, _ text: String, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(try Shipped.spoken(value, .mandarin) == text, sourceLocation: location)
    }

    @Test(
        "counts",
        arguments: [
            (0, "零"), (1, "一"), (2, "二"), (9, "九"), (10, "十"), (11, "十一"), (12, "十二"), (19, "十九"),
            (20, "二十"), (22, "二十二"), (99, "九十九"), (100, "一百"), (101, "一百零一"), (102, "一百零二"),
            (110, "一百一十"), (111, "一百一十一"), (119, "一百一十九"), (120, "一百二十"), (200, "两百"),
            (202, "两百零二"), (222, "两百二十二"), (999, "九百九十九"), (1000, "一千"), (1001, "一千零一"),
            (1010, "一千零一十"), (1011, "一千零一十一"), (1020, "一千零二十"), (1100, "一千一百"), (1200, "一千二百"),
            (1205, "一千二百零五"), (2000, "两千"), (2002, "两千零二"), (2200, "两千二百"), (2222, "两千二百二十二"),
            (9999, "九千九百九十九"), (10_000, "一万"), (10_001, "一万零一"), (10_010, "一万零一十"),
            (10_100, "一万零一百"), (10_200, "一万零二百"), (11_000, "一万一千"), (12_000, "一万两千"),
            (20_000, "两万"), (22_000, "两万两千"), (20_002, "两万零二"), (99_999, "九万九千九百九十九"),
            (100_000, "十万"), (110_000, "十一万"), (200_000, "二十万"), (1_000_000, "一百万"),
            (2_000_000, "两百万"), (12_000_000, "一千二百万"), (20_000_000, "两千万"), (100_000_000, "一亿"),
            (200_000_000, "两亿"), (100_000_001, "一亿零一"), (100_010_000, "一亿零一万"),
            (120_003_400, "一亿两千万三千四百"), (999_999_999_999, "九千九百九十九亿九千九百九十九万九千九百九十九"),
            (-5, "负五"), (-2, "负二"),
        ])
    func counts(number: Int, text: String) throws { try expect(.number(number), text) }

    @Test("reads a number that nobody counts to digit by digit")
    func hugeNumbers() throws {
        try expect(.number(1_000_000_000_000), "幺零零零零零零零零零零零零")
        try expect(.number(.min), "负九二二三三七二零三六八五四七七五八零八")
    }

    @Test(
        "says phone numbers in the groups people use, with 幺 for 1",
        arguments: [
            ("13800000001", "幺三八，零零零零，零零零幺"), ("12345", "幺二三四五"), ("110", "幺幺零"),
            ("+8613800000001", "加号八六，幺三八，零零零零，零零零幺"), ("010-55550123", "零幺零，五五五五，零幺二三"),
            ("*1#", "星号幺井号"), ("", ""), ("１２", "幺二"),
        ])
    func phones(digits: String, text: String) throws { try expect(.digits(digits), text) }

    @Test(
        "says a case number sign by sign, pausing at its separators",
        arguments: [
            ("2026-0310-0042", "二零二六，零三幺零，零零四二"), ("20260310", "二零二六，零三幺零"),
            ("202603101", "二零二六，零三幺，零幺"), ("GD-12", "GD，幺二"), ("--7--", "七"), ("号", ""),
        ])
    func caseNumbers(number: String, text: String) throws { try expect(.caseNumber(number), text) }

    @Test(
        "puts in order, with 二",
        arguments: [
            (1, "第一"), (2, "第二"), (10, "第十"), (12, "第十二"), (31, "第三十一"), (32, "第三十二"), (100, "第一百"),
            (102, "第一百零二"), (200, "第二百"), (2000, "第两千"), (0, "第零"), (-1, "第负一"),
        ])
    func ordinals(number: Int, text: String) throws { try expect(.ordinal(number), text) }

    @Test(
        "says a place in line as a sentence",
        arguments: [
            (1, "下一位就是您。"), (2, "您现在排在第二位。"), (12, "您现在排在第十二位。"), (20, "您现在排在第二十位。"),
            (21, "您现在排在第二十一位"), (200, "您现在排在第二百位"), (0, "下一位就是您。"), (-3, "下一位就是您。"),
        ])
    func positions(place: Int, text: String) throws { try expect(.position(place), text) }

    @Test("says dates from the year down")
    func dates() throws {
        try expect(.date(year: nil, month: 3, day: 2, weekday: 2), "三月二日星期二")
        try expect(.date(year: 2026, month: 12, day: 31, weekday: nil), "二零二六年十二月三十一日")
        try expect(.date(year: 1999, month: 1, day: 1, weekday: 7), "一九九九年一月一日星期日")
        try expect(.date(year: 2000, month: 10, day: 10, weekday: 1), "二零零零年十月十日星期一")
        try expect(.date(year: 800, month: 13, day: 40, weekday: 9), "八百年十三四十")
        try expect(.date(year: nil, month: -1, day: 0, weekday: 0), "负一零")
    }

    @Test(
        "says the time with the part of the day",
        arguments: [
            (0, 0, "凌晨零点整"), (0, 5, "凌晨零点零五分"), (2, 0, "凌晨两点整"), (6, 30, "早上六点半"),
            (8, 5, "早上八点零五分"), (9, 15, "上午九点十五分"), (11, 59, "上午十一点五十九分"), (12, 0, "中午十二点整"),
            (12, 30, "中午十二点半"), (13, 2, "下午一点零二分"), (14, 22, "下午两点二十二分"), (17, 30, "下午五点半"),
            (18, 0, "晚上六点整"), (23, 10, "晚上十一点十分"), (24, 0, "晚上十二点整"), (24, 1, "二十四一"),
            (25, 0, "二十五零"), (8, 60, "八六十"), (-1, -1, "负一负一"),
        ])
    func times(hour: Int, minute: Int, text: String) throws {
        try expect(.timeOfDay(hour: hour, minute: minute), text)
    }

    @Test(
        "says money in 元, 角 and 分",
        arguments: [
            (0, "零元"), (5, "五分"), (2, "两分"), (20, "两角"), (34, "三角四分"), (22, "两角二分"), (100, "一元"),
            (200, "两元"), (205, "两元零五分"), (230, "两元三角"), (222, "两元二角二分"), (1234, "十二元三角四分"),
            (1000, "十元"), (20_000, "两百元"), (200_000, "两千元"), (123_456_00, "十二万三千四百五十六元"), (-150, "负一元五角"),
        ])
    func money(fen: Int, text: String) throws { try expect(.money(minorUnits: fen), text) }

    @Test(
        "counts minutes with 两, and hours from sixty on",
        arguments: [
            (0, "零分钟"), (1, "一分钟"), (2, "两分钟"), (12, "十二分钟"), (30, "三十分钟"), (60, "一小时"), (65, "一小时零五分钟"),
            (90, "一小时三十分钟"), (120, "两小时"), (132, "两小时十二分钟"), (-4, "零分钟"),
        ])
    func minutes(count: Int, text: String) throws { try expect(.minutes(count), text) }

    @Test(
        "says a wait as people do",
        arguments: [
            (3...5, "三到五分钟"), (2...4, "两到四分钟"), (1...2, "一到两分钟"), (0...1, "不到一分钟"), (0...0, "不到一分钟"),
            (0...5, "不到五分钟"), (5...5, "大约五分钟"), (10...15, "十到十五分钟"), (50...70, "五十分钟到一小时十分钟"),
            (-5...(-1), "不到一分钟"), (-5...8, "不到八分钟"),
        ])
    func waits(range: ClosedRange<Int>, text: String) throws { try expect(.minutesRange(range), text) }

    @Test("counts days", arguments: [(0, "零天"), (1, "一天"), (2, "两天"), (15, "十五天"), (-1, "零天")])
    func days(count: Int, text: String) throws { try expect(.days(count), text) }
}
