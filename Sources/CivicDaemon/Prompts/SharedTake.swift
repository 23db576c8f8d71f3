package import CivicDSP
package import CivicHTTP

/// Music or a tone made ready for every line: one channel at 8 kHz, whole, so that music loops where it was made to.
///
///     mean of channels ─▶ 8 kHz ─▶ level, peaks
package struct SharedTake: Equatable, Sendable {
    /// Seconds of music, and of a tone.
    package static let longestMusic = 300.0
    package static let longestTone = 10.0
    /// dBFS RMS of music, under the speech that it waits with.
    package static let musicLevel = -24.0
    /// In dB below full scale.
    package static let highestPeak = -3.0

    /// 8 kHz.
    package let samples: [Int16]
    /// Of what was uploaded.
    package let clipped: Int

    /// - Parameter isMusic: brought to a level; a tone keeps its own, under the highest peak.
    package init(_ sound: WAVFile, isMusic: Bool) throws(PromptRefusal) {
        let seconds = Double(sound.frameCount) / Double(max(1, sound.sampleRate))
        let most = isMusic ? Self.longestMusic : Self.longestTone
        guard seconds <= most else {
            throw .sound(.tooLong, "it is \(Int(seconds.rounded())) s long; it may have \(Int(most)) s at most")
        }
        guard seconds >= 0.02 else { throw .sound(.tooShort, "it is shorter than 20 ms") }
        guard (8_000...192_000).contains(sound.sampleRate),
            let narrow = try? Resampler.convert(sound.mono, from: sound.sampleRate, to: 8_000)
        else { throw .sound(.rate, "\(sound.sampleRate) samples a second cannot be brought to 8000") }
        let level = Level.dBFS(of: narrow.span)
        guard level > Self.silence else { throw .sound(.silent, "nothing is heard in it") }
        clipped = SoundCheck.clippedSamples(in: sound.mono)
        let peak = SoundCheck(of: narrow).peak
        let target = isMusic ? Self.musicLevel : min(level, level + Self.highestPeak - peak)
        samples = Loudness.normalise(narrow, to: target, peakLimit: Self.highestPeak) { Level.dBFS(of: $0.span) }
    }

    /// A-law at 8 kHz, as what it replaces lies in its folder.
    package var file: WAVFile { WAVFile(samples: samples, format: .alaw) }

    /// dBFS.
    private static let silence = -60.0
}
