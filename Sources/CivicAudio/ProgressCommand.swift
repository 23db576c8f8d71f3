package import ArgumentParser
import CivicDSP

/// `civicline audio progress FILE`: tones, fax machines, and who answered.
package struct ProgressCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "List what a call that goes out would hear: tones, fax, person or machine.",
        discussion: """
            One line for each event: SOUND began|ended time_ms told_ms. 'time' is where in the file, 'told' when a live
            call would know it. Sounds: dial-tone, ringback, busy, congestion, waiting, information, fax-calling,
            fax-answer, modem-answer, person, machine, beep.
            """)

    @Argument(help: ArgumentHelp("WAV file.", valueName: "file"))
    var file: String
    @OptionGroup var plan: TonePlanOptions
    @Option(
        help: ArgumentHelp(
            "When the call is answered, in seconds: from then on who answered is told.", valueName: "seconds"))
    var answered = 0.0
    @OptionGroup var picture: PictureOptions

    package init() {}

    package func run() async throws {
        let plan = try plan.plan()
        let audio = try AudioFile.readMono(file, sampleRates: AudioFile.rates)
        let samples = try Resampler.convert(audio.samples, from: audio.sampleRate, to: 8000)
        guard answered >= 0, answered < 1e6 else { throw AudioFile.Fault(description: "--answered takes 0 or more") }
        let listing = ProgressListing(of: samples, plan: plan, answered: answered)
        for line in listing.lines { print(line.text) }
        let end = Double(samples.count) / 8000
        try picture.write(
            SoundPicture(
                title: "\(AudioFile.name(of: file)): call progress, \(plan.name)", samples: samples, sampleRate: 8000,
                marks: listing.marks(until: end)
            ).drawing())
    }
}
