import ArgumentParser
import CivicDaemon

/// `civicline ledger`: what cannot be changed without being seen.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check that nobody has changed the ledger.",
        discussion: """
            Every call, every case, every look at a citizen's record is an entry of the ledger, hashed over itself and the
            entry before it. The check reads the file only, also while a daemon serves it, and works on a copy elsewhere.
            """,
        subcommands: [LedgerVerifyCommand.self])
}

struct LedgerVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check every entry; exit code 1 where one was changed, removed or added.")

    @Option(help: ArgumentHelp("Folder of the database, or a copy of its file.", valueName: "dir"))
    var data = "data"
    @Option(help: ArgumentHelp("What an earlier check printed, kept elsewhere.", valueName: "number:hash"))
    var head: String?

    func run() throws {
        throw ExitCode(Commands.verifyLedger(data: data, head: head))
    }
}
