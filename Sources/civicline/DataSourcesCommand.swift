import ArgumentParser
import CivicDaemon

/// `civicline data-sources`: what is asked outside, listed and tried out.
struct DataSourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data-sources",
        abstract: "List the data sources, or ask one and see what it gives, field by field.",
        discussion: """
            Without a name it lists the sources of data-sources.yaml. With a name it asks that source as a look-up does,
            with its deadline, its secrets and its types, and prints each field or what is wrong:

                civicline data-sources water-bill account=10023

            Without arguments those under 'try' in the file are taken; --try asks every source that has them. Exit code
            0: answered, be it with nothing found; 1: a fault.
            """)

    @Argument(help: ArgumentHelp("The source.", valueName: "source"))
    var source: String?
    @Argument(help: ArgumentHelp("What it is asked with.", valueName: "argument=value"))
    var arguments: [String] = []
    @Flag(name: .customLong("try"), help: "Ask every source with the arguments under its 'try'.")
    var tries = false
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        throw ExitCode(
            await Commands.dataSources(
                config: options.config, source: source, arguments: arguments, tries: tries))
    }
}
