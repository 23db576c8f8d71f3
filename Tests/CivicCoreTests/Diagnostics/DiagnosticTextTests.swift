import CivicCore
import Testing

@Suite("Diagnostics as text")
struct DiagnosticTextTests {
    private static let file = "dialplans/county.yaml"

    private static func text(
        _ source: String, line: Int, column: Int, suggestion: String? = nil, example: [String] = [],
        isColoured: Bool = false
    ) -> String {
        DiagnosticFormat.text.report(
            [
                Diagnostic(
                    file: file, line: line, column: column, message: "no step is called 'pensoin'",
                    suggestion: suggestion, rule: "unknown-step", example: example)
            ], sources: [file: source], isColoured: isColoured)
    }

    /// The quoted line and the one with the mark.
    private static func excerpt(_ source: String, line: Int = 1, column: Int) -> [String] {
        text(source, line: line, column: column).split(separator: "\n").dropFirst().map(String.init)
    }

    @Test("the line is quoted with its number, the word is marked, and the help stands below")
    func whole() {
        #expect(
            Self.text(
                "steps:\n  tell: { then: pensoin }\n", line: 2, column: 17, suggestion: "did you mean 'pension'?",
                example: ["start ─key 1→ tell", "silence"])
                    == """
                    dialplans/county.yaml:2:17: error: no step is called 'pensoin' [unknown-step]
                        2 |   tell: { then: pensoin }
                          |                 ^~~~~~~
                      help: did you mean 'pension'?
                      a call that shows it:
                        start ─key 1→ tell
                        silence

                    """)
    }

    @Test("the mark stands under its word behind signs that are two cells wide")
    func wideSigns() {
        #expect(
            Self.excerpt("say: \"养老金，请按1\" # 键", column: 18) == [
                "    1 | say: \"养老金，请按1\" # 键", "      |                        ^~",
            ])
        #expect(Self.excerpt("键: 养老金", column: 4) == ["    1 | 键: 养老金", "      |     ^~~~~~"])
    }

    @Test("a mark that combines takes no cell, a tab one")
    func narrowSigns() {
        #expect(Self.excerpt("e\u{301}: x", column: 5) == ["    1 | e\u{301}: x", "      |    ^"])
        #expect(Self.excerpt("a:\tx", column: 4) == ["    1 | a: x", "      |    ^"])
    }

    @Test("quoted text is marked to its closing quote")
    func quoted() {
        #expect(Self.excerpt("a: \"b c\" d", column: 4) == ["    1 | a: \"b c\" d", "      |    ^~~~~"])
        #expect(Self.excerpt("a: \"b c", column: 4) == ["    1 | a: \"b c", "      |    ^"])
    }

    @Test("a place behind the end of its line is marked there")
    func behindTheEnd() {
        #expect(Self.excerpt("a:", column: 9) == ["    1 | a:", "      |   ^"])
        #expect(Self.excerpt("", column: 1) == ["    1 | ", "      | ^"])
    }

    @Test("no line is quoted where there is none: whole files, lines beyond the end, files that are not at hand")
    func noLine() {
        let line = "dialplans/county.yaml: error: no step is called 'pensoin' [unknown-step]\n"
        #expect(Self.text("a", line: 0, column: 0) == line)
        #expect(Self.text("a", line: 7, column: 1) == line.replacing(": error", with: ":7:1: error"))
        let other = Diagnostic(file: "b.yaml", line: 1, column: 1, message: "empty", rule: "x")
        #expect(DiagnosticFormat.text.report([other]) == "b.yaml:1:1: error: empty [x]\n")
    }

    @Test("a line is quoted without a mark where no column is named")
    func noColumn() {
        #expect(Self.excerpt("a: b", column: 0) == ["    1 | a: b"])
    }

    @Test("what would move the cursor or turn the text round does not reach the terminal")
    func harmless() {
        #expect(Self.excerpt("a\u{1B}[2J\u{202E}b\r\nc", column: 1).first == "    1 | a\u{FFFD}[2J\u{FFFD}b")
    }

    @Test("a long line is cut around the place")
    func longLine() throws {
        let source = String(repeating: "x ", count: 500) + "wrong" + String(repeating: " y", count: 500)
        let lines = Self.excerpt(source, column: 1_001)
        let shown = try #require(lines.first).dropFirst(8)
        let mark = try #require(lines.last).dropFirst(8)
        #expect(shown.hasPrefix("…") && shown.hasSuffix("…"))
        #expect(shown.count <= 162)
        let start = mark.prefix { $0 == " " }.count
        #expect(shown.dropFirst(start).hasPrefix("wrong y"))
        #expect(mark.hasSuffix("^~~~~"))
    }

    @Test("any line and any place are quoted within bounds, the mark never behind the quoted line")
    func anyLine() {
        var random = SplitMix64(seed: 5)
        let signs: [Unicode.Scalar] = ["a", " ", "\"", "'", "养", "，", "\u{301}", "\t", "\u{7}", "-", "\u{200D}", "1"]
        for _ in 0..<2_000 {
            var source = ""
            for _ in 0..<Int.random(in: 0...400, using: &random) {
                source.unicodeScalars.append(signs.randomElement(using: &random) ?? "a")
            }
            let lines = Self.text(source, line: 1, column: Int.random(in: 1...500, using: &random))
                .split(separator: "\n").map { $0.unicodeScalars.count }
            #expect(lines.count == 3)
            // 8 of the gutter, 160 cells of at least half as many signs, a mark to combine with each, two dots.
            #expect(lines[1] <= 8 + 2 * 160 + 2 && lines[2] <= 8 + 162)
        }
    }

    @Test("colours come only where they are asked for")
    func colours() {
        #expect(!Self.text("a: b", line: 1, column: 4, suggestion: "x").contains("\u{1B}"))
        #expect(
            Self.text("a: b", line: 1, column: 4, suggestion: "x", isColoured: true)
                == """
                \u{1B}[1mdialplans/county.yaml:1:4:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m no step is called 'pensoin' [unknown-step]
                \u{1B}[34m    1 |\u{1B}[0m a: b
                \u{1B}[34m      |\u{1B}[0m \u{1B}[1;32m   ^\u{1B}[0m
                  \u{1B}[1mhelp:\u{1B}[0m x

                """)
    }
}
