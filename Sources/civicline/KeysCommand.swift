import ArgumentParser
import CivicDaemon

/// `civicline keys`: what seals numbers in the record.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "See and change the keys that seal telephone and ID numbers in the record.",
        discussion: """
            The keys lie in record.keys in the data folder, or where files.record-keys says. No key is ever printed.
            """,
        subcommands: [KeysShowCommand.self, KeysRotateCommand.self])
}

struct KeysShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "List the keys: number, age, and how much is sealed with each.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"

    func run() async throws {
        throw ExitCode(await Commands.showKeys(config: options.config, data: data))
    }
}

struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new key and seal everything with it.",
        discussion: """
            The daemon may run meanwhile: it takes the new key by itself. What is stopped goes on when the command is given
            again. The old keys stay in the file for backups that were sealed with them.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"

    func run() async throws {
        throw ExitCode(await Commands.rotateKeys(config: options.config, data: data))
    }
}
