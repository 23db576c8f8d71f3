import Foundation

/// Why a sound cannot become a prompt.
package enum PromptTakeRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(seconds: Double)
    case tooShort
    /// Nothing in it is loud enough to be speech.
    case silent
    case rate(Int)

    package var description: String {
        switch self {
        case .tooLong(let seconds):
            "it is \(Int(seconds.rounded())) s long; a prompt has \(Int(PromptTake.longest)) s at most"
        case .tooShort: "what is heard in it is shorter than a tenth of a second"
        case .silent: "nothing is heard in it; is the right microphone chosen, and is it on?"
        case .rate(let rate): "\(rate) samples a second cannot be brought to 8000; record at 8000 to 192000"
        }
    }
}

/// A recording made ready to be a prompt: one channel at 8 kHz, without the silence before and after, at the level of
/// the others.
///
///     mean of channels ─▶ 8 kHz ─▶ no offset ─▶ cut to what is heard ─▶ level, peaks ─▶ fades, silence at the edges
package struct PromptTake: Equatable, Sendable {
    /// Seconds.
    package static let longest = 120.0

    /// 8 kHz.
    package let samples: [Int16]
    /// What was recorded, before anything was done to it: clipping and noise do not go away by scaling.
    package let recorded: SoundCheck
    /// What is going to be heard, with the clipping and the noise that were recorded.
    package let check: SoundCheck

    /// - Parameter isWord: part of a sentence, which follows another at once: 30 ms of silence around it, not 80.
    package init(_ sound: WAVFile, isWord: Bool) throws(PromptTakeRefusal) {
        let seconds = Double(sound.frameCount) / Double(max(1, sound.sampleRate))
        guard seconds <= Self.longest else { throw .tooLong(seconds: seconds) }
        guard (8_000...192_000).contains(sound.sampleRate) else { throw .rate(sound.sampleRate) }
        let raw = sound.mono
        var narrow: [Int16]
        do {
            narrow = try Resampler.convert(raw, from: sound.sampleRate, to: 8_000)
        } catch {
            throw .rate(sound.sampleRate)
        }
        let offset = Self.offset(of: narrow)
        if offset != 0 { narrow = narrow.map { Int16(clamping: Int($0) - offset) } }
        // Clipping shows before the resampler rounds the corners, noise in the band that is heard.
        let measured = SoundCheck(of: narrow)
        recorded = SoundCheck(
            seconds: seconds, level: measured.level, peak: measured.peak,
            clipped: SoundCheck.clippedSamples(in: raw), noise: measured.noise)
        guard let level = recorded.level, level > Self.silence else { throw .silent }
        let heard = Self.heard(in: narrow, level: level, noise: recorded.noise)
        guard heard.count >= 800 else { throw .tooShort }
        let (kept, added) = isWord ? (160, 80) : (320, 320)  // samples: of the recording's own, and of silence
        let cut = Array(narrow[max(0, heard.lowerBound - kept)..<min(narrow.count, heard.upperBound + kept)])
        let levelled = Loudness.normalise(cut, to: SoundCheck.target) { ActiveSpeechLevel(of: $0)?.level }
        let edge = [Int16](repeating: 0, count: added)
        samples = edge + Self.faded(levelled) + edge
        let played = SoundCheck(of: samples)
        check = SoundCheck(
            seconds: played.seconds, level: played.level, peak: played.peak, clipped: recorded.clipped,
            noise: recorded.noise.map { $0 + (played.level ?? level) - level })
    }

    /// A-law at 8 kHz, as the other prompts lie in their folder.
    package var file: WAVFile { WAVFile(samples: samples, format: .alaw) }

    /// The samples as a telephone line carries them.
    package var codes: [UInt8] {
        var codes = [UInt8](repeating: 0, count: samples.count)
        var output = codes.mutableSpan
        G711.encodeALaw(samples.span, into: &output)
        return codes
    }

    /// Where a sound card idles: half of the samples are above it. A mean would follow every click.
    private static func offset(of samples: [Int16]) -> Int {
        var counts = [Int](repeating: 0, count: 65_536)
        for sample in samples { counts[Int(sample) + 32_768] += 1 }
        var below = 0
        for (value, count) in counts.enumerated() {
            below += count
            if 2 * below >= samples.count { return value - 32_768 }
        }
        return 0
    }

    /// Under this active level, in dBFS, nobody has spoken.
    private static let silence = -55.0

    /// From the first to the last sound: blocks of 10 ms, two in a row, above the noise and not far under the speech.
    private static func heard(in samples: [Int16], level: Double, noise: Double?) -> Range<Int> {
        let length = 80
        let threshold = max(level - 35, min((noise ?? Level.floor) + 8, level - 15))
        let isLoud = stride(from: 0, to: samples.count, by: length).map { start in
            Level.dBFS(of: samples.span.extracting(start..<min(samples.count, start + length))) > threshold
        }
        let pairs = isLoud.indices.dropLast().filter { isLoud[$0] && isLoud[$0 + 1] }
        guard let first = pairs.first, let last = pairs.last else { return 0..<0 }
        return first * length..<min(samples.count, (last + 2) * length)
    }

    /// 20 ms up and down.
    private static func faded(_ samples: [Int16]) -> [Int16] {
        var faded = samples
        let length = min(160, samples.count / 2)
        for step in 0..<length {
            let gain = Double(step) / Double(length)
            faded[step] = Int16(Double(faded[step]) * gain)
            let end = faded.count - 1 - step
            faded[end] = Int16(Double(faded[end]) * gain)
        }
        return faded
    }
}
