import CivicCore
import Testing

@Suite struct PhoneNumberTests {
    private static let countyRule = NumberingRule(
        countryCode: "86", internationalPrefix: "00", trunkPrefix: "0", shortestNational: 10, areaCode: "517",
        localLength: 8)

    @Test(
        "spellings of one number share one key",
        arguments: [
            "+86 199 0000 0001", "8619900000001", "008619900000001", "19900000001", "019900000001",
            "+86-199-0000-0001",
        ])
    func oneKey(raw: String) {
        #expect(NumberingRule.china.number(from: raw) == PhoneNumber(raw: raw, key: "+8619900000001"))
    }

    @Test("short codes and extensions are left alone", arguments: ["12345", "110", "1001"])
    func shortCodes(raw: String) {
        #expect(NumberingRule.china.number(from: raw)?.key == raw)
    }

    @Test("a local number is completed with the area code")
    func localNumber() {
        #expect(Self.countyRule.number(from: "55501234")?.key == "+8651755501234")
        #expect(NumberingRule.china.number(from: "55501234")?.key == "55501234")
    }

    @Test("a foreign number keeps its country code")
    func foreign() {
        #expect(NumberingRule.china.number(from: "0014155550100")?.key == "+14155550100")
    }

    @Test(
        "what is no number is refused",
        arguments: ["", "anonymous", "+", "12345678901234567890123", "+1234567890123456", "1;drop table", "١٢٣٤٥"])
    func refused(raw: String) {
        #expect(NumberingRule.china.number(from: raw) == nil)
    }
}
