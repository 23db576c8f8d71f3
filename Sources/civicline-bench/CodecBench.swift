import ArgumentParser
import CivicCore
import CivicDSP

/// `civicline-bench codec`: what each codec costs a frame, beside what others take for the same in the same run.
struct CodecBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec", abstract: "Cost of encoding and decoding a frame of 20 ms.",
        discussion: """
            G.711 is measured beside a loop over tables, as most engines have it, and G.722 beside libspandsp's; Opus is \
            libopus itself, so there is nothing to put beside it. A figure is the median over the rounds of the time \
            that the thread has worked.
            """)

    @Flag(help: "Fail where ours costs more than the ratio kept for it.")
    var check = false

    @Option(help: "How often ten seconds are encoded and decoded.")
    var rounds = 15

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
    }

    /// Most that ours may cost, as a share of the other's time in the same run.
    private enum Thresholds {
        static let g711 = (encode: 1.15, decode: 0.9)
        static let g722 = (encode: 1.15, decode: 1.2)
    }

    func run() throws {
        var kept = BenchRatios()
        print("codec              encode ns   decode ns   other's     ratios (at most)")
        for (codec, table) in [(AudioCodec.pcma, TableG711.alaw), (.pcmu, .mulaw)] {
            let turns = try turns(of: codec) {
                table.encode($0, into: &$1)
            } decode: {
                table.decode($0, into: &$1)
            }
            report("\(codec.name) by tables", turns, Thresholds.g711, &kept)
        }
        if var theirs = SpandspG722() {
            let turns = try turns(of: .g722) {
                theirs.encode($0, into: &$1)
            } decode: {
                theirs.decode($0, into: &$1)
            }
            report("G722 by spandsp", turns, Thresholds.g722, &kept)
        } else {
            throw BenchFault(description: "\(SpandspDTMF.library) is not here to compare with: install libspandsp2")
        }
        for codec in [
            AudioCodec.l16(sampleRate: 8000), .l16(sampleRate: 16_000), .opus(sampleRate: 8000),
            .opus(sampleRate: 16_000),
        ] {
            let turns = try turns(of: codec, encode: { _, _ in }, decode: { _, _ in })
            print(
                "\(codec.name) \(codec.sampleRate)".padding(to: 18)
                    + Int(turns.ours.encode).padded(10) + Int(turns.ours.decode).padded(12))
        }
        print("half band         up \(Int(halfBand(up: true))) ns, down \(Int(halfBand(up: false))) ns")
        if check { try kept.require() }
    }

    private typealias Costs = (encode: Double, decode: Double)

    private func report(
        _ name: String, _ turns: (ours: Costs, theirs: Costs), _ most: Costs, _ kept: inout BenchRatios
    ) {
        let encode = turns.ours.encode / turns.theirs.encode
        let decode = turns.ours.decode / turns.theirs.decode
        kept.add("\(name), encode", encode, most: most.encode)
        kept.add("\(name), decode", decode, most: most.decode)
        print(
            name.padding(to: 18), Int(turns.ours.encode).padded(9), Int(turns.ours.decode).padded(11),
            "  \(Int(turns.theirs.encode)) / \(Int(turns.theirs.decode))".padding(to: 12),
            "\(encode.rounded(to: 2)) (\(most.encode)), \(decode.rounded(to: 2)) (\(most.decode))")
    }

    /// Ours and another's cost a frame, turn and turn about over ten seconds.
    private func turns(
        of codec: AudioCodec, encode: (Span<Int16>, inout [UInt8]) -> Void,
        decode: (Span<UInt8>, inout [Int16]) -> Void
    ) throws -> (ours: Costs, theirs: Costs) {
        var encoder = try AudioEncoder(codec)
        var decoder = try AudioDecoder(codec)
        let frame = codec.frameSamples
        let speech = Signal.speechLike(count: 500 * frame, sampleRate: codec.sampleRate, seed: 1)
        var bytes = [UInt8](repeating: 0, count: max(1000, codec.largestPayload))
        var samples = [Int16](repeating: 0, count: frame)
        var times = [[Double]](repeating: [], count: 4)
        for _ in 0..<rounds {
            var payloads: [[UInt8]] = []
            payloads.reserveCapacity(500)
            times[0].append(
                frames { index in
                    var room = bytes.mutableSpan
                    let length = encoder.encode(
                        speech.span.extracting(index * frame..<(index + 1) * frame), into: &room)
                    payloads.append(Array(bytes[0..<length]))
                })
            times[1].append(
                frames { index in
                    encode(speech.span.extracting(index * frame..<(index + 1) * frame), &bytes)
                    payloads[index] = Array(bytes[0..<payloads[index].count])
                })
            times[2].append(
                frames { index in
                    let payload = payloads[index]
                    guard !payload.isEmpty else { return }
                    var room = samples.mutableSpan
                    _ = decoder.decode(payload.span, into: &room)
                })
            times[3].append(
                frames { index in
                    let payload = payloads[index]
                    decode(payload.span, &samples)
                })
        }
        let medians = times.map { $0.sorted()[$0.count / 2] }
        return ((medians[0], medians[2]), (medians[1], medians[3]))
    }

    private func frames(_ work: (Int) -> Void) -> Double {
        let time = CPUTime.measure { for index in 0..<500 { work(index) } }
        return Double(time.nanoseconds) / 500
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

/// G.711 by tables: 64 K entries to encode, 256 to decode.
struct TableG711 {
    static let alaw = TableG711(.alaw)
    static let mulaw = TableG711(.mulaw)

    private let codes: [UInt8]
    private let samples: [Int16]

    private init(_ law: G711Law) {
        var all = [UInt8](repeating: 0, count: 65_536)
        var codes = all.mutableSpan
        let values = (0..<65_536).map { Int16(truncatingIfNeeded: $0) }
        G711.encode(values.span, law: law, into: &codes)
        self.codes = all
        var decoded = [Int16](repeating: 0, count: 256)
        var room = decoded.mutableSpan
        G711.decode((0...255).map { UInt8($0) }.span, law: law, into: &room)
        samples = decoded
    }

    func encode(_ frame: Span<Int16>, into output: inout [UInt8]) {
        for index in frame.indices { output[index] = codes[Int(UInt16(bitPattern: frame[index]))] }
    }

    func decode(_ frame: Span<UInt8>, into output: inout [Int16]) {
        for index in frame.indices { output[index] = samples[Int(frame[index])] }
    }
}
