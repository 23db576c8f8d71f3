import Foundation
import Testing

@testable import CivicDialplan

@Suite("Expressions")
struct ExpressionTests {
    private static let types: [String: DialplanType] = [
        "n": .number, "f": .flag, "t": .text, "s": .oneOf(["a", "b"]), "d": .date, "now": .date, "gone": .number,
    ]
    private static let values: [String: DialplanValue] = [
        "n": .number(3), "f": .flag(true), "t": .text("x"), "s": .text("a"), "d": .date(.distantPast),
        "now": .date(Date(timeIntervalSince1970: 0)),
    ]

    private static func holds(_ text: String) throws -> Bool {
        var parser = ExpressionParser(types: types)
        return try parser.parse(text).expression.holds { values[$0] ?? .absent }
    }

    @Test(
        "hold",
        arguments: [
            "f", "n == 3", "n != 4", "n > 2 and n < 4", "n >= 3 and n <= 3", "n > -1", "not n > 3", "not not f",
            "t == \"x\"", "t == 'x'", "s in [\"a\", \"b\"]", "n not in [1, 2]", "d < now", "has n", "not has gone",
            "f and (n == 9 or s == \"a\")", "n == 9 or f and s == 'a'", "true", "not false", "s != \"b\"",
        ])
    func hold(text: String) throws { #expect(try Self.holds(text)) }

    @Test(
        "do not hold",
        arguments: [
            "not f", "n == 4", "n > 3", "t == \"y\"", "s in [\"b\"]", "now < d", "gone == 3", "gone != 3", "gone < 3",
            "false", "f and not f", "f and n == 9 or s == \"b\"",
        ])
    func doNotHold(text: String) throws { #expect(try !Self.holds(text)) }

    @Test(
        "are refused",
        arguments: [
            ("n ==", 4), ("(f", 2), ("f f", 2), ("n == f", 5), ("t < \"y\"", 2), ("f or n", 5), ("n in [f]", 6),
            ("n in 3", 5), ("\"x", 0), ("n + 1", 2), ("has 3", 4), ("s == \"c\"", 5), ("99999999999999999999 == n", 0),
            ("", 0), ("not", 3),
        ])
    func refused(text: String, offset: Int) {
        var parser = ExpressionParser(types: Self.types)
        #expect {
            try parser.parse(text)
        } throws: { error in
            (error as? ExpressionError)?.offset == offset
        }
    }
}
