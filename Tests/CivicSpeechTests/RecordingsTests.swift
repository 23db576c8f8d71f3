import CivicCore
import Foundation
import Testing

@testable import CivicSpeech

@Suite("Shipped recordings")
struct RecordingsTests {
    private static func files() throws -> Set<String> {
        let prompts = Shipped.root.appending(path: "prompts")
        var found: Set<String> = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: prompts.path) {
            let path = prompts.appending(path: folder).path
            for file in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where file.hasSuffix(".wav")
            {
                found.insert("\(folder)/\(file.dropLast(4))")
            }
        }
        return found
    }

    @Test("every prompt of the catalogue has its recording, and every recording its prompt")
    func complete() throws {
        let plan = PromptPlan(
            catalogue: try Shipped.catalogue.get(), existing: try Self.files(), settings: SynthesisSettings(voices: [:])
        )
        #expect(plan.missing.map(\.clip) == [])
        // The parts of articles stand in the articles' own file; that they are all there is checked with the configuration.
        #expect(plan.orphans.filter { !$0.contains("/article.") } == [])
    }

    @Test("every recording is 8 kHz A-law, mono, and holds between 0.2 and 60 seconds")
    func format() throws {
        for clip in try Self.files() {
            let data = try Data(contentsOf: Shipped.root.appending(path: "prompts/\(clip).wav"))
            let wave = try #require(WaveHeader(data), "\(clip) is no WAV file")
            #expect(wave.format == 6 && wave.channels == 1 && wave.rate == 8000, "\(clip): \(wave)")
            #expect((1600...480_000).contains(wave.bytes), "\(clip) has \(wave.bytes) samples")
        }
    }

    @Test("the line is louder than its breath: speech is near -19 dBFS in every recording of speech")
    func loudness() throws {
        for clip in try Self.files() where !clip.hasPrefix("shared/") {
            let data = try Data(contentsOf: Shipped.root.appending(path: "prompts/\(clip).wav"))
            let wave = try #require(WaveHeader(data), "\(clip) is no WAV file")
            let samples = data.suffix(from: data.startIndex + wave.start).prefix(wave.bytes).map(Self.linear)
            let frames = stride(from: 0, to: samples.count, by: 80).map { start in
                let frame = samples[start..<min(start + 80, samples.count)]
                return frame.reduce(0) { $0 + $1 * $1 } / Double(frame.count)
            }
            let loud = frames.sorted()[frames.count * 95 / 100]
            let active = frames.filter { $0 > loud / 100 }  // within 20 dB
            let level = 10 * log10(active.reduce(0, +) / Double(active.count))
            #expect((-20.5 ... -17.5).contains(level), "\(clip) is at \(level) dBFS")
            #expect(20 * log10(samples.map(abs).max() ?? 0) < -2.5, "\(clip) peaks too high")
        }
    }

    /// ITU-T G.711 A-law to -1…1.
    private static func linear(_ byte: UInt8) -> Double {
        let code = byte ^ 0x55
        let exponent = Int(code >> 4 & 7)
        let mantissa = Int(code & 15) << 4 + 8
        let magnitude = exponent == 0 ? mantissa : (mantissa + 256) << (exponent - 1)
        return Double(code & 0x80 != 0 ? magnitude : -magnitude) / 32768
    }
}

/// The chunks of a RIFF/WAVE file that matter here.
private struct WaveHeader {
    var format = 0
    var channels = 0
    var rate = 0
    var start = 0
    var bytes = 0

    init?(_ data: Data) {
        let file = [UInt8](data)
        func number(_ offset: Int, _ length: Int) -> Int {
            (0..<length).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
        }
        guard file.count > 12, Array(file[0..<4]) == Array("RIFF".utf8) else { return nil }
        var offset = 12
        while offset + 8 <= file.count {
            let size = number(offset + 4, 4)
            switch String(decoding: file[offset..<offset + 4], as: UTF8.self) {
            case "fmt " where offset + 24 <= file.count:
                (format, channels, rate) = (number(offset + 8, 2), number(offset + 10, 2), number(offset + 12, 4))
            case "data":
                guard offset + 8 + size <= file.count else { return nil }
                (start, bytes) = (offset + 8, size)
                return
            default: break
            }
            offset += 8 + size + size % 2
        }
        return nil
    }
}
