import CivicDSP
import CivicSpeech
import Foundation

/// Lets a voice of `config/prompts.yaml` make a recording, and brings it to the format of the prompts.
enum PromptVoice {
    /// Active speech level of every prompt in dBFS, where a sine at full scale has 0: the -19 dBFS RMS of
    /// prompts/README.md, whose measure gives such a sine -3.
    private static let spokenLevel = -16.0

    /// Runs the voice; the folder of its output is there.
    ///
    /// - Parameter deadline: after which the program is ended; waits for ever without it.
    static func make(_ step: PromptPlan.Step, deadline: Duration? = nil) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [step.executable] + step.arguments
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try wait(for: process, deadline, step.executable)
        guard process.terminationStatus == 0, FileManager.default.fileExists(atPath: step.output) else {
            throw ConfigurationError(
                line: "\(step.executable) made no \(step.output) (exit code \(process.terminationStatus)); "
                    + "see config/prompts.yaml")
        }
        try normaliseFile(step.output)
    }

    private static func wait(for process: Process, _ deadline: Duration?, _ name: String) throws {
        guard let deadline else { return process.waitUntilExit() }
        let end = ContinuousClock.now + deadline
        while process.isRunning {
            guard ContinuousClock.now < end else {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                throw ConfigurationError(line: "\(name) did not end within \(deadline); see config/prompts.yaml")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Brings one WAV file to 8 kHz A-law at the common loudness, in place.
    ///
    /// - Returns: Whether it had to be changed.
    @discardableResult
    static func normaliseFile(_ path: String) throws -> Bool {
        do {
            let sound = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
            let isInFormat = sound.sampleRate == 8_000 && sound.channels == 1 && sound.format == .alaw
            if isInFormat, Loudness.isNormal(sound.samples, at: spokenLevel) { return false }
            let narrow = try Resampler.convert(sound.mono, from: sound.sampleRate, to: 8_000)
            let samples = Loudness.normalise(narrow, to: spokenLevel)
            try Data(WAVFile(samples: samples, format: .alaw).encoded())
                .write(to: URL(fileURLWithPath: path), options: .atomic)
            return true
        } catch {
            throw ConfigurationError(line: "\(path): \(error)")
        }
    }
}
