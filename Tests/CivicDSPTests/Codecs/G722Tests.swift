import CivicDSP
import Foundation
import Testing

@Suite("G.722")
struct G722Tests {
    /// Delay of the two filters, in samples (ITU-T G.722: 24 taps there, 24 back, less two).
    private static let delay = 22

    private static func encode(_ samples: [Int16]) -> [UInt8] {
        var encoder = G722Encoder()
        var octets = [UInt8](repeating: 0, count: samples.count / 2)
        var output = octets.mutableSpan
        encoder.encode(samples.span, into: &output)
        return octets
    }

    private static func decode(_ octets: [UInt8], _ mode: G722Decoder.Mode = .kbps64) -> [Int16] {
        var decoder = G722Decoder(mode: mode)
        var samples = [Int16](repeating: 0, count: 2 * octets.count)
        var output = samples.mutableSpan
        decoder.decode(octets.span, into: &output)
        return samples
    }

    /// Signal to noise in dB of `heard`, which may come `delay` samples late.
    private static func ratio(_ signal: [Int16], _ heard: [Int16], delay: Int) -> Double {
        var (power, error) = (0.0, 1e-9)
        for index in 1600..<min(signal.count, heard.count - delay) {
            let difference = Double(heard[index + delay]) - Double(signal[index])
            power += Double(signal[index]) * Double(signal[index])
            error += difference * difference
        }
        return 10 * log10(power / error)
    }

    private static let speech = Signal.speechLike(count: 32_000, sampleRate: 16_000, seed: 722)

    @Test(
        "speech comes back with less noise the more bits there are",
        arguments: zip(G722Decoder.Mode.allCases, [18, 15, 10]))
    func roundTrip(mode: G722Decoder.Mode, atLeast: Double) {
        let octets = Self.encode(Self.speech)
        #expect(Self.ratio(Self.speech, Self.decode(octets, mode), delay: Self.delay) > atLeast)
    }

    @Test("tones of both bands keep their level within 1 dB", arguments: [300.0, 1000, 3000, 5000, 6500])
    func tones(frequency: Double) {
        let tone = Signal.sine(frequency: frequency, level: -15, count: 16_000, sampleRate: 16_000)
        let heard = Self.decode(Self.encode(tone))
        #expect(abs(level(of: heard[4000..<12_000], at: frequency, sampleRate: 16_000) - -15) < 1)
    }

    @Test("silence stays below -70 dBFS, and full scale does not wrap")
    func extremes() {
        #expect(Level.dBFS(of: Self.decode(Self.encode(Signal.silence(count: 8000))).span) < -70)
        let loud = Signal.sine(frequency: 500, level: 0, count: 8000, sampleRate: 16_000)
        #expect(Self.ratio(loud, Self.decode(Self.encode(loud)), delay: Self.delay) > 15)
    }

    @Test("ffmpeg decodes what we encode to the very samples that we decode")
    func ffmpegDecodes() throws {
        let octets = Self.encode(Self.speech)
        let theirs = try Self.ffmpeg(["-f", "g722", "-i", "in", "-f", "s16le", "out"], octets)
        let ours = Self.decode(octets)
        let samples = stride(from: 0, to: theirs.count - 1, by: 2).map {
            Int16(bitPattern: UInt16(theirs[$0]) | UInt16(theirs[$0 + 1]) << 8)
        }
        try #require(samples.count == ours.count)
        #expect(samples == ours)
    }

    @Test("we decode what ffmpeg encodes")
    func ffmpegEncodes() throws {
        let bytes = Self.speech.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let octets = try Self.ffmpeg(
            ["-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "in", "-c:a", "g722", "-f", "g722", "out"], bytes)
        try #require(octets.count >= Self.speech.count / 2 - 160)
        #expect(Self.ratio(Self.speech, Self.decode(octets), delay: Self.delay) > 17)
    }

    /// Runs ffmpeg on a file; `in` and `out` in the arguments stand for the two files.
    private static func ffmpeg(_ arguments: [String], _ input: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "civic-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (from, to) = (folder.appending(path: "in"), folder.appending(path: "out"))
        try Data(input).write(to: from)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-nostdin", "-v", "error", "-y"]
            + arguments.map { $0 == "in" ? from.path : $0 == "out" ? to.path : $0 }
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try [UInt8](Data(contentsOf: to))
    }
}
