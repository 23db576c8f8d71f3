import CivicCore
import Testing

@Suite struct DiagnosticTests {
    @Test("a line reads as compilers write it")
    func line() {
        let diagnostic = Diagnostic(
            file: "dialplans/county.yaml", line: 12, column: 5, message: "no step is called 'pensoin'",
            suggestion: "did you mean 'pension'?", rule: "unknown-step")
        #expect(
            "\(diagnostic)"
                == "dialplans/county.yaml:12:5: error: no step is called 'pensoin'; did you mean 'pension'? [unknown-step]"
        )
    }

    @Test("a fault of the whole file names no line")
    func wholeFile() {
        #expect(
            "\(Diagnostic(file: "a.yaml", line: 0, column: 0, message: "empty", rule: "x"))"
                == "a.yaml: error: empty [x]")
    }
}
