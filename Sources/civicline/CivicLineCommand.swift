import ArgumentParser
import CivicAudio
import CivicConsole
import CivicDaemon
import Foundation
import Glibc

/// `civicline`: the daemon and what belongs to it.
@main
struct CivicLineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "civicline",
        abstract:
            "A citizen hotline: telephony, self-service menus, the waiting line, the agents' desk and the record.",
        discussion: """
            Begin with 'civicline serve'. Each sub-command explains itself: 'civicline check --help'.

            Exit codes: 0 done, 1 something was found or failed, 64 wrong usage, 69 unavailable (a port in use, a
            folder that cannot be written), 78 the configuration is at fault.
            """,
        version: "civicline 0.1.0",
        subcommands: [
            ServeCommand.self, CheckCommand.self, WalkCommand.self, PromptsCommand.self, SampleCountyCommand.self,
            PlacesCommand.self, GraphCommand.self, AccountHashesCommand.self, APITokenCommand.self, CallsCommand.self,
            PlansCommand.self,
            SchemaCommand.self,
            ReloadCommand.self, DataSourcesCommand.self, SurgeCommand.self, ReportsCommand.self, StaffingCommand.self,
            LedgerCommand.self, KeysCommand.self, CitizensCommand.self,
            AudioCommand.self, PhoneCommand.self,
        ])
}

/// Options that most sub-commands share.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file; it explains every key.",
            discussion: "Keys can also be set by environment variable, e.g. CIVICLINE_SIP_UDP=127.0.0.1:5080.",
            valueName: "file"))
    var config = "config/civicline.yaml"
}

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer calls until SIGTERM or Ctrl-C.",
        discussion: """
            Refuses to start on any fault, with one line that names the file, the line and the remedy. On a stop new
            calls are refused with 503, calls in progress are told and ended, and everything is written.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder for the database and recordings; made when missing.", valueName: "dir"))
    var data = "data"

    func run() async throws {
        throw ExitCode(await Commands.serve(config: options.config, data: data))
    }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compile dialplans and configuration, and say everything that is wrong.",
        discussion: """
            The same compiler as in 'serve'. Without files it checks those that the configuration names. Exit code 0:
            no errors; 1: errors; 2: warnings only, with --strict; 78: the configuration is at fault.

            Each finding ends on the rule that it is about: 'civicline check --explain no-person' says what a rule means,
            why it exists and how it is mended. json, sarif and github are for other programs and print nothing else.
            """)

    @Argument(help: ArgumentHelp("Dialplan files.", valueName: "file"))
    var files: [String] = []
    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Take warnings for faults.")
    var strict = false
    @Flag(
        help: "Run the tests beside each dialplan (county.tests.yaml beside county.yaml); exit code 1 when one fails.")
    var tests = false

    @Option(help: "How to tell: \(CheckOutput.formats.joined(separator: ", ")).")
    var format = "text"
    @Option(help: "Colours in text: auto (on a terminal, unless NO_COLOR is set), always or never.")
    var color = "auto"
    @Option(help: ArgumentHelp("Explain a rule and do nothing else; 'all' for every rule.", valueName: "rule"))
    var explain: String?

    func validate() throws {
        guard CheckOutput.formats.contains(format) else {
            throw ValidationError("--format takes \(CheckOutput.formats.joined(separator: ", ")).")
        }
        guard ["auto", "always", "never"].contains(color) else {
            throw ValidationError("--color takes auto, always or never.")
        }
    }

    func run() async throws {
        if let explain { throw ExitCode(Commands.explain(rule: explain)) }
        let files = Commands.plans(files)
        let checked = Commands.check(
            files: files, config: options.config, strict: strict,
            output: CheckOutput(format: format, isColoured: isColoured))
        let tested = tests && checked != 1 ? Commands.planTests(files: files, config: options.config) : 0
        throw ExitCode(tested == 0 ? checked : tested)
    }

    private var isColoured: Bool {
        switch color {
        case "always": true
        case "never": false
        default:
            isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
        }
    }
}

struct WalkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walk", abstract: "Walk through a dialplan in the terminal: read what is spoken, type keys.",
        discussion: """
            The same machine as in a live call. Type keys (1, 12345#), an empty line to wait until something happens,
            'wait 10s' to let time pass, 'help' for the rest, 'quit' to hang up.
            """)

    @Argument(help: ArgumentHelp("The dialplan.", valueName: "file"))
    var file = "dialplans/county.yaml"
    @Option(help: ArgumentHelp("Called number, where the plan answers several.", valueName: "number"))
    var called: String?
    @Option(help: ArgumentHelp("The caller's number; without it the caller is anonymous.", valueName: "number"))
    var caller: String?
    @Option(
        help: ArgumentHelp(
            "When the call comes, local time of the plan, e.g. 2026-11-23T10:00; else now.", valueName: "time"))
    var at: String?
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        throw ExitCode(
            Commands.walk(file: file, called: called, caller: caller, at: at, config: options.config) {
                readLine(strippingNewline: true)
            })
    }
}

struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts", abstract: "List prompts without audio; make them with --make.",
        discussion: """
            Reads prompts/catalogue.yaml and the WAV files beside it. --make runs the voice of config/prompts.yaml for
            each missing one and brings the result to 8 kHz A-law at the common loudness. A recording by a person can
            replace any file; it is kept.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Synthesise what is missing.")
    var make = false
    @Flag(help: "Bring every file to the common loudness.")
    var normalise = false

    func run() async throws {
        throw ExitCode(await Commands.prompts(config: options.config, make: make, normalise: normalise))
    }
}

struct SampleCountyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-county", abstract: "Fill a data folder with a made-up county.",
        discussion: "The same seed makes the same county: townships, households that share phones, cases, contacts.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder for the database.", valueName: "dir"))
    var data = "data"
    @Option(help: "How many citizens.")
    var citizens = 5_000
    @Option(help: "Years of calls and cases, 1 to 50.")
    var years = 5
    @Option(help: "Seed of the generator.")
    var seed: UInt64 = 12_345
    @Flag(help: "Do nothing when the folder holds a county already.")
    var ifEmpty = false

    func validate() throws {
        guard (1...50).contains(years) else { throw ValidationError("--years is 1 to 50") }
        // Cases have seven digits, and half a million citizens bring some 70,000 a year.
        guard citizens <= 60_000_000 / years else { throw ValidationError("there are not so many case numbers") }
    }

    func run() async throws {
        throw ExitCode(
            await Commands.sampleCounty(
                config: options.config, data: data, citizens: citizens, years: years, seed: seed, ifEmpty: ifEmpty))
    }
}

struct PlacesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "places", abstract: "List the places in line that have not been served.",
        discussion: "Also while no daemon runs: after a crash it shows who is still to be called back.")

    @OptionGroup var options: ConfigurationOptions
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var data = "data"

    func run() async throws {
        throw ExitCode(await Commands.places(config: options.config, data: data))
    }
}

struct AccountHashesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account-ha1", abstract: "Make the 'ha1' of a SIP account for accounts.yaml.",
        discussion: """
            Reads the password from standard input and prints the lines that stand in the account's 'sip' in place of
            'password'. The hashes are made for the realm of the configuration (sip.realm); whoever reads them can
            register as the account, but does not learn its password.
            """)

    @Argument(help: ArgumentHelp("The account's SIP user.", valueName: "user"))
    var user: String
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let password = readLine(strippingNewline: true)
        throw ExitCode(Commands.accountHashes(config: options.config, user: user, password: password))
    }
}
