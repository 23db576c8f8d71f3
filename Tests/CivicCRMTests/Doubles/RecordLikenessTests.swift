import CivicCRM
import CivicCore
import Testing

@Suite("Whether two records are about one person")
struct RecordLikenessTests {
    private static func traits(
        _ name: String, born: Int? = 1944, end: String? = nil, township: String = "金谷镇", phones: Set<Int64> = [],
        households: Set<Int64> = []
    ) -> RecordTraits {
        RecordTraits(
            citizen: Citizen(
                id: 1, name: name, birthYear: born, language: .mandarin, township: township, village: nil,
                idSuffix: end, pinHash: nil, accessibility: nil), phones: phones, households: households)
    }

    private static func likeness(_ one: RecordTraits, _ other: RecordTraits) -> RecordLikeness {
        let likeness = RecordLikeness(one, other)
        #expect(likeness == RecordLikeness(other, one), "it does not matter which is which")
        return likeness
    }

    @Test("a name alone, a telephone alone and a year alone are no reason")
    func alone() {
        let pairs = [
            (Self.traits("王秀兰", born: nil), Self.traits("王秀兰", born: nil)),
            (Self.traits("王秀兰", born: 1944), Self.traits("王秀兰", born: 1971, township: "白云乡")),
            (Self.traits("王秀兰", phones: [7]), Self.traits("李建国", phones: [7])),
            (Self.traits("王秀兰", end: "4821"), Self.traits("李建国", end: "4821", township: "白云乡")),
            (Self.traits("王秀兰", end: "4821"), Self.traits("李建国", end: "4821")),
            (Self.traits("王秀兰", born: nil, end: "4821"), Self.traits("王秀兰", born: nil, end: "4821")),
        ]
        for (one, other) in pairs {
            let likeness = Self.likeness(one, other)
            #expect(likeness.reasons.isEmpty && !likeness.isWorthLooking)
        }
    }

    @Test("two things that do not follow from one another are")
    func reasons() {
        let chen = Self.traits("陈玉珍", end: "8813", phones: [7])
        #expect(Self.likeness(chen, Self.traits("陈玉真", end: "8813", township: "白云乡")).reasons == [.identity])
        #expect(Self.likeness(chen, Self.traits("陈雅兰", end: "8813")).reasons == [.identityAndPlace])
        #expect(Self.likeness(chen, Self.traits("陈玉珍")).reasons == [.nameBirthAndPlace])
        #expect(Self.likeness(chen, Self.traits("陈玉真", born: nil, phones: [7])).reasons == [.phoneAndName])
        #expect(
            Self.likeness(chen, Self.traits("陈玉珍", end: "8813", phones: [7])).reasons
                == [.identity, .nameBirthAndPlace, .phoneAndName])
    }

    @Test("what speaks against it is told beside it")
    func doubts() {
        let chen = Self.traits("陈玉珍", end: "8813", phones: [7], households: [3])
        let sister = Self.traits("陈玉真", born: 1950, end: "0021", township: "白云乡", phones: [7], households: [3])
        let likeness = Self.likeness(chen, sister)
        #expect(likeness.reasons == [.phoneAndName])
        #expect(likeness.doubts == [.otherIdentity, .otherBirthYear, .otherTownship, .oneHousehold])
        #expect(Self.likeness(chen, Self.traits("陈雅兰", end: "8813")).doubts == [.otherName])
    }

    @Test("namesakes of one year and place with ends that differ are two people, unless they share a telephone")
    func namesakes() {
        let one = Self.traits("李伟", end: "1111", phones: [7])
        #expect(!Self.likeness(one, Self.traits("李伟", end: "2222")).isWorthLooking)
        #expect(Self.likeness(one, Self.traits("李伟", end: "2222", phones: [7])).isWorthLooking)
        #expect(Self.likeness(one, Self.traits("李伟")).isWorthLooking)
    }

    @Test("names sound alike by their readings, and names without one by their letters")
    func readings() {
        #expect(NameReading.agree("陈玉珍", "陈玉真") && NameReading.agree("Emma Clarke", "emma clarke"))
        #expect(!NameReading.agree("陈玉珍", "陈玉兰") && !NameReading.agree("50%", "51%") && NameReading.agree("·", "·"))
    }
}
