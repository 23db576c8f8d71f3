import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP
import Foundation
import Testing

@Suite("From packets to samples")
struct AudioReceiverTests {
    private static let all: [AudioCodec] = [
        .pcmu, .pcma, .g722, .l16(sampleRate: 8000), .l16(sampleRate: 16_000), .opus(sampleRate: 8000),
        .opus(sampleRate: 16_000), .opus(sampleRate: 48_000),
    ]

    @Test("what is sent on a steady path is heard whole and in order, in any codec", arguments: all)
    func steady(codec: AudioCodec) throws {
        var stream = try Stream(codec)
        let frame = codec.frameSamples
        let tone = Signal.sine(frequency: 700, level: -12, count: 150 * frame, sampleRate: codec.sampleRate)
        for n in 0..<150 {
            stream.send(tone.span.extracting(n * frame..<(n + 1) * frame), at: Double(n) * 20 + 30)
            stream.pull(at: Double(n) * 20 + 41)
        }
        #expect(stream.kinds.suffix(140).allSatisfy { $0 == .heard })
        let last = stream.heard.suffix(50 * frame)
        #expect(abs(level(of: last, at: 700, rate: codec.sampleRate) - -12) < 1)
        // A pure tone: nothing beside it but the codec's noise.
        #expect(abs(Level.dBFS(of: Array(last).span) - -12) < 1)
    }

    @Test("packets of 10 to 60 ms, changed in mid-stream, in G.722", arguments: [10, 20, 30, 40, 60], [10, 30, 60])
    func packetTimes(first: Int, then: Int) throws {
        var stream = try Stream(.g722)
        let tone = Signal.sine(frequency: 1000, level: -12, count: 16 * 6000, sampleRate: 16_000)
        var sent = 0
        for tick in 0..<290 {
            while true {
                let length = sent < 3000 ? first : then
                guard sent + length <= tick * 20 else { break }
                stream.send(tone.span.extracting(sent * 16..<(sent + length) * 16), at: Double(sent + length))
                sent += length
            }
            stream.pull(at: Double(tick * 20 + 7))
        }
        let concealed = stream.receiver.figures.concealed
        // A longer packet time costs that much once; a first guess may be wrong by a frame.
        #expect(concealed <= 1 + max(0, then - first) / 20)
        #expect(stream.kinds.suffix(100).allSatisfy { $0 == .heard })
    }

    @Test(
        "an hour with clocks 200 ppm apart has no frame made up, no click and no growing delay", arguments: [1.0, -1])
    func drift(sign: Double) throws {
        var stream = try Stream(.l16(sampleRate: 8000))
        let frequency = 217.0
        // A whole number of periods in 8000 samples, so that the tone may be sent over and over.
        let tone = Signal.sine(frequency: frequency, level: -12, count: 8000)
        let amplitude = Level.sineAmplitude(dBFS: -12)
        let c = 2 * cos(2 * .pi * frequency / 8000)
        var worst = 0.0
        var last = (0.0, 0.0)
        for n in 0..<180_000 {
            let sent = Double(n) * 20 * (1 + sign * 200e-6)
            stream.send(tone.span.extracting(n % 50 * 160..<(n % 50 + 1) * 160), at: sent + 30)
            // As many ticks as lie between two packets of the other clock: 0, 1 or 2.
            while Double(stream.receiver.figures.frames) * 20 + 41 < sent + 50 {
                stream.pull(at: Double(stream.receiver.figures.frames) * 20 + 41)
                if stream.kinds.count > 100 {
                    for sample in stream.heard {
                        let value = Double(sample)
                        worst = max(worst, abs(value - c * last.1 + last.0))
                        last = (last.1, value)
                    }
                } else {
                    for sample in stream.heard { last = (last.1, Double(sample)) }
                }
                stream.heard.removeAll(keepingCapacity: true)
            }
        }
        let figures = stream.receiver.figures
        #expect(figures.concealed == 0)
        // 720 ms of drift in periods of some milliseconds.
        let moved = sign > 0 ? figures.samplesAdded : figures.samplesRemoved
        #expect((700...800).contains(moved / 8))
        // A click of the amplitude would leave 1 to 2 times the amplitude.
        #expect(worst < 0.03 * amplitude)
        #expect(stream.receiver.targetDelay < 20)
    }

    @Test("speech with clocks 200 ppm apart is adjusted in its pauses for the most part")
    func driftInSpeech() throws {
        var stream = try Stream(.pcma)
        let speech = Signal.speechLike(count: 8000 * 60, seed: 12)
        var sent = 0
        for tick in 0..<30_000 {
            let now = Double(tick) * 20 + 41
            while Double(sent) * 20 * (1 - 200e-6) + 30 <= now {
                let start = sent * 160 % (speech.count - 160)
                stream.send(speech.span.extracting(start..<start + 160), at: Double(sent) * 20 * (1 - 200e-6) + 30)
                sent += 1
            }
            stream.pull(at: now, keeping: false)
        }
        let figures = stream.receiver.figures
        #expect(figures.concealed == 0)
        #expect((80...160).contains(figures.samplesRemoved / 8))
    }

    @Test("lost packets are made up, and the voice is there again after them", arguments: [AudioCodec.pcma, .g722])
    func losses(codec: AudioCodec) throws {
        var stream = try Stream(codec)
        let frame = codec.frameSamples
        let tone = Signal.sine(frequency: 200, level: -12, count: 500 * frame, sampleRate: codec.sampleRate)
        for n in 0..<500 {
            stream.send(
                tone.span.extracting(n * frame..<(n + 1) * frame), at: Double(n) * 20 + 30, isLost: n % 20 == 7)
            stream.pull(at: Double(n) * 20 + 41)
        }
        let figures = stream.receiver.figures
        #expect((24...26).contains(figures.concealed))
        // No hole: every 10 ms has the tone's level within 4 dB; the fade has reached 3 at the end of a gap.
        let quiet = stride(from: 50 * frame, to: stream.heard.count, by: frame / 2).count {
            abs(Level.dBFS(of: stream.heard.span.extracting($0..<$0 + frame / 2)) - -12) > 4
        }
        #expect(quiet == 0)
    }

    @Test("Opus finds lost packets in the ones after them")
    func recovery() throws {
        var stream = try Stream(.opus(sampleRate: 16_000))
        let speech = Signal.speechLike(count: 320 * 500, sampleRate: 16_000, seed: 3)
        var settings = AudioReceiver.Settings()
        settings.minimumDelay = 20
        stream.receiver = AudioReceiver(try AudioDecoder(.opus(sampleRate: 16_000)), settings: settings)
        for n in 0..<500 {
            stream.send(
                speech.span.extracting(n * 320..<(n + 1) * 320), at: Double(n) * 20 + 30, isLost: n % 20 == 7)
            stream.pull(at: Double(n) * 20 + 41)
        }
        let figures = stream.receiver.figures
        #expect(figures.recovered >= 23)
        #expect(figures.concealed <= 3)
    }

    @Test("behind a silence descriptor the line has its noise, and speech comes back in time")
    func discontinuous() throws {
        var stream = try Stream(.pcma)
        let tone = Signal.sine(frequency: 500, level: -15, count: 160)
        for n in 0..<300 {
            let at = Double(n) * 20 + 30
            switch n {
            case 100, 120, 140: stream.send(.comfortNoise, [45], lasting: 20, at: at)
            case 101..<160: stream.send(.comfortNoise, [], lasting: 20, at: at)
            default: stream.send(tone.span, at: at)
            }
            stream.pull(at: Double(n) * 20 + 41)
        }
        #expect(stream.receiver.figures.concealed == 0)
        #expect(stream.kinds[110..<155].allSatisfy { $0 == .pause })
        let noise = Level.dBFS(of: stream.heard.span.extracting(115 * 160..<155 * 160))
        #expect(abs(noise - -42) < 1.5)
        #expect(stream.kinds.suffix(130).allSatisfy { $0 == .heard })
    }

    @Test("another SSRC takes over within two packets")
    func newSource() throws {
        var stream = try Stream(.pcma)
        let low = Signal.sine(frequency: 500, level: -15, count: 160)
        let high = Signal.sine(frequency: 1500, level: -15, count: 160)
        for n in 0..<200 {
            stream.send(n < 100 ? low.span : high.span, at: Double(n) * 20 + 30, ssrc: n < 100 ? 1 : 2)
            stream.pull(at: Double(n) * 20 + 41)
        }
        let last = stream.heard.suffix(90 * 160)
        #expect(abs(level(of: last, at: 1500, rate: 8000) - -15) < 1)
        #expect(level(of: last, at: 500, rate: 8000) < -50)
    }

    @Test("encrypted audio where plain was agreed on is counted and never heard", arguments: [4, 10])
    func encrypted(tag: Int) throws {
        var stream = try Stream(.pcma)
        var noise = GaussianNoise(seed: 3711)
        for n in 0..<200 {
            let payload = (0..<160 + tag).map { _ in UInt8(noise.uniform() * 255.9) }
            stream.send(.audio, payload, lasting: 20, at: Double(n) * 20 + 30)
            stream.pull(at: Double(n) * 20 + 41)
        }
        #expect(stream.receiver.figures.encrypted >= 198)
        #expect(stream.heard.allSatisfy { $0 == 0 })
    }

    @Test("a steady noise, in which no period repeats, is no reason to stay late for ever")
    func steadyNoise() {
        var settings = AudioReceiver.Settings()
        settings.initialDelay = 60
        var audio = AudioReceiver(AudioDecoder(.alaw), settings: settings)
        let noise = Signal.whiteNoise(level: -37, count: 160 * 750, seed: 4)
        var frame = [Int16](repeating: 0, count: 160)
        var now = MonotonicInstant.zero
        for tick in 0..<750 {
            var codes = [UInt8](repeating: 0, count: 160)
            var room = codes.mutableSpan
            G711.encodeALaw(noise.span.extracting(tick * 160..<tick * 160 + 160), into: &room)
            now = .zero + .milliseconds(20 * tick)
            let header = RTPHeader(
                payloadType: 8, sequence: UInt16(tick), timestamp: UInt32(tick * 160), ssrc: 5)
            _ = audio.receive(header, payload: codes.span, at: now)
            var output = frame.mutableSpan
            _ = audio.pull(into: &output, at: now + .milliseconds(2))
        }
        #expect(audio.figures.concealed == 0)
        #expect(audio.delay(at: now) < 30)
    }

    @Test("in a steady noise, periods are not looked for again and again", arguments: [25, 33, 47, 55])
    func steadyNoiseCosts(initialDelay: Int) throws {
        var settings = AudioReceiver.Settings()
        settings.initialDelay = initialDelay
        var stream = try Stream(.pcma, settings: settings)
        let noise = Signal.whiteNoise(level: -37, count: 160 * 50, seed: 4)
        for tick in 0..<50 * 120 {
            let from = tick % 50 * 160
            stream.send(noise.span.extracting(from..<from + 160), at: Double(tick * 20))
            stream.pull(at: Double(tick * 20 + 7), keeping: false)
        }
        // Five times a second at the beginning, and ever more seldom while it is of no use.
        #expect(stream.receiver.figures.fruitless < 60)
    }

    @Test("a million hostile datagrams are refused or played, and never trap")
    func hostile() throws {
        var random = SplitMix64(seed: 20)
        var stream = try Stream(.pcma)
        var bytes = [UInt8](repeating: 0, count: 700)
        var (refused, taken) = (0, 0)
        var refusals = RTPRefusals()
        var output = [Int16](repeating: 0, count: 160)
        for round in 0..<1_000_000 {
            // Some bytes are fresh each time, most stay as the last packet left them.
            for _ in 0..<6 {
                let word = random.next()
                bytes[Int(word >> 8) % bytes.count] = UInt8(truncatingIfNeeded: word)
                bytes[Int(word >> 40) % 16] = UInt8(truncatingIfNeeded: word >> 32)
            }
            let word = random.next()
            // Three of four have a plausible beginning: version 2, at times with padding, extension or sources.
            if word & 3 != 0 { bytes[0] = 0x80 | (word & 0x30 == 0 ? bytes[0] & 0x3F : 0) }
            if word & 12 != 0 { for index in 8..<12 { bytes[index] = index == 11 ? 1 : 0 } }
            let length = Int(word >> 32) % (word & 0x40 == 0 ? bytes.count : 190)
            let datagram = bytes.span.extracting(0..<length)
            let now = MonotonicInstant(nanoseconds: Int64(round) * 300_000)
            if let packet = refusals.parse(datagram) {
                let kind: JitterBuffer.Kind = word & 0x700 == 0 ? .comfortNoise : word & 0x3800 == 0 ? .event : .audio
                taken += 1
                _ = stream.receiver.receive(
                    packet.header, payload: datagram.extracting(packet.payload), kind: kind, at: now)
            } else {
                refused += 1
            }
            if round & 63 == 0 {
                var frame = output.mutableSpan
                _ = stream.receiver.pull(into: &frame, at: now)
            }
        }
        #expect(refused > 100_000 && taken > 100_000)
        #expect(refusals.total == refused)
        let rtp = (stream.receiver.rtp.packets, stream.receiver.rtp.strays, stream.receiver.rtp.late)
        #expect(rtp.0 > 10_000 && rtp.1 > 10_000)
    }
}

/// Power of one frequency in dBFS, under a Hann window.
private func level(of samples: ArraySlice<Int16>, at frequency: Double, rate: Int) -> Double {
    var (real, imaginary, weights) = (0.0, 0.0, 0.0)
    for (index, sample) in samples.enumerated() {
        let window = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
        let angle = 2 * .pi * frequency / Double(rate) * Double(index)
        real += window * Double(sample) * cos(angle)
        imaginary += window * Double(sample) * sin(angle)
        weights += window
    }
    let amplitude = 2 * (real * real + imaginary * imaginary).squareRoot() / weights
    return Level.dBFS(meanSquare: amplitude * amplitude / 2)
}
