import ArgumentParser
import CivicDaemon

/// `civicline plans replay`: a past call, step by step.
struct PlansReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Walk a past call again, on the version that it was walked on: civicline plans replay C-7K2M4Q9XTB",
        discussion: """
            Prints what the caller heard and pressed, with the time of each. What was keyed in secret was never written
            down and stands there as •. Without a reference it lists the calls of a period. Who looks is in the ledger.
            """)

    @Argument(help: "A call's reference; 'civicline calls list' names the latest.")
    var reference: String?
    @OptionGroup var place: DataOptions
    @OptionGroup var period: PeriodOptions
    @Option(help: "The dialplan whose calls are listed.")
    var plan = "county"

    func run() async throws {
        if let reference {
            throw ExitCode(await Commands.replay(reference, config: place.options.config, data: place.data))
        }
        throw ExitCode(
            await Commands.listPastCalls(
                of: plan, from: period.from, to: period.to, config: place.options.config, data: place.data))
    }
}

/// `civicline plans what-if`: past callers on a text that is not live.
struct PlansWhatIfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Walk a period's callers through a text: civicline plans what-if dialplans/county.yaml",
        discussion: """
            Each caller does in each step what the caller of the past call did there, and hears prompts to their end. It
            tells who would land elsewhere, who would no longer come to a person or a case, who is asked something new
            (such a caller says nothing from there on), and how long it takes to a person before and after. Calls that the
            method does not bring where they came to on their own version are counted apart.
            Exit status 1: somebody would lose the way to a person or a case.
            """)

    @Argument(help: "A file, or a version such as county@draft.")
    var text: String
    @OptionGroup var place: DataOptions
    @OptionGroup var period: PeriodOptions

    func run() async throws {
        throw ExitCode(
            await Commands.whatIf(
                text, from: period.from, to: period.to, config: place.options.config, data: place.data))
    }
}

struct PeriodOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Since when, on the plan's clock; yesterday's midnight without it.", valueName: "2026-11-23T10:00"))
    var from: String?
    @Option(help: ArgumentHelp("Until when; now without it.", valueName: "2026-11-24"))
    var to: String?
}
