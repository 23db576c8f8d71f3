import CivicDSP
import Testing

@Suite("Comfort noise, RFC 3389")
struct ComfortNoiseTests {
    @Test("a descriptor is read as it was written")
    func roundTrip() throws {
        let noise = ComfortNoise(attenuation: 62, reflections: [-0.6, 0.25, 0.1])
        var payload = [UInt8](repeating: 0, count: 16)
        var room = payload.mutableSpan
        let length = noise.write(to: &room)
        #expect(length == 4)
        #expect(payload[0] == 62)
        let parsed = ComfortNoise(parsing: payload.span.extracting(0..<length))
        let read = try #require(parsed)
        #expect(read.attenuation == 62 && read.order == 3)
        for index in 0..<3 { #expect(abs(read[reflection: index] - noise[reflection: index]) < 258 / 32768) }
    }

    @Test("an empty payload is none; a long one is cut, and none makes an unstable filter")
    func parsing() throws {
        let empty: [UInt8] = []
        #expect(ComfortNoise(parsing: empty.span) == nil)
        let wild = [UInt8(0x80 | 30)] + [UInt8](repeating: 255, count: 200)
        let parsed = ComfortNoise(parsing: wild.span)
        let noise = try #require(parsed)
        #expect(noise.attenuation == 30 && noise.order == ComfortNoise.mostOrder)
        var generator = ComfortNoiseGenerator()
        generator.set(noise)
        var frame = [Int16](repeating: 0, count: 16_000)
        var output = frame.mutableSpan
        generator.add(to: &output)
        #expect(Level.dBFS(of: Array(frame.suffix(8000)).span) < -15)
    }

    @Test("the noise has the level that is asked for, white or coloured", arguments: [40, 60], [Float(0), -0.7, 0.5])
    func level(attenuation: Int, reflection: Float) {
        var generator = ComfortNoiseGenerator()
        generator.set(ComfortNoise(attenuation: UInt8(attenuation), reflections: [reflection]))
        var frame = [Int16](repeating: 0, count: 16_000)
        var output = frame.mutableSpan
        generator.add(to: &output)
        // dBov counts from a square of full scale, 3 dB above our sine.
        #expect(abs(Level.dBFS(of: Array(frame.suffix(15_000)).span) - (3 - Double(attenuation))) < 1)
    }

    @Test("speech is sent; silence becomes descriptors of its level, and few of them")
    func encoder() throws {
        var encoder = ComfortNoiseEncoder()
        let noise = Signal.whiteNoise(level: -55, count: 8000 * 4, seed: 3)
        let talk = Signal.mix(Signal.sine(frequency: 300, level: -20, count: 8000), Signal.silence(count: 8000))
        var decisions: [ComfortNoiseEncoder.Decision] = []
        let all = noise + talk + noise
        for start in stride(from: 0, to: all.count, by: 160) {
            decisions.append(encoder.process(all.span.extracting(start..<start + 160)))
        }
        // Four seconds of noise, one of talk, four of noise.
        #expect(decisions[200..<250].allSatisfy { $0 == .speech })
        #expect(decisions[250..<260].allSatisfy { $0 == .speech })
        let after = decisions[265...]
        #expect(!after.contains(.speech))
        let descriptors = after.compactMap { if case .descriptor(let noise) = $0 { noise } else { nil } }
        #expect((5...15).contains(descriptors.count))
        #expect(descriptors.allSatisfy { abs(Int($0.attenuation) - 58) <= 1 })
    }

    @Test("coloured noise is described so that it comes back with its colour")
    func colour() throws {
        var encoder = ComfortNoiseEncoder()
        let white = Signal.whiteNoise(level: -45, count: 16_000, seed: 8)
        var last = 0.0
        let dark = white.map { sample in
            last = 0.9 * last + 0.3 * Double(sample)
            return Int16(last)
        }
        var told: ComfortNoise?
        for start in stride(from: 0, to: dark.count, by: 160) {
            if case .descriptor(let noise) = encoder.process(dark.span.extracting(start..<start + 160)) { told = noise }
        }
        var generator = ComfortNoiseGenerator()
        generator.set(try #require(told))
        var made = [Int16](repeating: 0, count: 16_000)
        var output = made.mutableSpan
        generator.add(to: &output)
        /// Correlation with the next sample, over the power: 0.9 for this noise, 0 for white.
        func tilt(_ samples: [Int16]) -> Double {
            let pairs = zip(samples, samples.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            return pairs / samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        }
        #expect(abs(tilt(Array(made.suffix(12_000))) - tilt(dark)) < 0.1)
        #expect(abs(Level.dBFS(of: Array(made.suffix(12_000)).span) - Level.dBFS(of: dark.span)) < 1.5)
    }
}
