import ArgumentParser
import CivicDaemon

/// `civicline surge`: what is put in front of calls, for a flood or an earthquake.
struct SurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "surge",
        abstract:
            "Put a text in front of calls (flood, earthquake, power cut), or take it away, at the running daemon.",
        discussion: """
            Callers of dialplans with a step announce-surge hear it first, from now on until its time is over. The page
            /surge does the same for supervisors and administrators.
            """,
        subcommands: [SurgeShowCommand.self, SurgeOnCommand.self, SurgeOffCommand.self])
}

/// Where the daemon is, and who speaks.
struct SurgeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
}

struct SurgeShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What is in front of calls now, and which texts are prepared.")

    @OptionGroup var place: SurgeOptions

    func run() async throws {
        throw ExitCode(Commands.showSurge(data: place.data))
    }
}

struct SurgeOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on", abstract: "Put a text in front: civicline surge on flood",
        discussion: """
            A prepared text is a prompt surge.NAME of the catalogue. Own words are spoken by the voices of
            config/prompts.yaml, and are needed in every language of the dialplans:
            civicline surge on --say zh-CN="今天不要出门。" --say en="Stay at home today." --hours 12
            """)

    @Argument(help: "A prepared text, such as flood; own words with --say instead.")
    var text: String?
    @Option(name: .customLong("say"), help: ArgumentHelp("Own words in one language.", valueName: "language=words"))
    var words: [String] = []
    @Option(help: "Only for the calls of this dialplan.")
    var plan: String?
    @Option(help: "How long, 1 to 168 hours.")
    var hours = 6
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Whose order it is; the system's user without it.", valueName: "name"))
    var author: String?
    @OptionGroup var place: SurgeOptions

    func validate() throws {
        guard (text == nil) != words.isEmpty else {
            throw ValidationError(
                "Name a prepared text, or give own words with --say; 'civicline surge show' lists them.")
        }
        guard (1...168).contains(hours) else { throw ValidationError("--hours takes 1 to 168.") }
    }

    func run() async throws {
        throw ExitCode(
            Commands.beginSurge(text, words: words, plan: plan, hours: hours, data: place.data, as: author))
    }
}

struct SurgeOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off", abstract: "Take the text away that is in front of all calls, or of one dialplan's.")

    @Option(help: "The dialplan whose own text is meant.")
    var plan: String?
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Whose order it is; the system's user without it.", valueName: "name"))
    var author: String?
    @OptionGroup var place: SurgeOptions

    func run() async throws {
        throw ExitCode(Commands.endSurge(plan: plan, data: place.data, as: author))
    }
}
