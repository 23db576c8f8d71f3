import ArgumentParser
import CivicDaemon

/// `civicline citizens`: what a citizen may ask of the record as a whole.
struct CitizensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "citizens",
        abstract: "Export a citizen's whole file, erase it, or hold it against erasure.",
        discussion: "A citizen is named by the number that the desk shows in its address. A daemon may run meanwhile.",
        subcommands: [CitizensExportCommand.self, CitizensEraseCommand.self, CitizensHoldCommand.self])
}

struct CitizenOptions: ParsableArguments {
    @Argument(help: "The citizen's number in the record.")
    var citizen: Int64
    @Option(help: ArgumentHelp("Who asked for it, for the ledger; your account's name.", valueName: "name"))
    var author: String?
    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
}

struct CitizensExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a citizen's whole file into a folder: JSON, a page, recordings, files.")

    @OptionGroup var citizen: CitizenOptions
    @Option(help: ArgumentHelp("A folder that is not there yet.", valueName: "dir"))
    var to: String

    func run() async throws {
        throw ExitCode(
            await Commands.exportCitizen(
                citizen.citizen, to: to, author: citizen.author, config: citizen.options.config, data: citizen.data))
    }
}

struct CitizensEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Take a citizen out of the record; figures and the ledger stay.",
        discussion: "Refused under a hold, or while a case is not closed. It cannot be undone: export first.")

    @OptionGroup var citizen: CitizenOptions

    func run() async throws {
        throw ExitCode(
            await Commands.eraseCitizen(
                citizen.citizen, author: citizen.author, config: citizen.options.config, data: citizen.data))
    }
}

struct CitizensHoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Hold a citizen's file against erasure; without a reason, list the holds.")

    @OptionGroup var citizen: CitizenOptions
    @Option(help: "Why it is held, such as the file number of the inquiry.")
    var reason: String?
    @Flag(help: "Lift all holds.")
    var lift = false

    func run() async throws {
        throw ExitCode(
            await Commands.holdCitizen(
                citizen.citizen, reason: reason, lifts: lift, author: citizen.author, config: citizen.options.config,
                data: citizen.data))
    }
}
