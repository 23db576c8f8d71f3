package import CivicCore
package import Foundation

/// Bounds that a plan sets itself.
package struct PlanLimits: Sendable, Equatable {
    /// From every step that waits for a key, a person is at most this many keys away.
    package var keysToPerson = 3
    /// Questions that callers may be asked whom `human-first` brings to a person.
    package var humanFirst = 0
    /// Choices of one menu, without 0, star and pound.
    package var menuOptions = 3
    /// How long a prompt that asks for keys may take to hear.
    package var prompt = Duration.seconds(20)
    /// Keys after which a caller is taken to have lost the way and is brought to a person.
    package var keys = 60
    /// How long a call may stay outside of the waiting line and without an agent.
    package var longestCall = Duration.seconds(1_800)

    package init() {}
}

/// A compiled dialplan: closed, finite, and resolved against the configuration of the day it was compiled.
///
/// Calls in progress keep the plan they began with, so it holds everything that walking it takes.
package struct Plan: Sendable {
    package let name: String
    /// The file it was read from, for messages.
    package let file: String
    /// Called numbers, in the order of the file.
    package let answers: [String]
    /// The first is the one that a call begins in.
    package let languages: [Language]
    package let start: StepID
    /// Called numbers that begin elsewhere than at `start`.
    package let entries: [String: StepID]
    /// Where other plans come in.
    package let doors: [String: StepID]
    /// Where 0 and a lost caller lead; `nil` in a plan that says `person: none`.
    package let person: StepID?
    package internal(set) var steps: [Step]
    package let limits: PlanLimits
    /// Of the plan's calendar; dates and times are spoken in it.
    package let timeZone: TimeZone
    /// Those that the plan names, by id.
    package internal(set) var calendars: [String: WorkingCalendar]
    /// Prompt for a call that is ended because the daemon stops; `nil` when there is none.
    package let shuttingDown: String?
    /// Tells versions apart: FNV-1a over the text, 64 bits in hexadecimal. No protection against forgery.
    package let contentHash: String
    /// SHA-256 of the file that the calendars come from, for the records of calls.
    package var calendarsHash: String?
    /// The plans that this one was compiled with; `nil` until they are linked.
    var others: PlanSet?
    /// Where each called number stands in the file.
    let answerPlaces: [String: (line: Int, column: Int)]

    package subscript(id: StepID) -> Step { steps[id.index] }

    /// Nobody comes into it: the hotline makes calls by it.
    package var isOfOwnCalls: Bool { answers.isEmpty && doors.isEmpty }

    package func step(named name: String) -> Step? { steps.first { $0.name == name } }

    /// Where a call to this number begins.
    package func entry(for calledNumber: String) -> StepID { entries[calledNumber] ?? start }

    /// The called number at which people of units reach citizens by code: it leads to a step `relay` first.
    package var relayNumber: String? {
        answers.first { number in
            let entry = self[entry(for: number)].name
            return steps.contains { step in
                if case .lookUp(let lookUp) = step.action {
                    lookUp.source == StepWord.relay.rawValue && step.name.hasPrefix(entry + "/")
                } else {
                    false
                }
            }
        }
    }

    /// Where calls begin or come in from other plans, each once.
    var beginnings: [StepID] {
        var seen: Set<StepID> = []
        let all = answers.map { entry(for: $0) } + [start] + doors.sorted { $0.key < $1.key }.map(\.value)
        return all.filter { seen.insert($0).inserted }
    }

    /// FNV-1a over the text, 64 bits in hexadecimal.
    package static func contentHash(of text: String) -> String {
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension [Plan] {
    /// Called numbers that more than one plan answers.
    package var duplicateAnswers: [Diagnostic] {
        var first: [String: Plan] = [:]
        var found: [Diagnostic] = []
        for plan in self {
            for number in plan.answers {
                guard let other = first[number] else {
                    first[number] = plan
                    continue
                }
                let place = plan.answerPlaces[number] ?? (line: 0, column: 0)
                found.append(
                    Diagnostic(
                        file: plan.file, line: place.line, column: place.column,
                        message: "'\(number)' is answered by '\(other.name)' (\(other.file)) already",
                        rule: "duplicate-answer"))
            }
        }
        return found
    }
}
