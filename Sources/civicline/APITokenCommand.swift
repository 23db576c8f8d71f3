import ArgumentParser
import CivicDaemon

struct APITokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api-token", abstract: "Make a token for an application.",
        discussion: """
            Prints a new token and the lines for config/api-tokens.yaml, which hold its hash alone. The application sends
            the token to the REST API as 'Authorization: Bearer TOKEN' and to Open311 as 'api_key'. docs/channels.md
            """)

    @Argument(help: ArgumentHelp("The application's name: a-z, 0-9 and hyphens.", valueName: "name"))
    var name: String

    func run() throws {
        throw ExitCode(Commands.apiToken(name: name))
    }
}
