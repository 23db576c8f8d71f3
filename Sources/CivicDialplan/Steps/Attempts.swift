/// What happens when a step that waits for the caller gets nothing, or nothing that it can use.
///
/// Every miss takes the branch `silence` or `wrong-key`; the miss that uses up the attempts takes `exhausted`. Misses
/// are counted per step until the step gets what it waits for, wherever the branches lead in between. So a caller
/// who does nothing goes round a bounded number of times, whatever the plan looks like.
package struct Attempts: Hashable, Sendable {
    /// Misses that are borne, counting the last.
    package var count: Int
    /// From the end of the prompt to the first key.
    package var wait: Duration
    package var silence: StepID
    package var wrongKey: StepID
    package var exhausted: StepID
    /// What was keyed is not what it has to be; `wrongKey` where absent.
    package var checkFailed: StepID? = nil

    var exits: [Exit] {
        [
            Exit(cause: .silence, target: silence), Exit(cause: .wrongKey, target: wrongKey),
            Exit(cause: .exhausted, target: exhausted),
        ] + (checkFailed.map { [Exit(cause: .checkFailed, target: $0)] } ?? [])
    }
}
