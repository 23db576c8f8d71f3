import CivicCore
import CivicSpeech

extension Walk {
    /// What a walk is doing in its step.
    enum Stay: Sendable {
        case arriving
        /// Says something and then goes on.
        case saying(then: StepID, by: Exit.Cause)
        /// Waits for one key; `nil` while it still speaks.
        case listening(until: MonotonicInstant?)
        case collecting(Collecting)
        case confirming(Confirming)
        case inquiring(Inquiring)
        case openingCase(OpeningCase)
        case recording(Recording)
        case waiting(Waiting)
        case transferring(Transferring)
        case surveying(Surveying)
        case reading(Reading)
        /// Rings, plays a tone, loops back or keeps quiet.
        case passing(until: MonotonicInstant?, token: WalkToken?)
        /// Says its last words.
        case leaving(HangUpReason)
        case ended
    }

    /// Something that is being said, in one or several languages one after the other.
    struct Speech: Sendable {
        var token: WalkToken
        var rest: [Passage]
        var isInterruptible: Bool
        var watchdog: MonotonicInstant
    }

    struct Passage: Sendable {
        var utterances: [Utterance]
        var language: Language
    }

    struct Collecting: Sendable {
        var rules: CollectRules
        var digits = ""
        /// By their numbers in the call.
        var keys: [Int] = []
        /// `nil` while it still speaks.
        var until: MonotonicInstant?
    }

    /// How digits are taken, for a `collect` and for the question to a household.
    struct CollectRules: Sendable {
        var length: ClosedRange<Int>
        var takesStar: Bool
        var terminator: Character?
        var wait: Duration
        var between: Duration
        var isInterruptible: Bool
        /// Where no answer begins with 0, it is the key for a person as in any menu.
        var zeroIsPerson = false
        /// 0 by itself is no answer, though it would be long enough.
        var loneZeroIsPerson = false
        /// What was keyed is not written down with the call.
        var isSecret = false
    }

    /// A question to a data source that is under way or answered.
    struct Inquiry: Sendable {
        var token: WalkToken
        var source: String
        var outcome: LookUpOutcome?
    }

    struct Inquiring: Sendable {
        var inquiry: Inquiry
        var until: MonotonicInstant
    }

    struct OpeningCase: Sendable {
        var token: WalkToken
        var until: MonotonicInstant
        /// `.some(nil)` when it failed.
        var outcome: String??
    }

    struct Recording: Sendable {
        enum Phase: Equatable {
            case prompting
            /// The tone after which the caller speaks.
            case beeping
            case running(WalkToken, since: MonotonicInstant, until: MonotonicInstant)
        }

        var phase = Phase.prompting
        var isStopped = false
    }

    struct Waiting: Sendable {
        enum Phase: Equatable {
            /// Who has answered our call hears who calls; `nil` while it is said.
            case greeting(Int, until: MonotonicInstant?)
            case joining(until: MonotonicInstant)
            case inLine
            case withAgent
        }

        var token: WalkToken
        var phase: Phase
        var position: Int?
        var wait: ClosedRange<Int>?
        var overflowAt: MonotonicInstant?
        /// `nil` while something is said.
        var announceAt: MonotonicInstant?
        /// To be said as soon as the present speech is over.
        var unsaid: [SpokenItem] = []
    }

    /// When the present stay has to end; what is said first does not count here.
    var stayDeadline: MonotonicInstant? {
        switch stay {
        case .listening(let until): until
        case .collecting(let collecting): collecting.until
        case .confirming(let confirming): confirming.until
        case .inquiring(let inquiring): speech == nil ? inquiring.until : nil
        case .openingCase(let opening): speech == nil ? opening.until : nil
        case .recording(let recording):
            if case .running(_, _, let until) = recording.phase { until } else { nil }
        case .waiting(let waiting):
            switch waiting.phase {
            case .greeting(_, let until): until
            case .joining(let until): until
            case .inLine, .withAgent: [waiting.overflowAt, waiting.announceAt].compactMap { $0 }.min()
            }
        case .transferring(let transferring):
            if case .ringing(_, let until) = transferring.phase { until } else { nil }
        case .surveying(let surveying):
            switch surveying.phase {
            case .asking(let until): until
            case .recording(_, _, let until): until
            case .inviting, .beeping: nil
            }
        case .passing(let until, _): until
        case .arriving, .saying, .reading, .leaving, .ended: nil
        }
    }

    /// Bounds what is not a wait for a person; half as long again is given for the way that leads from there.
    var longestCallDeadline: MonotonicInstant? {
        switch stay {
        case .arriving, .waiting, .leaving, .ended: return nil
        default: if isWithAgent { return nil }
        }
        let longest = plan.limits.longestCall
        return startedAt + (isPastLongestCall ? longest + longest / 2 : longest)
    }

    /// Ends the wait that is due.
    mutating func fire() {
        if let deadline = longestCallDeadline, deadline <= now {
            longestCallReached()
        } else if let speech, speech.watchdog <= now {
            stopSpeaking()
            spoke()
        } else {
            stayIsOver()
        }
    }

    private mutating func longestCallReached() {
        stopSpeaking()
        abandonStay()
        if let person = plan.person, !isPastLongestCall {
            isPastLongestCall = true
            go(person)
        } else {
            end(.longestCall)
        }
    }

    private mutating func stayIsOver() {
        switch stay {
        case .listening: missed(.silence)
        case .collecting(let collecting): digitsAreOver(collecting)
        case .confirming(let confirming): notConfirmed(confirming)
        case .inquiring(let inquiring): conclude(inquiring)
        case .openingCase(let opening): conclude(opening)
        case .recording(let recording): recordingIsLost(recording)
        case .waiting(let waiting): waitIsDue(waiting)
        case .transferring: transferIsOverdue()
        case .surveying(let surveying): surveyIsDue(surveying)
        case .passing: passed()
        case .arriving, .saying, .reading, .leaving, .ended: break
        }
    }
}
