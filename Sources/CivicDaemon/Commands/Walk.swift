import CivicCore
import CivicDialplan
import Foundation

extension Commands {
    /// Walks a plan with lines from `nextLine` until it ends or the lines do.
    package static func walk(
        file: String, called: String?, caller: String?, at time: String?, config: String, nextLine: () -> String?
    ) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let (rules, diagnostics) = try HouseRules.compile(
                configuration, dialplans: [file] + configuration.files.dialplans.filter { $0 != file })
            for diagnostic in diagnostics where diagnostic.severity != .error || diagnostic.file == file {
                complain("\(diagnostic)")
            }
            let isFaulty = diagnostics.contains { $0.severity == .error && $0.file == file }
            guard !isFaulty, let plan = rules.plans.first(where: { $0.file == file }) else {
                throw ConfigurationError(line: "\(file) cannot be walked before its errors are mended")
            }
            guard let number = called ?? plan.answers.first else {
                throw ConfigurationError(line: "\(file) answers no number; name one with --called")
            }
            guard plan.answers.contains(number) else {
                throw ConfigurationError(
                    line: "\(file) does not answer \(number); it answers \(plan.answers.joined(separator: ", "))")
            }
            let context = CallerContext(
                callerNumber: caller.flatMap { configuration.numbering.number(from: $0)?.key },
                calledNumber: number, language: plan.languages.first ?? .mandarin)
            var simulator = WalkSimulator(
                plan: plan, context: context, catalogue: rules.catalogue, begin: try begin(time, in: plan.timeZone))
            say("Calling \(number). 'help' tells what can be typed.")
            simulator.start().forEach(say)
            while !simulator.isOver {
                FileHandle.standardOutput.write(Data("\(simulator.awaits)> ".utf8))
                guard let line = nextLine(), line != "quit" else {
                    say("")
                    simulator.run("hangup").forEach(say)
                    break
                }
                simulator.run(line).forEach(say)
            }
            return 0
        }
    }

    /// `time` without a zone is the plan's local time.
    private static func begin(_ time: String?, in zone: TimeZone) throws(ConfigurationError) -> Date {
        guard let time else { return Date() }
        if let date = LocalInstant.date(time, in: zone) { return date }
        throw ConfigurationError(line: "--at takes a time such as 2026-11-23T10:00+08:00, not '\(time)'")
    }
}
