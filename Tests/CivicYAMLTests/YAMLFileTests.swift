import CivicCore
import CivicYAML
import Testing

@Suite struct YAMLFileTests {
    @Test("values know their place and what they may be")
    func values() throws {
        let value = try YAMLFile.parse("port: 5060\nname: \"12\"\nwait: 800ms\nopen: yes\nlist: [a, b]\n", file: "t")
        #expect(value["port"]?.integer == 5060)
        #expect(value["port"]?.line == 1)
        #expect(value["port"]?.column == 7)
        #expect(value["name"]?.integer == nil)
        #expect(value["name"]?.string == "12")
        #expect(value["wait"]?.duration == .milliseconds(800))
        #expect(value["open"]?.boolean == true)
        #expect(value["list"]?.sequence?.count == 2)
    }

    @Test(
        "durations", arguments: [("2m", Duration.seconds(120)), ("1.5s", .milliseconds(1500)), ("1 h", .seconds(3600))])
    func durations(text: String, expected: Duration) throws {
        #expect(try YAMLFile.parse("t: \(text)", file: "t")["t"]?.duration == expected)
    }

    @Test(
        "what could grow or mislead is refused with its place",
        arguments: [
            ("a: &x 1\nb: *x", "t:1:4: error: anchors and aliases are not taken [anchor]"),
            ("a: 1\na: 2", "t:2:1: error: 'a' stands more than once in this mapping [duplicate-key]"),
            (
                "x:\n  - b: { a: 1 }\n    # a:\n    c: 2\n\n    \"b\": 3",
                "t:6:5: error: 'b' stands more than once in this mapping [duplicate-key]"
            ),
            ("x: { a: 1, a: 2 }", "t:1:6: error: 'a' stands more than once in this mapping [duplicate-key]"),
            ("a: 1\nb: \u{0}", "t:2:4: error: a control character stands here; save the file as plain text [encoding]"),
            ("a:\n\tb: 1", "t:2:1: error: a tab indents this line; YAML takes spaces [tab]"),
            ("", "t:1:1: error: the file is empty [empty-file]"),
            ("a: [1, 2", "[yaml]"),
        ])
    func refused(text: String, expected: String) {
        let error = #expect(throws: Diagnostics.self) { try YAMLFile.parse(text, file: "t") }
        #expect(error?.description.hasSuffix(expected) == true, "\(error?.description ?? "")")
    }

    @Test("a byte order mark in front, and line ends of another system, change nothing")
    func marks() throws {
        let value = try YAMLFile.parse("\u{FEFF}port: 5060\r\nname: x\r\n", file: "t")
        #expect(value["port"]?.integer == 5060 && value["name"]?.string == "x")
    }

    @Test("a bomb of aliases, a deep file and a large file end at once with one diagnostic")
    func bombs() {
        let bomb = "a: &a [x,x]\n" + (1...40).map { "b\($0): &b\($0) [*a,*a]" }.joined(separator: "\n")
        let deep = String(repeating: "[", count: 100_000)
        let deepButClosed = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        let large = "a: \"" + String(repeating: "x", count: 3 << 20) + "\""
        let wide = "a: [" + String(repeating: "1,", count: 250_000) + "1]"
        for text in [bomb, deep, deepButClosed, large, wide] {
            let error = #expect(throws: Diagnostics.self) { try YAMLFile.parse(text, file: "t") }
            #expect(error?.all.count == 1)
        }
    }
}
