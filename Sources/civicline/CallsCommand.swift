import ArgumentParser
import CivicDaemon

/// `civicline calls`: what happened in a call, down to its SIP messages.
struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls", abstract: "List recent calls; show one with its SIP messages as a ladder.",
        discussion: """
            Asks the daemon that serves the data folder, over a socket in it that only the daemon's user can open. Messages
            are in the daemon's memory: those of the latest calls are there until it stops (sip.trace-memory). While no
            daemon runs, the ledger is read alone.
            """,
        subcommands: [CallsListCommand.self, CallsShowCommand.self])
}

struct CallsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The latest calls: reference, begin, length, talk, outcome, agent.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
    @Option(help: "How many, 1 to 1000.")
    var limit = 20

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000.") }
    }

    func run() async throws {
        throw ExitCode(await Commands.listCalls(config: options.config, data: data, limit: limit))
    }
}

struct CallsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One call: its SIP messages of all legs, what the ledger says, the audio's quality.",
        discussion: """
            Names, numbers and keys are taken out of the messages unless sip.trace is 'whole'. Arrows say what went over
            the wire, with the seconds since the call began; lines with * are from the ledger.
            """)

    @Argument(help: ArgumentHelp("The conversation's reference, such as C-7K2M4Q9XTB.", valueName: "ref"))
    var reference: String
    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"
    @Option(help: ArgumentHelp("Also draw the ladder into this file.", valueName: "file"))
    var svg: String?
    @Option(help: ArgumentHelp("Also write the messages as a capture for Wireshark.", valueName: "file"))
    var pcap: String?
    @Option(help: ArgumentHelp("Also send the messages to a HEP collector such as Homer.", valueName: "host:port"))
    var hep: String?
    @Option(help: "Columns of the ladder, 60 to 200.")
    var width = 100
    @Option(help: "Language of the ladder's words: en or zh-CN.")
    var language = "en"

    func validate() throws {
        guard (60...200).contains(width) else { throw ValidationError("--width takes 60 to 200.") }
    }

    func run() async throws {
        throw ExitCode(
            await Commands.showCall(
                reference, config: options.config, data: data,
                output: CallsOutput(svg: svg, pcap: pcap, collector: hep, width: width, language: language)))
    }
}
