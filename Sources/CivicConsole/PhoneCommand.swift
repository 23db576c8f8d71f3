package import ArgumentParser
import CivicSIP
import Foundation
import Glibc

/// `civicline phone`: a telephone at this machine's sound card.
package struct PhoneCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "phone", abstract: "A telephone at the sound card: an agent's seat, or a citizen's phone.",
        discussion: """
            While it runs: digits, * and # send keys, Enter answers, m mutes, h holds, x hangs up, q quits.

            Exit codes: 0 the call took place, 1 it was refused or the card was lost, 64 wrong usage, 69 no such device,
            no such server.
            """,
        subcommands: [PhoneDevicesCommand.self, PhoneCallCommand.self, PhoneAnswerCommand.self])

    package init() {}
}

struct PhoneDevicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "devices", abstract: "List the sound devices.")

    func run() async throws {
        let devices = CardListing.devices()
        print(devices.isEmpty ? "no sound devices" : CardListing.table(devices))
    }
}

struct PhoneCardOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Sound device for both directions; see 'civicline phone devices'.", valueName: "name"))
    var device = "default"
    @Option(help: ArgumentHelp("Another device for the microphone.", valueName: "name"))
    var microphone: String?
    @Option(help: ArgumentHelp("Another device for the loudspeaker.", valueName: "name"))
    var loudspeaker: String?
    @Flag(inversion: .prefixedNo, help: "Cancel the loudspeaker's echo in the microphone; not needed with a headset.")
    var echoCancelling = true
    @Option(help: ArgumentHelp("Hang up and end after so many seconds.", valueName: "seconds"))
    var seconds: Double?
    @Option(
        help: ArgumentHelp(
            "Account to register with, so that calls come to this phone and go out in its name.",
            valueName: "user:password@server"))
    var register: String?

    func account() throws -> PhoneAccount? {
        guard let register else { return nil }
        guard let account = PhoneAccount(register) else {
            throw ValidationError("--register takes user:password@server, for example 2001:secret@127.0.0.1:5060")
        }
        return account
    }

    func options(target: SIPURI?, from: String, answersAtOnce: Bool) throws -> PhoneOptions {
        if let seconds, !(seconds > 0 && seconds < 1e6) { throw ValidationError("--seconds takes a positive number") }
        return PhoneOptions(
            target: target, from: from, microphone: microphone ?? device, loudspeaker: loudspeaker ?? device,
            account: try account(), cancelsEcho: echoCancelling, answersAtOnce: answersAtOnce,
            limit: seconds.map { .milliseconds(Int64($0 * 1000)) })
    }
}

struct PhoneCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "call", abstract: "Call a number.")

    @Argument(help: ArgumentHelp("Whom to call, for example sip:12345@127.0.0.1:5060.", valueName: "address"))
    var address: String
    @Option(help: ArgumentHelp("The name that the other side sees.", valueName: "name"))
    var from = "phone"
    @OptionGroup var card: PhoneCardOptions

    func run() async throws {
        guard let target = SIPURI(parsing: address), target.isSIP, !target.host.isEmpty else {
            throw ValidationError("\(PhoneError.notAnAddress(address))")
        }
        throw ExitCode(await PhoneProgram.run(try card.options(target: target, from: from, answersAtOnce: false)))
    }
}

struct PhoneAnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Wait for calls as an account's phone: an agent's seat.")

    @Flag(help: "Answer every call by itself.")
    var atOnce = false
    @OptionGroup var card: PhoneCardOptions

    func run() async throws {
        guard card.register != nil else {
            throw ValidationError("an agent's seat needs --register user:password@server")
        }
        throw ExitCode(await PhoneProgram.run(try card.options(target: nil, from: "", answersAtOnce: atOnce)))
    }
}

/// The program around the phone: terminal, keys, signals, exit code.
enum PhoneProgram {
    static func run(_ options: PhoneOptions) async -> Int32 {
        let screen = PhoneScreen(isTerminal: isatty(STDOUT_FILENO) == 1) { text in
            FileHandle.standardOutput.write(Data(text.utf8))
        }
        let phone: Phone
        do {
            phone = try await Phone.open(options, screen: screen)
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            return 69
        }
        let terminal = RawTerminal()
        let signals = RawTerminal.onSignals { phone.stop() }
        RawTerminal.readKeys { phone.press($0) }
        let code = await phone.run()
        terminal.restore()
        for source in signals { source.cancel() }
        return code
    }
}
