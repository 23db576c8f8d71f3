import CivicCalls
import CivicCore
import CivicDialplan
import CivicHTTP
import CivicTrace
import Foundation

extension Commands {
    /// What is in front of calls at the running daemon, and what could be.
    package static func showSurge(data: String) -> Int32 {
        reporting {
            let board: SurgeBoard = try answer("/surge", data: data)
            tell(board.active)
            for surge in board.planned {
                say(
                    "\(name(of: surge.text)) is planned for \(surge.plan ?? "all plans") from "
                        + "\(surge.since.formatted(.iso8601)) until \(surge.until.formatted(.iso8601)), by "
                        + PlainText.clean(surge.author))
            }
            for text in board.texts {
                say("\(name(of: text.id))  \(text.words.sorted { $0.key < $1.key }.map(\.value).first ?? "")")
                if !text.silent.isEmpty { say("    no recording in \(text.silent.joined(separator: ", "))") }
            }
            let deaf = board.plans.filter { !$0.announces }.map(\.name)
            if !deaf.isEmpty { say("without a step announce-surge: \(deaf.joined(separator: ", "))") }
            return 0
        }
    }

    /// - Parameters:
    ///   - text: a prepared one: `flood`; `nil` for own words.
    ///   - words: own words as `zh-CN=…`.
    package static func beginSurge(
        _ text: String?, words: [String], plan: String?, hours: Int, data: String, as author: String?
    ) -> Int32 {
        reporting {
            var own: [String: String] = [:]
            for entry in words {
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw ConfigurationError(
                        line: "--say takes a language and its words, such as en=\"Stay at home.\"",
                        exitCode: ConfigurationError.usage)
                }
                own[parts[0]] = parts[1]
            }
            let wish = SurgeWish(
                text: text.map { $0.hasPrefix(AnnounceSurgeStep.prefix) ? $0 : AnnounceSurgeStep.prefix + $0 },
                words: text == nil ? own : nil, plan: plan, hours: hours)
            let order = ControlServer.SurgeOrder(wish: wish, author: author ?? NSUserName())
            return report(try answer("/surge", order, data: data))
        }
    }

    /// Takes away what is in front of the calls of one plan, or of all.
    package static func endSurge(plan: String?, data: String, as author: String?) -> Int32 {
        reporting {
            let board: SurgeBoard = try answer("/surge", data: data)
            guard let surge = board.active.first(where: { $0.plan == plan }) else {
                tell(board.active)
                say(
                    plan.map { "nothing is in front of \(PlainText.clean($0)) alone" }
                        ?? "nothing is in front of all plans")
                return 1
            }
            let order = ControlServer.Reload(author: author ?? NSUserName())
            return report(try answer("/surge/\(surge.id)/end", order, data: data))
        }
    }

    private static func report(_ answer: ControlServer.SurgeAnswer) -> Int32 {
        if let refusal = answer.refusal { say("refused: \(refusal)") }
        tell(answer.active)
        return answer.refusal == nil ? 0 : 1
    }

    private static func tell(_ active: [SurgeNotice]) {
        let active = active.filter { $0.since <= Date() }
        if active.isEmpty { say("nothing is in front of calls") }
        for surge in active {
            say(
                "\(name(of: surge.text)) is in front of \(surge.plan ?? "all plans") until "
                    + "\(surge.until.formatted(.iso8601)), by \(PlainText.clean(surge.author))")
            for (language, words) in surge.words.sorted(by: { $0.key < $1.key }) {
                say("    \(language)  \(PlainText.clean(words, limit: 1_000))")
            }
            if !surge.silent.isEmpty { say("    it cannot be spoken in \(surge.silent.joined(separator: ", "))") }
        }
    }

    private static func name(of text: String) -> String {
        text.hasPrefix("\(AnnounceSurgeStep.prefix)own.")
            ? "a text" : String(text.trimmingPrefix(AnnounceSurgeStep.prefix))
    }
}
