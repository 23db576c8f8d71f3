import CivicCore
package import Foundation

/// One call that a plan has to serve as its administrator expects: who calls when, what happens, what must be heard.
///
/// What a test does not state has a sensible answer: look-ups find nothing, cases are opened, a place in line is given,
/// all of it at once.
package struct PlanTest: Sendable, Equatable {
    package var name: String
    /// Of the test in its file, from 1.
    package var line: Int
    /// Of the test in its file, from 1.
    package var column: Int
    package var context: CallerContext
    /// When the call comes in.
    package var begin: Date
    /// Calendars of the plan that keep other hours in this test, by id.
    var calendars: [String: WorkingCalendar]
    var answers: Answers
    var acts: [Act]

    /// What the host answers, in turn; the last goes on being answered.
    struct Answers: Sendable, Equatable {
        var lookUps: [String: [LookUp]] = [:]
        var cases: [Case] = []
        var line: [Line] = []
        /// How those answer whom the caller is put through to.
        var transfers: [TransferNews] = []

        enum LookUp: Sendable, Equatable {
            case outcome(LookUpOutcome)
            case late
        }

        enum Case: Sendable, Equatable {
            case opened(String)
            case failed
            case late
        }

        enum Line: Sendable, Equatable {
            case joined(QueuePlace)
            case refused
            case late
        }
    }

    /// One thing that happens, or that must have happened by now.
    struct Act: Sendable, Equatable {
        var action: Action
        var line: Int
        var column: Int
    }

    enum Action: Sendable, Equatable {
        /// Groups of keys: each is pressed when it is the caller's turn, the keys in it one right after the other.
        case keys([String])
        /// Pressed now, whatever is being said.
        case keysAtOnce(String)
        /// The caller listens until it is the caller's turn.
        case listen
        /// Time passes, whatever happens in it.
        case wait(Duration)
        /// The caller does nothing until the wait for the caller is over, so many times.
        case silence(Int)
        /// The caller speaks into the recording.
        case speak(Duration)
        /// News of the place in line, and of the agent.
        case news(QueueNews)
        /// The talk with whom the caller was put through to is over.
        case transferOver
        case hangUp
        case shutDown
        case expect([Expectation])
        case expectNot([Expectation])
    }
}
