/// One change of step within a walk, for coverage and traffic.
package struct WayTaken: Hashable, Sendable {
    /// The plan that both steps are in.
    package var plan: String
    /// Where a call comes in from another plan, the step that it comes to: the one that it left is none of this plan.
    package var from: StepID
    /// Which of the step's exits it was; `nil` for what leads away from anywhere: 0 to the person, a caller who has
    /// lost the way, the longest call, and a step that begins again by itself.
    package var cause: Exit.Cause?
    package var to: StepID
}

extension Walk {
    /// Whether nothing goes on before the caller does something, or time passes that the caller is given for it.
    package var isCallersTurn: Bool {
        guard speech == nil else { return false }
        switch stay {
        case .listening, .collecting, .confirming, .ended: return true
        case .recording(let recording):
            if case .running = recording.phase { return true }
            return false
        case .waiting(let waiting):
            if case .joining = waiting.phase { return false }
            return true
        case .passing:
            // A key does nothing before the call is answered.
            if case .ring = plan[step].action { return false }
            return true
        case .transferring(let transferring):
            if case .talking = transferring.phase { return true }
            return false
        case .surveying(let surveying):
            switch surveying.phase {
            case .asking(until: .some), .recording: return true
            case .asking, .inviting, .beeping: return false
            }
        case .arriving, .saying, .inquiring, .openingCase, .reading, .leaving: return false
        }
    }
}
