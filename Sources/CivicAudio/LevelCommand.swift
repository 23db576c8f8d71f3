package import ArgumentParser
import CivicDSP

/// `civicline audio level FILE`: how loud it is.
package struct LevelCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "level", abstract: "Tell how loud a sound file is.",
        discussion: """
            Level in dBm0 and dBFS (a full-scale sine is 0 dBFS and +3.14 dBm0), active speech level after ITU-T P.56,
            peak, clipped samples, offset, silence; with --seconds each second as well. Speech on a telephone is
            comfortable at an active level of about -20 dBm0.
            """)

    @Argument(help: ArgumentHelp("WAV file.", valueName: "file"))
    var file: String
    @Flag(help: "Tell each second.")
    var seconds = false
    @OptionGroup var picture: PictureOptions

    package init() {}

    package func run() async throws {
        let audio = try AudioFile.readMono(file, sampleRates: AudioFile.rates)
        let report = LevelReport(of: audio.samples, sampleRate: audio.sampleRate)
        for line in report.lines(seconds: seconds) { print(line) }
        try picture.write(
            LevelPicture(
                title: "\(AudioFile.name(of: file)): level", report: report, samples: audio.samples,
                sampleRate: audio.sampleRate
            ).drawing())
    }
}
