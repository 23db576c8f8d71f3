import ArgumentParser
import CivicDaemon

/// `civicline plans`: versions of the dialplans.
struct PlansCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plans",
        abstract: "Versions of the dialplans: list, show, compare, publish, go back; past calls walked again.",
        discussion: """
            Every text that becomes live is kept as a version that never changes. Calls stay on the version that they
            began with. A version is named county@3, county@live or county@draft; where a file may stand as well, it is
            named by its path.
            """,
        subcommands: [
            PlansListCommand.self, PlansShowCommand.self, PlansDiffCommand.self, PlansPublishCommand.self,
            PlansRollbackCommand.self, PlansReplayCommand.self, PlansWhatIfCommand.self,
            PlansApproveCommand.self, PlansDeclineCommand.self,
        ])
}

/// Where the versions are.
struct DataOptions: ParsableArguments {
    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
}

/// Who speaks. Whoever may open the daemon's socket is believed: the name is a note for the ledger and no proof.
struct AuthorOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Whose change it is; the system's user without it. It proves nothing: who may run this may give any name.",
            valueName: "name"))
    var author: String?
    @Option(help: "Why, for those who look at the list later.")
    var note = ""

    func validate() throws {
        if let author, !(1...64).contains(author.count) || author.contains(where: \.isNewline) {
            throw ValidationError("--as takes a name of up to 64 characters.")
        }
    }
}

struct PlansListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Versions, the newest first: serial, live or draft, when, hash, who, note.")

    @Argument(help: "Only of this plan.")
    var plan: String?
    @OptionGroup var place: DataOptions
    @Option(help: "How many, 1 to 10000.")
    var limit = 50

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000.") }
    }

    func run() async throws {
        throw ExitCode(
            await Commands.listPlans(plan, config: place.options.config, data: place.data, limit: limit))
    }
}

struct PlansShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "The text of a version.")

    @Argument(help: "Such as county@3.")
    var version: String
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(await Commands.showPlan(version, config: place.options.config, data: place.data))
    }
}

struct PlansDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What differs, by step and by line: civicline plans diff county@live county.yaml",
        discussion: "Exit code 0: no difference; 1: there is one.")

    @Argument(help: "A version or a file.")
    var from: String
    @Argument(help: "A version or a file.")
    var to: String
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(await Commands.diffPlans(from, to, config: place.options.config, data: place.data))
    }
}

struct PlansPublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Make a file's text live at the running daemon.",
        discussion: """
            The daemon compiles it together with the other plans, keeps it as a version and lets new calls begin with it,
            or refuses it with everything that is wrong. The plan's own file is written as well, unless it was edited by
            hand since it was last read. With 'plans: { approval: two-person }' in the configuration it becomes a request
            that another person approves.
            """)

    @Argument(help: ArgumentHelp("The dialplan.", valueName: "file"))
    var file: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(
            Commands.publishPlan(
                file: file, config: place.options.config, data: place.data, as: author.author, note: author.note))
    }
}

struct PlansRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Make an earlier version live again: civicline plans rollback county@3")

    @Argument(help: "Such as county@3.")
    var version: String
    @OptionGroup var author: AuthorOptions
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(
            Commands.rollBackPlan(
                version, config: place.options.config, data: place.data, as: author.author, note: author.note))
    }
}

struct PlansApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Make live what another person has asked for: civicline plans approve 3",
        discussion: """
            For houses with 'plans: { approval: two-person }'. The names on both sides are what was signed in with at the
            studio, or here the system's user or --as. Two names here do not prove two persons: whoever may run commands as
            the daemon's user can give both. Where that matters, let administrators use the studio alone.
            """)

    @Argument(help: "Of the request; 'civicline plans list' shows it.")
    var id: Int64
    @OptionGroup var author: AuthorOptions
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(
            Commands.decide(id, approve: true, data: place.data, as: author.author, note: author.note))
    }
}

struct PlansDeclineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline a request, or withdraw one's own: civicline plans decline 3")

    @Argument(help: "Of the request; 'civicline plans list' shows it.")
    var id: Int64
    @OptionGroup var author: AuthorOptions
    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(
            Commands.decide(id, approve: false, data: place.data, as: author.author, note: author.note))
    }
}

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of dialplans, so that an editor completes and validates them.",
        discussion: """
            civicline schema > dialplans/schema.json, and as the first line of a dialplan:
            # yaml-language-server: $schema=schema.json
            """)

    @Option(help: ArgumentHelp("Print what one kind of step does and takes instead.", valueName: "step"))
    var explain: String?
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        if let explain { throw ExitCode(Commands.explain(step: explain)) }
        throw ExitCode(Commands.schema(config: options.config))
    }
}

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Let the running daemon take dialplans and configuration that were edited by hand.",
        discussion: """
            All files are read and all dialplans compiled together; where one has an error everything stays as it was, and
            the errors are printed. Where the configuration names a folder, files that are new, renamed or gone are taken
            too. Accounts, trunks, tokens, queues, services, units, calendars, data sources and prompts are taken with them;
            keys that take effect at the next start are named. Calls in progress go on as they began. SIGHUP does the same.
            Exit code 0: taken, or nothing new; 1: refused; 69: no daemon answers.
            """)

    @OptionGroup var place: DataOptions

    func run() async throws {
        throw ExitCode(Commands.reload(data: place.data))
    }
}
