import CivicDSP
import Foundation
import Testing

@Suite("A recording becomes a prompt")
struct PromptTakeTests {
    /// Bursts of a tone with pauses of the same length between them, after and before a second of quiet.
    static func speech(level: Double, noise: Double = -90, rate: Int = 8000, bursts: Int = 4) -> [Int16] {
        let (burst, pause) = (rate * 3 / 10, rate * 3 / 20)
        var signal = Signal.silence(count: rate)
        for _ in 0..<bursts {
            signal += Signal.sine(frequency: 440, level: level, count: burst, sampleRate: rate)
            signal += Signal.silence(count: pause)
        }
        signal += Signal.silence(count: rate)
        return Signal.mix(signal, Signal.whiteNoise(level: noise, count: signal.count, seed: 7))
    }

    static func take(_ samples: [Int16], rate: Int = 8000, channels: Int = 1) throws -> PromptTake {
        try PromptTake(WAVFile(sampleRate: rate, channels: channels, samples: samples), isWord: false)
    }

    @Test("comes to the target, whatever its level was", arguments: [-45.0, -30, -17, -10, -6])
    func level(of given: Double) throws {
        let take = try Self.take(Self.speech(level: given))
        #expect(abs(try #require(take.check.level) - SoundCheck.target) < 0.5)
        #expect(!take.check.faults.contains(.quiet) && !take.check.faults.contains(.loud))
    }

    @Test("loses the silence around it and keeps 80 ms at each end")
    func trimmed() throws {
        let take = try Self.take(Self.speech(level: -20))
        // Four bursts of 300 ms, three pauses of 150 ms, two edges.
        #expect(abs(take.check.seconds - (1.2 + 0.45 + 0.16)) < 0.03)
        #expect(take.samples.prefix(320).allSatisfy { $0 == 0 } && take.samples.suffix(320).allSatisfy { $0 == 0 })
    }

    @Test("keeps its tone and its time from every rate", arguments: [8000, 16000, 22050, 44100, 48000, 96000])
    func rates(_ rate: Int) throws {
        let take = try Self.take(Self.speech(level: -20, rate: rate), rate: rate)
        #expect(abs(take.check.seconds - 1.81) < 0.04)
        // Share of the power at 440 Hz, by correlation with both phases.
        let inside = take.samples[1200..<2400].map(Double.init)
        let angle = 2 * Double.pi * 440 / 8000
        let (real, imaginary) = inside.enumerated().reduce((0.0, 0.0)) {
            ($0.0 + $1.element * cos(angle * Double($1.offset)), $0.1 + $1.element * sin(angle * Double($1.offset)))
        }
        let power = 2 * (real * real + imaginary * imaginary) / Double(inside.count)
        #expect(power / inside.reduce(0) { $0 + $1 * $1 } > 0.97, "440 Hz is not what is heard")
    }

    @Test("an offset of the sound card goes away")
    func offset() throws {
        let clean = Self.speech(level: -20)
        let take = try Self.take(clean.map { $0 + 1_500 })
        #expect(abs(take.check.seconds - (try Self.take(clean)).check.seconds) < 0.03)
        let mean = take.samples.reduce(0) { $0 + Int($1) } / take.samples.count
        #expect(abs(mean) < 30)
    }

    @Test("two channels become one")
    func stereo() throws {
        let mono = Self.speech(level: -20)
        let take = try Self.take(mono.flatMap { [$0, $0] }, channels: 2)
        #expect(take == (try Self.take(mono)))
    }

    @Test("tells clipping and noise, which no scaling takes away")
    func faults() throws {
        #expect(try Self.take(Self.speech(level: -20)).check.faults == [])
        #expect(try Self.take(Self.speech(level: 6)).check.faults.contains(.clipped))
        let noisy = try Self.take(Self.speech(level: -20, noise: -38)).check
        #expect(noisy.faults == [.noisy])
        #expect(abs(try #require(noisy.noise) - (-38 + 3)) < 1.5)
        #expect(try Self.take(Self.speech(level: -20, noise: -55)).check.faults == [])
    }

    @Test("a word by itself has no pauses to be judged by")
    func noPauses() {
        let word =
            Signal.whiteNoise(level: -18, count: 4000, seed: 1) + Signal.whiteNoise(level: -32, count: 4000, seed: 2)
        #expect(SoundCheck(of: word).noise == nil)
        #expect(SoundCheck(of: word + word).noise != nil)
    }

    @Test("refuses silence, noise without speech, a click and what is too long")
    func refusals() {
        #expect(throws: PromptTakeRefusal.silent) { try Self.take(Signal.silence(count: 8000)) }
        #expect(throws: PromptTakeRefusal.silent) {
            try Self.take(Signal.whiteNoise(level: -70, count: 8000, seed: 1))
        }
        var click = Signal.silence(count: 8000)
        for index in 4000..<4040 { click[index] = 20_000 }
        #expect(throws: PromptTakeRefusal.tooShort) { try Self.take(click) }
        #expect(throws: PromptTakeRefusal.tooLong(seconds: 121)) {
            try Self.take(Signal.silence(count: 121 * 8000))
        }
        #expect(throws: PromptTakeRefusal.rate(4000)) {
            try Self.take(Self.speech(level: -20, rate: 4000), rate: 4000)
        }
    }

    @Test("P.56 is the level of the speech, not of its pauses")
    func activeLevel() throws {
        let steady = try #require(ActiveSpeechLevel(of: Signal.sine(frequency: 1000, level: -20, count: 40_000)))
        #expect(abs(steady.level - -20) < 0.2 && steady.activity > 0.98)
        let half = Signal.sine(frequency: 1000, level: -20, count: 40_000) + Signal.silence(count: 40_000)
        let spoken = try #require(ActiveSpeechLevel(of: half))
        #expect(abs(spoken.level - -20) < 0.4 && abs(spoken.activity - 0.5) < 0.05)
        #expect(ActiveSpeechLevel(of: Signal.silence(count: 8000)) == nil)
    }
}

@Suite("WAV files of studios")
struct WideWAVTests {
    private static func file(code: Int, bits: Int, data: [UInt8]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
        let block = bits / 8
        let format =
            little(code, 2) + little(1, 2) + little(48_000, 4) + little(48_000 * block, 4) + little(block, 2)
            + little(bits, 2)
        return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format
            + Array("data".utf8) + little(data.count, 4) + data
    }

    private static func floats(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
    }

    @Test("every width becomes 16 bits")
    func widths() throws {
        let wanted: [Int16] = [0, 0x1234, -0x1234]
        func samples(_ code: Int, _ bits: Int, _ data: [UInt8]) throws -> [Int16] {
            let file = try WAVFile(parsingAny: Self.file(code: code, bits: bits, data: data))
            #expect(file.sampleRate == 48_000 && file.channels == 1)
            return file.samples
        }
        #expect(try samples(1, 24, [0, 0, 0, 9, 0x34, 0x12, 0, 0xCC, 0xED]) == wanted)
        #expect(try samples(1, 32, [0, 0, 0, 0, 0, 0, 0x34, 0x12, 0, 0, 0xCC, 0xED]) == wanted)
        #expect(try samples(1, 8, [0x80, 0xFF, 0]) == [0, 0x7F00, -0x8000])
        #expect(try samples(3, 32, Self.floats([0, 1, -1, 2, .nan])) == [0, 32767, -32767, 32767, 0])
        #expect(try samples(1, 16, [0x34, 0x12]) == [0x1234])
    }

    @Test("what is cut off or of no known width is refused")
    func refusals() {
        #expect(throws: WAVError.unsupported(format: 2, bitsPerSample: 4)) {
            try WAVFile(parsingAny: Self.file(code: 2, bits: 4, data: [0, 0]))
        }
        var cut = Self.file(code: 1, bits: 24, data: [UInt8](repeating: 0, count: 30))
        cut.removeLast(8)
        #expect(throws: WAVError.truncated(chunk: "data")) { try WAVFile(parsingAny: cut) }
        #expect(throws: WAVError.noSamples) { try WAVFile(parsingAny: Self.file(code: 1, bits: 24, data: [0, 0])) }
    }
}
