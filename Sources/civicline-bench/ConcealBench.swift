import ArgumentParser
import CivicAudio
import CivicDSP
import Foundation

/// `civicline-bench conceal FILE.wav`: speech with lost frames, filled in three ways, as files for a listener or a
/// measure of quality.
struct ConcealBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conceal",
        abstract: "Lose frames of a sound file and fill them with silence, with the last frame, and as a call does.")

    @Argument(help: "Mono WAV file, 8 or 16 kHz.") var file: String
    @Option(help: "Frames that are lost, in percent.") var loss = 5.0
    @Option(help: "Which frames.") var seed: UInt64 = 1
    @Option(help: "What the files written are called: PREFIX-zeros.wav and so on.") var prefix: String

    func run() throws {
        let audio = try AudioFile.readMono(file, sampleRates: [8000, 16_000])
        for way in ["zeros", "repeat", "ours"] {
            let samples = play(audio.samples, audio.sampleRate, way)
            let bytes = try WAVFile(sampleRate: audio.sampleRate, samples: samples).encoded()
            guard FileManager.default.createFile(atPath: "\(prefix)-\(way).wav", contents: Data(bytes)) else {
                throw ValidationError("\(prefix)-\(way).wav cannot be written")
            }
        }
    }

    private func play(_ speech: [Int16], _ rate: Int, _ way: String) -> [Int16] {
        let frame = rate / 50
        let history = Concealer.history * rate / 1000
        var random = GaussianNoise(seed: seed)
        var concealer = Concealer(sampleRate: rate)
        var played = [Int16](repeating: 0, count: history)
        for start in stride(from: 0, to: speech.count - frame + 1, by: frame) {
            var next = Array(speech[start..<start + frame])
            let isLost = random.uniform() * 100 < loss
            switch way {
            case "zeros": if isLost { next = Signal.silence(count: frame) }
            case "repeat": if isLost { next = Array(played.suffix(frame)) }
            default:
                if isLost {
                    if !concealer.isActive { concealer.begin(after: Array(played.suffix(history)).span) }
                    var output = next.mutableSpan
                    concealer.conceal(into: &output)
                } else if concealer.isActive {
                    var bridge = Signal.silence(count: concealer.overlap)
                    var output = bridge.mutableSpan
                    concealer.conceal(into: &output)
                    for (index, sample) in bridge.enumerated() {
                        let weight = Double(index + 1) / Double(bridge.count + 1)
                        next[index] = Int16(Double(sample) * (1 - weight) + Double(next[index]) * weight)
                    }
                    concealer.end()
                }
            }
            played += next
        }
        return Array(played.dropFirst(history))
    }
}
