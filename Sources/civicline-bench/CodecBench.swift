import ArgumentParser
import CivicCore
import CivicDSP

/// `civicline-bench codec`: what each codec costs a frame, beside A-law's.
struct CodecBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec", abstract: "Cost of encoding and decoding a frame of 20 ms, beside PCMA's.")

    func run() throws {
        let codecs: [AudioCodec] = [
            .pcma, .pcmu, .l16(sampleRate: 8000), .g722, .opus(sampleRate: 8000), .opus(sampleRate: 16_000),
        ]
        var reference = (encode: 1.0, decode: 1.0)
        print("codec          encode ns (times PCMA)   decode ns (times PCMA)")
        for codec in codecs {
            let cost = try measure(codec)
            if codec == .pcma { reference = cost }
            let name = "\(codec.name) \(codec.sampleRate)"
            print(
                name + String(repeating: " ", count: 15 - name.count)
                    + "\(Int(cost.encode)) (\(Int((cost.encode / reference.encode).rounded())))".padded(to: 25)
                    + "\(Int(cost.decode)) (\(Int((cost.decode / reference.decode).rounded())))")
        }
        print("half band      up \(Int(halfBand(up: true))) ns, down \(Int(halfBand(up: false))) ns")
    }

    private func measure(_ codec: AudioCodec) throws -> (encode: Double, decode: Double) {
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        let frame = codec.frameSamples
        let speech = Signal.speechLike(count: 500 * frame, sampleRate: codec.sampleRate, seed: 1)
        var payloads: [[UInt8]] = []
        var bytes = [UInt8](repeating: 0, count: 1000)
        var lengths: [Int] = []
        payloads.reserveCapacity(500)
        let encoding = CPUTime.measure {
            for index in 0..<500 {
                var room = bytes.mutableSpan
                lengths.append(encoder.encode(speech.span.extracting(index * frame..<(index + 1) * frame), into: &room))
                payloads.append(bytes)
            }
        }
        var samples = [Int16](repeating: 0, count: frame)
        let decoding = CPUTime.measure {
            for (payload, length) in zip(payloads, lengths) where length > 0 {
                var room = samples.mutableSpan
                _ = decoder.decode(payload.span.extracting(0..<length), into: &room)
            }
        }
        return (Double(encoding.nanoseconds) / 500, Double(decoding.nanoseconds) / 500)
    }

    private func halfBand(up: Bool) -> Double {
        var resampler = HalfBandResampler()
        let narrow = Signal.speechLike(count: 160, seed: 1)
        let wide = Signal.speechLike(count: 320, sampleRate: 16_000, seed: 1)
        var output = [Int16](repeating: 0, count: 320)
        let time = CPUTime.measure {
            for _ in 0..<5000 {
                var room = output.mutableSpan
                if up { resampler.up(narrow.span, into: &room) } else { resampler.down(wide.span, into: &room) }
            }
        }
        return Double(time.nanoseconds) / 5000
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
