import CivicCRM
import CivicCore
import Foundation
import Glibc
import Testing

@Suite("Finding articles by everyday words")
struct ArticleIndexTests {
    static func article(
        _ id: String, _ chinese: String, _ english: String, words: [String] = [], parts: [Language: [String]]? = nil
    ) -> Article {
        Article(
            id: id, version: 1, names: [.mandarin: chinese, .english: english], unit: "bureau", services: ["s-\(id)"],
            reviewBy: LocalDate(dayNumber: 20_700), lastDay: LocalDate(dayNumber: 20_900),
            parts: parts ?? [.mandarin: ["到镇上窗口办理。"], .english: ["Go to the counter in your town."]], words: words)
    }

    private static let articles = [
        article(
            "pension", "养老金领取资格认证", "Renewing the proof for a pension", words: ["老人补贴", "活着证明"],
            parts: [
                .mandarin: ["领取养老金的人，每十二个月要做一次资格认证。"],
                .english: ["Whoever draws a pension renews the proof once every twelve months."],
            ]),
        article("cow", "养殖业保险理赔", "Livestock insurance claims", words: ["牛死了怎么赔", "cow insurance"]),
        article("water", "自来水停水报修", "Reporting a water failure", words: ["没水", "no water"]),
        article("school", "义务教育入学", "Enrolling a child at school", words: ["娃上学", "kids school"]),
    ]

    @Test(
        "the words that people say find what is meant, in either script and as it is typed with Latin letters",
        arguments: [
            ("老人补贴怎么领", "pension"), ("请问养老钱在哪里领", "pension"), ("cow insurance money", "cow"),
            ("我家的牛死了能赔吗", "cow"), ("停水", "water"), ("no water for two days", "water"),
            ("schools for kids", "school"), ("yanglaojin", "pension"), ("RENEWED proofs", "pension"), ("上学", "school"),
        ])
    func finds(question: String, id: String) {
        #expect(ArticleIndex(Self.articles).find(question, limit: 3).first?.id == id)
    }

    @Test("what nobody has written finds nothing", arguments: ["", "怎么", "how do I", "天气预报", "?!", "x"])
    func nothing(question: String) {
        #expect(ArticleIndex(Self.articles).find(question, limit: 3).isEmpty)
    }

    @Test("the name of a service finds its articles; the better place comes first; the limit holds")
    func order() {
        let index = ArticleIndex(
            [
                Self.article("one", "其他", "Other", parts: [.mandarin: ["也可以申请低保。"], .english: ["Or welfare."]]),
                Self.article("two", "低保申请", "Applying for welfare"),
            ], serviceNames: ["s-one": ["危房改造"]])
        // In passing is not what was asked for.
        #expect(index.find("低保", limit: 5).map(\.id) == ["two"])
        #expect(index.find("危房", limit: 5).map(\.id) == ["one"])
        #expect(index.find("welfare", limit: 1).map(\.id) == ["two"])
        #expect(index.find("welfare", limit: 0).isEmpty)
    }

    @Test("five thousand articles are searched in less than 20 ms")
    func speed() {
        let syllables = Array("养老金医保低保社保学校入学水电路灯危房补贴种子农药牛羊猪鸡鱼保险理赔户口身份证结婚生育退役军人残疾救助")
        var generator = SplitMix64(seed: 7)
        func words(_ count: Int) -> String {
            String((0..<count).map { _ in syllables[Int.random(in: 0..<syllables.count, using: &generator)] })
        }
        let many = (0..<5_000).map { number in
            Self.article(
                "a\(number)", words(8), "Article \(number)", words: [words(4), words(5)],
                parts: [.mandarin: [words(120), words(120)], .english: ["Go to the counter.", "Take your card."]])
        }
        let index = ArticleIndex(many + Self.articles)
        let questions = ["老人补贴怎么领", "cow insurance money", "养老金医保", "没水了", "school for my kids"]
        var slowest = Duration.zero
        for question in questions {
            // This thread's own time: other tests share the machine.
            let before = Self.processorTime
            #expect(index.find(question, limit: 8).count <= 8)
            slowest = max(slowest, Self.processorTime - before)
        }
        #expect(slowest < .milliseconds(20), "\(slowest)")
        #expect(index.find("老人补贴怎么领", limit: 8).first?.id == "pension")
    }

    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
