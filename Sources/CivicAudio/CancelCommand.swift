package import ArgumentParser
import CivicDSP
import Foundation

/// `civicline audio cancel FAR MIC OUT`: takes the echo of one sound file out of another.
package struct CancelCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Take the echo of what was sent out of what came back.",
        discussion: """
            FAR and MIC begin at the same moment. OUT is written as 16-bit PCM at 8 kHz, as long as MIC.
            """)

    @Argument(help: ArgumentHelp("What was sent: mono WAV file, 8 kHz.", valueName: "far"))
    var far: String
    @Argument(help: ArgumentHelp("What came back: mono WAV file, 8 kHz.", valueName: "mic"))
    var mic: String
    @Argument(help: ArgumentHelp("WAV file to write.", valueName: "out"))
    var out: String
    @Option(help: "Where the echo comes from: a line's hybrid, or a room with a loudspeaker.")
    var path = EchoPath.line
    @Option(help: "Which canceller: CivicLine's own, or speexdsp's.")
    var engine: EchoEngine?

    package init() {}

    package func run() async throws {
        let far = try AudioFile.readMono(far, sampleRates: [8000])
        let mic = try AudioFile.readMono(mic, sampleRates: [8000])
        var cancellation = try Cancellation(path: path, engine: engine)
        let output = cancellation.run(far: far.samples, mic: mic.samples)
        try AudioFile.write(WAVFile(sampleRate: 8000, samples: output), to: out)
    }
}

/// Where an echo comes from.
package enum EchoPath: String, ExpressibleByArgument, CaseIterable, Sendable {
    case line, room
}

/// Whose canceller is used.
package enum EchoEngine: String, ExpressibleByArgument, CaseIterable, Sendable {
    case own, speex
}
