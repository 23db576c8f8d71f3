import CivicCore
import CivicDSP
package import Foundation

/// Sounds that the demonstration's phones speak, and what is measured in those that they heard.
package enum SoundFiles {
    /// A steady tone of 16 bit, the same on each channel.
    package static func tone(
        hertz: Double, seconds: Double, to file: URL, sampleRate: Int = 8_000, channels: Int = 1
    ) throws {
        var generator = ToneGenerator(frequencies: [hertz], level: -15, sampleRate: sampleRate)
        var samples = [Int16](repeating: 0, count: Int(seconds * Double(sampleRate)))
        var span = samples.mutableSpan
        generator.generate(into: &span)
        try write(
            samples.flatMap { [Int16](repeating: $0, count: channels) }, to: file, sampleRate: sampleRate,
            channels: channels)
    }

    /// The same tone, 300 ms on and 300 ms off: a steady one is taken for noise by browsers.
    package static func beeps(hertz: Double, seconds: Double, to file: URL, sampleRate: Int = 48_000) throws {
        let samples = (0..<Int(seconds * Double(sampleRate))).map { index -> Int16 in
            let time = Double(index) / Double(sampleRate)
            guard time.truncatingRemainder(dividingBy: 0.6) < 0.3 else { return 0 }
            return Int16(9_000 * sin(2 * .pi * hertz * time))
        }
        try write(samples, to: file, sampleRate: sampleRate)
    }

    /// A caller who says nothing: the faint noise of a line, about -60 dBFS.
    package static func murmur(seconds: Double, to file: URL) throws {
        var random = SplitMix64(seed: 1)
        try write((0..<Int(seconds * 8_000)).map { _ in Int16.random(in: -40...40, using: &random) }, to: file)
    }

    /// The keys as dual tones (ITU-T Q.23), 100 ms each with 100 ms between, silence before and after.
    package static func keys(_ keys: String, to file: URL) throws {
        var samples = [Int16](repeating: 0, count: 4_000)
        for key in keys {
            guard let (low, high) = dualTones[key] else { throw DemoFailure("no key '\(key)' on the pad") }
            for index in 0..<800 {
                let time = Double(index) / 8_000
                let value = 3_600 * sin(2 * .pi * low * time) + 4_000 * sin(2 * .pi * high * time)
                samples.append(Int16(value))
            }
            samples += [Int16](repeating: 0, count: 800)
        }
        // Long after the last key: baresip hangs up at the end of its file.
        samples += [Int16](repeating: 0, count: 960_000)
        try write(samples, to: file)
    }

    /// The share of 20 ms frames in which `hertz` carries most of an audible signal's power.
    package static func share(of hertz: Double, in file: URL) throws -> Double {
        let samples = try read(file)
        let frames = stride(from: 0, to: samples.count - 160, by: 160).map { samples[$0..<($0 + 160)] }
        guard !frames.isEmpty else { return 0 }
        let matching = frames.count { frame in
            let power = frame.reduce(0.0) { $0 + Double($1) * Double($1) }
            guard power > 160 * 100 * 100 else { return false }
            let step = 2 * Double.pi * hertz / 8_000
            var real = 0.0
            var imaginary = 0.0
            for (index, sample) in frame.enumerated() {
                real += Double(sample) * cos(step * Double(index))
                imaginary += Double(sample) * sin(step * Double(index))
            }
            return (real * real + imaginary * imaginary) * 2 / 160 > 0.5 * power
        }
        return Double(matching) / Double(frames.count)
    }

    /// Seconds of audible sound (frames above -45 dBFS).
    package static func audibleSeconds(in file: URL) throws -> Double {
        let samples = try read(file)
        let frames = stride(from: 0, to: samples.count - 160, by: 160)
        let threshold = 160 * pow(32_768 * pow(10, -45.0 / 20), 2)
        let audible = frames.count { start in
            samples[start..<(start + 160)].reduce(0.0) { $0 + Double($1) * Double($1) } > threshold
        }
        return Double(audible) * 0.02
    }

    /// One channel at 8 kHz.
    private static func read(_ file: URL) throws -> [Int16] {
        let sound = try WAVFile(parsing: [UInt8](Data(contentsOf: file)))
        return try Resampler.convert(sound.mono, from: sound.sampleRate, to: 8_000)
    }

    private static let dualTones: [Character: (Double, Double)] = [
        "1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "4": (770, 1209), "5": (770, 1336), "6": (770, 1477),
        "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "*": (941, 1209), "0": (941, 1336), "#": (941, 1477),
    ]

    private static func write(_ samples: [Int16], to file: URL, sampleRate: Int = 8_000, channels: Int = 1) throws {
        var data = Data()
        func add(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        func add16(_ value: UInt16) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
        data.append(contentsOf: "RIFF".utf8)
        add(UInt32(36 + samples.count * 2))
        data.append(contentsOf: "WAVEfmt ".utf8)
        add(16)
        add16(1)
        add16(UInt16(channels))
        add(UInt32(sampleRate))
        add(UInt32(sampleRate * 2 * channels))
        add16(UInt16(2 * channels))
        add16(16)
        data.append(contentsOf: "data".utf8)
        add(UInt32(samples.count * 2))
        samples.withUnsafeBytes { data.append(contentsOf: $0) }
        try data.write(to: file)
    }
}
