/// The words of files of tests, for completion in an editor.
package enum PlanTestVocabulary {
    /// What may stand in a test; `today` and `calendars` also at the head of the file.
    package static let test =
        [
            "name", "at", "caller", "called", "language", "look-ups", "surge", "township", "cases", "line", "transfer",
            "calendars",
            "call",
        ] + PlanTestWord.short.map(\.rawValue)
    /// What may happen in a call.
    package static let acts = PlanTestWord.allCases.map(\.rawValue)
    /// Those of them that say all by themselves.
    package static let actsAlone = PlanTestWord.allCases.filter(\.isAlone).map(\.rawValue)
    /// What may be expected.
    package static let expectations = ExpectationWord.allCases.map(\.rawValue)
}
