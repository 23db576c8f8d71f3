import ArgumentParser
import CivicDaemon

/// `civicline reports`: what happened in the line, in figures.
struct ReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports",
        abstract: "Figures of the line by day, queue, agent, half hour or language; equal service.",
        discussion: """
            Reads the folder's database, also while a daemon serves it. docs/contact-centre.md has the formula of each
            figure; the page /reports shows the same.
            """,
        subcommands: [ReportFiguresCommand.self, ReportEqualityCommand.self],
        defaultSubcommand: ReportFiguresCommand.self)
}

struct ReportOptions: ParsableArguments {
    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
    @Option(help: ArgumentHelp("First day; four weeks ago without it.", valueName: "2026-11-01"))
    var from: String?
    @Option(help: ArgumentHelp("Last day; today without it.", valueName: "2026-11-30"))
    var to: String?
    @Flag(help: "As comma-separated values.")
    var csv = false
}

struct ReportFiguresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures", abstract: "Service level, waits, handling time, occupancy and the rest.")

    @OptionGroup var place: ReportOptions
    @Option(help: "Rows: day, month, half-hour, queue, language or agent.")
    var by = "day"
    @Option(help: ArgumentHelp("One queue; all without it.", valueName: "queue"))
    var queue: String?

    func run() async throws {
        throw ExitCode(
            await Commands.reportFigures(
                ReportWish(from: place.from, to: place.to, by: by, queue: queue, asCSV: place.csv),
                config: place.options.config, data: place.data))
    }
}

struct ReportEqualityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "equality",
        abstract: "Waits, abandonment and solved calls by language, township, age, needs and dialect.",
        discussion: "Small groups are not shown. Exit code 1: a group is served worse than chance explains.")

    @OptionGroup var place: ReportOptions

    func run() async throws {
        throw ExitCode(
            await Commands.reportEquality(
                ReportWish(from: place.from, to: place.to, asCSV: place.csv), config: place.options.config,
                data: place.data))
    }
}

/// `civicline staffing`: agents for each half hour of the week.
struct StaffingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staffing", abstract: "How many agents each half hour of the week needs, by past weeks.",
        discussion: """
            Erlang A with the callers' own patience, for the mean of the weeks and for the busiest; --csv also has Erlang C,
            as if nobody hung up.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
    @Option(help: "Past weeks, 1 to 52.")
    var weeks = 8
    @Option(help: ArgumentHelp("One queue; all without it.", valueName: "queue"))
    var queue: String?
    @Option(help: "Answered in time, of 100 callers: 50 to 99.")
    var share = 95
    @Option(help: ArgumentHelp("What is in time, 0 to 600.", valueName: "seconds"))
    var within = 15
    @Flag(help: "As comma-separated values.")
    var csv = false

    func validate() throws {
        guard (1...52).contains(weeks) else { throw ValidationError("--weeks takes 1 to 52.") }
        guard (50...99).contains(share) else { throw ValidationError("--share takes 50 to 99.") }
        guard (0...600).contains(within) else { throw ValidationError("--within takes 0 to 600.") }
    }

    func run() async throws {
        throw ExitCode(
            await Commands.staffing(
                weeks: weeks, queue: queue, share: share, seconds: within, asCSV: csv, config: options.config,
                data: data))
    }
}
