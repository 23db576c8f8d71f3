package import CivicCore
package import Foundation

/// How a case's deadline came about, step by step, to be shown and to be spoken.
///
///     Opened Thursday 24 September 16:20; answer within 7 working days.
///     25 to 27 September are a holiday (Mid-Autumn Festival).
///     3 working days more: waiting for the laboratory (asked by zhou.yang, granted by chen.hong).
///     Due Friday 16 October at 17:30.
package struct CaseReckoning: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        case opened(Date, WorkingTerm)
        /// Days of the week's work that are free, with the holiday's name.
        case free(from: LocalDate, to: LocalDate, name: String)
        /// Free days of the week that are worked (调休).
        case madeUp(LocalDate)
        case extended(TimeWish, by: String, until: Date)
        case stoodStill(TimeWish, by: String, from: Date, to: Date, until: Date)
        /// The clock stands still now.
        case standing(TimeWish, by: String, atMost: Date)
        case due(Date)
    }

    package var steps: [Step] = []
    private let words: ReckoningWords

    /// - Parameter history: the case's lines, the oldest first.
    package init(_ record: Case, term: WorkingTerm, calendar: WorkingCalendar, history: [CaseEvent]) {
        words = ReckoningWords(calendar: calendar, year: calendar.localDate(at: record.openedAt).year)
        let life = CaseLife(record, history: history)
        steps = [.opened(record.openedAt, term)]
        steps += Self.unusualDays(from: record.openedAt, to: life.deadline, calendar)
        var running: (wish: TimeWish, by: String)?
        for line in history {
            switch line.fact {
            case .granted(let wish, let until) where wish.kind == .extension:
                steps.append(.extended(wish, by: line.by, until: until))
            case .granted(let wish, _): running = (wish, line.by)
            case .resumed(let deadline):
                guard let (wish, by) = running else { continue }
                let end = min(line.at, wish.term.deadline(after: wish.askedAt, in: calendar))
                steps.append(.stoodStill(wish, by: by, from: wish.askedAt, to: end, until: deadline))
                running = nil
            default: break
            }
        }
        if let pause = life.pause, let running {
            steps.append(.standing(pause.wish, by: running.by, atMost: pause.until))
        }
        steps.append(.due(life.deadline))
    }

    /// The days between that are worked or free against the week's custom.
    private static func unusualDays(from start: Date, to end: Date, _ calendar: WorkingCalendar) -> [Step] {
        let first = calendar.localDate(at: start)
        let last = calendar.localDate(at: end)
        guard first < last else { return [] }
        var steps: [Step] = []
        for number in (first.dayNumber + 1)...last.dayNumber {
            let day = LocalDate(dayNumber: number)
            let isWorked = !calendar.spans(on: day).isEmpty
            if calendar.makeUpDays.contains(day), isWorked {
                steps.append(.madeUp(day))
            } else if let name = calendar.holidays[day], !isWorked {
                if case .free(let from, let to, name) = steps.last, to.adding(days: 1) == day {
                    steps[steps.count - 1] = .free(from: from, to: day, name: name)
                } else {
                    steps.append(.free(from: day, to: day, name: name))
                }
            }
        }
        return steps
    }

    /// One line per step.
    package func lines(in language: Language) -> [String] {
        steps.map { language.isChinese ? words.chinese($0) : words.english($0) }
    }

    /// When an answer is due and why then, as it is said aloud.
    package func sentence(in language: Language) -> String {
        let isChinese = language.isChinese
        let reasons = steps.compactMap { step -> String? in
            switch step {
            case .free, .madeUp, .standing: isChinese ? words.chinese(step) : words.english(step)
            case .extended(let wish, _, _), .stoodStill(let wish, _, _, _, _):
                isChinese ? words.chineseGrant(wish) : words.englishGrant(wish)
            case .opened, .due: nil
            }
        }
        let due = steps.last.map { isChinese ? words.chinese($0) : words.english($0) } ?? ""
        guard !reasons.isEmpty else { return due }
        return isChinese ? due + "原因：" + reasons.joined() : due + " " + reasons.joined(separator: " ")
    }
}

extension Language {
    var isChinese: Bool { tag.lowercased().hasPrefix("zh") }
}
