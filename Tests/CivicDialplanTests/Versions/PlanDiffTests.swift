import Testing

@testable import CivicDialplan

@Suite("The difference between two versions")
struct PlanDiffTests {
    static let old = """
        dialplan: t
        steps:
          start: { say: hello, then: menu }
          menu:
            menu: home
            keys: { 1: bye }
          gone: { say: a, then: bye }
          bye: { goodbye: bye }

        """

    @Test("names steps that came, went and changed")
    func steps() {
        let new = Self.old.replacing("{ 1: bye }", with: "{ 1: bye, 2: next }")
            .replacing("  gone: { say: a, then: bye }\n", with: "  next: { say: a, then: bye }\n")
        let diff = PlanDiff(from: Self.old, to: new)
        #expect(diff.added == ["next"] && diff.removed == ["gone"] && diff.changed == ["menu"])
    }

    @Test("a step that moved or is set in other lines is none that changed")
    func moved() {
        let new = """
            dialplan: t
            steps:
              bye: { goodbye: bye }
              start:
                then: menu
                say: hello
              gone: { say: a, then: bye }
              menu: { menu: home, keys: { 1: bye } }

            """
        let diff = PlanDiff(from: Self.old, to: new)
        #expect(diff.added.isEmpty && diff.removed.isEmpty && diff.changed.isEmpty && !diff.isEmpty)
    }

    @Test("quoted and plain words are not the same")
    func quotes() {
        let diff = PlanDiff(from: Self.old, to: Self.old.replacing("say: hello", with: "say: \"hello\""))
        #expect(diff.changed == ["start"])
    }

    @Test("shows lines as diff -u does")
    func lines() {
        let new = Self.old.replacing("hello", with: "welcome")
        #expect(
            PlanDiff(from: Self.old, to: new).text == """
                @@ -1,6 +1,6 @@
                 dialplan: t
                 steps:
                -  start: { say: hello, then: menu }
                +  start: { say: welcome, then: menu }
                   menu:
                     menu: home
                     keys: { 1: bye }
                """)
    }

    @Test("changes far from each other stand in hunks of their own")
    func hunks() {
        let numbers = (1...40).map { "line \($0)" }
        var changed = numbers
        changed[4] = "five"
        changed.remove(at: 29)
        let diff = PlanDiff(from: numbers.joined(separator: "\n"), to: changed.joined(separator: "\n"))
        #expect(diff.hunks.map(\.header) == ["@@ -2,7 +2,7 @@", "@@ -27,7 +27,6 @@"])
        // Six lines between two changes are shown; they keep the changes in one hunk.
        changed = numbers
        changed[4] = "five"
        changed[11] = "twelve"
        #expect(
            PlanDiff(from: numbers.joined(separator: "\n"), to: changed.joined(separator: "\n")).hunks.map(\.header)
                == ["@@ -2,14 +2,14 @@"])
    }

    @Test("of equal texts is empty, of unreadable ones the lines are shown all the same")
    func edges() {
        #expect(PlanDiff(from: Self.old, to: Self.old).isEmpty)
        let diff = PlanDiff(from: Self.old, to: "a: [")
        #expect(diff.added.isEmpty && !diff.hunks.isEmpty)
        #expect(PlanDiff(from: "", to: "a").text == "@@ -1,0 +1,1 @@\n+a")
    }

    @Test("is bounded for texts of any length")
    func bounded() {
        let long = String(repeating: "x\n", count: PlanDiff.mostLines + 1)
        #expect(PlanDiff(from: long, to: long + "y").isTooLong)
        #expect(!PlanDiff(from: long, to: long).isTooLong)
    }
}
