package import CivicCore
package import Foundation

/// One reason why somebody may be the caller.
package enum CallerEvidence: Codable, Equatable, Sendable {
    /// The number stands in the citizen's record.
    case registered(since: Date)
    /// The citizen was identified in this many conversations from the number.
    case called(times: Int, since: Date)
    /// How many others the number also belongs to.
    case shared(others: Int)
    /// The year of birth that the caller keyed fits them alone.
    case chosen
    /// The caller keyed the last four of the ID number or the PIN.
    case proven
    /// An agent confirmed who it is in this conversation.
    case confirmed

    /// The reason in words for the agent; English for every language but Chinese.
    package func sentence(in language: Language, timeZone: TimeZone) -> String {
        let chinese = language.tag.hasPrefix("zh")
        func month(_ instant: Date) -> String {
            let date = LocalTime(timeZone: timeZone).reading(at: instant).date
            return chinese ? "\(date.year)年\(date.month)月" : "\(Self.months[date.month - 1]) \(date.year)"
        }
        switch self {
        case .registered(let since):
            return chinese ? "该号码自\(month(since))起登记在其名下" : "the number is in their record since \(month(since))"
        case .called(let times, let since):
            return chinese
                ? "自\(month(since))起用该号码来电\(times)次"
                : "called from this number \(times == 1 ? "once" : "\(times) times") since \(month(since))"
        case .shared(let others):
            return chinese
                ? "另有\(others)人共用该号码"
                : "\(others) \(others == 1 ? "other person shares" : "others share") this number"
        case .chosen:
            return chinese ? "来电人按出的出生年份与其相符" : "the caller keyed their year of birth"
        case .proven:
            return chinese
                ? "来电人已按身份证后四位或密码核实" : "the caller keyed the last four of their ID number or their PIN"
        case .confirmed:
            return chinese ? "已由坐席确认" : "confirmed by the agent"
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
