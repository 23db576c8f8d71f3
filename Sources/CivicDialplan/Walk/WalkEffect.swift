package import CivicCore
package import CivicSpeech

/// What a recording is for.
package enum RecordingPurpose: String, Sendable, Equatable, CaseIterable {
    /// Becomes a case.
    case message
    /// For trying a line out; nothing is made of it.
    case test
    /// A word on the service, kept with a survey, or on a case that is disputed.
    case comment
}

/// Why a place in line is given up by the dialplan.
package enum QueueLeaving: String, Sendable, Equatable, CaseIterable {
    /// The caller chose something else by key, as a rule to leave a message.
    case message
    /// The wait became too long.
    case overflow
    case hungUp = "hung-up"
    /// The place could not be had, or its answer did not come in time.
    case closed
    /// The caller chose to be called back: the place is kept.
    case callBack = "call-back"
}

/// Why we end a call.
package enum HangUpReason: String, Sendable, Equatable, CaseIterable, CustomStringConvertible {
    /// The dialplan came to its end.
    case goodbye
    /// The agent has ended the conversation.
    case served
    /// Far more keys than a caller has reason to press: another machine, or a stuck key.
    case tooManyKeys = "too-many-keys"
    case longestCall = "longest-call"
    case shuttingDown = "shutting-down"
    case failed

    package var description: String { rawValue }
}

/// How a look-up went, for the agent's screen.
package enum LookUpNote: String, Sendable, Equatable, CustomStringConvertible {
    case found
    case notFound = "not-found"
    /// Asked wrongly too often.
    case locked
    case late
    case failed

    package var description: String { rawValue }
}

/// One line of what the caller did and heard, for the agent's screen.
package enum TrailNote: Sendable, Equatable {
    case entered
    case said([Utterance])
    case pressed(Character)
    /// `digits` is `••••` where the plan marks them secret.
    case collected(name: String, digits: String)
    case lookedUp(source: String, outcome: LookUpNote)
    case recorded(seconds: Int)
    case queued(queue: String)
}

/// What the walk wants done.
package enum WalkEffect: Sendable, Equatable {
    /// 180 Ringing.
    case ring
    /// Once, before the first effect that needs media.
    case answer
    /// Ends what was being said before.
    case say(WalkToken, [Utterance], Language, interruptible: Bool)
    case stopSpeaking
    /// Id of a looped clip, played whenever nothing is said; `nil` turns it off.
    case music(String?)
    /// - Parameters:
    ///   - hertz: frequency of a sine.
    ///   - dBFS: its level relative to full scale, RMS of a full-scale sine being 0.
    case tone(WalkToken, hertz: Double, dBFS: Double, Duration)
    /// A progress tone of the configured country; told and ended as a tone.
    case countryTone(WalkToken, CountryTone, Duration)
    case loopBack(Bool)
    case lookUp(WalkToken, source: String, arguments: [String: DialplanValue])
    case record(WalkToken, longest: Duration, purpose: RecordingPurpose)
    /// The recording is closed and reported by `recorded`.
    case stopRecording(WalkToken)
    /// - Parameters:
    ///   - recording: the case takes the last recording of this call, finished or just stopped.
    case openCase(WalkToken, service: String, recording: Bool, summary: String)
    case enqueue(WalkToken, queue: String, language: Language)
    case leaveQueue(WalkToken, QueueLeaving)
    /// - Parameter story: for the one who answers: what the caller did so far, without what is secret.
    case transfer(WalkToken, TransferTarget, ringFor: Duration, story: String?)
    /// The ringing stops; nothing more is told of it.
    case endTransfer(WalkToken)
    /// For the ledger.
    ///
    /// - Parameters:
    ///   - answers: 1 to 5 by question; what was not answered is not in it.
    ///   - commentSeconds: length of the comment, which is the last recording of this call.
    case survey(String, answers: [String: Int], commentSeconds: Int?)
    /// The last recording of this call says what is not solved in the case that was disputed.
    case comment(seconds: Int)
    /// An article was read out, all of it or some.
    ///
    /// - Parameters:
    ///   - heard: parts that were heard to their end.
    ///   - seconds: from the first part on, with what was heard again.
    case receipt(SpokenArticle, language: Language, heard: Int, seconds: Int)
    case setLanguage(Language)
    /// The caller has chosen it by key, so the next call from this number begins in it.
    case rememberLanguage(Language)
    case trail(step: String, TrailNote)
    case hangUp(HangUpReason)
}
