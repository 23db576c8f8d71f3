package import ArgumentParser
import CivicDSP

/// `civicline audio dtmf FILE`: one line for each key heard.
package struct DTMFCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "dtmf", abstract: "List the DTMF keys in a sound file.",
        discussion: """
            One line for each key: DIGIT start_ms end_ms detected_ms. 'detected' is when a live call, which hears the
            file in frames of 20 ms, would have been told the key.
            """)

    @Argument(help: ArgumentHelp("Mono WAV file, 8 or 16 kHz.", valueName: "file"))
    var file: String
    @OptionGroup var picture: PictureOptions

    @Option(help: ArgumentHelp("What was sent in the meantime: its echo is no key.", valueName: "file"))
    var sending: String?

    package init() {}

    package func run() async throws {
        let audio = try AudioFile.readMono(file, sampleRates: [8000, 16_000])
        let sent = try sending.map { try AudioFile.readMono($0, sampleRates: [audio.sampleRate]) }
        let listing = try DTMFListing(
            of: audio.samples, sending: sent?.samples ?? [], sampleRate: audio.sampleRate)
        for key in listing.keys { print(key.line) }
        try picture.write(
            SoundPicture(
                title: "\(AudioFile.name(of: file)): keys", samples: audio.samples, sampleRate: audio.sampleRate,
                marks: listing.marks
            ).drawing())
    }
}
