package import ArgumentParser

/// `civicline audio`: what the real-time pipeline makes of sound files. Each sub-command runs the pipeline's own code,
/// frame by frame.
package struct AudioCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "audio", abstract: "Try the audio pipeline on sound files.",
        discussion: """
            Files are mono WAV: 16-bit PCM, A-law or µ-law, 8 or 16 kHz. Each sub-command runs the very code of a live
            call, in frames of 20 ms.
            """,
        subcommands: [
            DTMFCommand.self, CancelCommand.self, ToneCommand.self, LevelCommand.self, CompareCommand.self,
            ProgressCommand.self, JitterCommand.self,
        ])

    package init() {}
}
