import Testing

@testable import CivicDialplan

@Suite("Keys in the text of a prompt")
struct KeyClausesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        /// `1` words first, `!1` key first, `?1` nothing said of it.
        var expected: String
        var testDescription: String { text }
    }

    static let cases = [
        Case(text: "For pensions, press 1. For subsidies, press 2.", expected: "1 2"),
        Case(text: "Press 1 for pensions. Press 2 for subsidies.", expected: "!1 !2"),
        Case(text: "press 1 for pensions, press 2 for subsidies", expected: "!1 !2"),
        Case(text: "For pensions press 1, for subsidies press 2", expected: "1 2"),
        Case(text: "Press 1 for pensions or 2 for subsidies.", expected: "!1"),
        Case(text: "Press 1 or 2.", expected: "?1 ?2"),
        Case(text: "To go on, press 1 or 2.", expected: "1 ?2"),
        Case(text: "Your case: 1. A person: 0.", expected: "1 0"),
        Case(text: "You can press 0 for a person at any time.", expected: "!0"),
        Case(text: "To go back, press star. To end, press the pound key.", expected: "* #"),
        Case(text: "For pensions, press one. For subsidies, push 2.", expected: "1 2"),
        Case(text: "When you have written it down, hang up, or press pound to go on.", expected: "#"),
        Case(text: "We answer within 3 days, or in 1.5 hours. Call 12345.", expected: ""),
        Case(text: "We are impressed. Pressing on.", expected: ""),
        Case(text: "养老金，请按1。补贴，请按2。", expected: "1 2"),
        Case(text: "按1查询养老金，按2查询补贴。", expected: "!1 !2"),
        Case(text: "查进度按1，反映问题按2，转人工按0。", expected: "1 2 0"),
        Case(text: "您随时可以按0转人工。", expected: "!0"),
        Case(text: "登记问题请按1，返回请按星号键，继续按井号键。", expected: "1 * #"),
        Case(text: "按9，系统会马上挂断。", expected: "!9"),
        Case(text: "请按四位数字的出生年份，请再按一次，我们会按顺序接听。", expected: ""),
        Case(text: "养老金请按一，补贴请拨二。", expected: "1 2"),
        Case(text: "这里是热线12345。", expected: ""),
        Case(text: "How content were you? To rate us, press 1 to 3.", expected: "1 2 3"),
        Case(text: "Press 1 to 3 to rate us. Press 4 to talk to us.", expected: "!1 !2 !3 !4"),
        Case(text: "评价请按1到3。", expected: "1 2 3"),
    ]

    @Test("are found, and whether their matter is said before them", arguments: cases)
    func found(_ example: Case) {
        let texts = KeyClauses.mentions(in: example.text).map { mention in
            switch mention.order {
            case .wordsFirst: String(mention.key)
            case .keyFirst: "!\(mention.key)"
            case .bare: "?\(mention.key)"
            }
        }
        #expect(texts.joined(separator: " ") == example.expected)
    }

    @Test("carry the words behind them up to the next comma")
    func phrases() {
        #expect(
            KeyClauses.mentions(in: "Press 1 for pensions, and 按2查询补贴，谢谢。").map(\.order) == [
                .keyFirst("for pensions"), .keyFirst("查询补贴"),
            ])
    }
}
