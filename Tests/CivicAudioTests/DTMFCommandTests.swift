import ArgumentParser
import CivicDSP
import Foundation
import Testing

@testable import CivicAudio

@Suite("civicline audio dtmf")
struct DTMFCommandTests {
    @Test(
        "answers a file that it cannot use with one line that names it",
        arguments: [
            (Broken.lyingHeader, "the file ends inside its \"data\" chunk"),
            (.noSamples, "the file holds no samples"),
            (.otherRate, "11025 samples a second; use 8000 or 16000"),
            (.text, "not a WAV file (no RIFF/WAVE header)"),
            (.missing, "no such file, or it cannot be read"),
        ])
    func brokenFile(kind: Broken, complaint: String) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).wav").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        if let bytes = try kind.bytes() { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
        let command = try DTMFCommand.parse([path])
        await #expect(throws: AudioFile.Fault(description: "\(path): \(complaint)")) { try await command.run() }
    }

    @Test("reads both rates and both laws", arguments: [8000, 16_000], WAVFormat.allCases)
    func formats(sampleRate: Int, format: WAVFormat) throws {
        var generator = try #require(DTMFGenerator(digits: "42", on: 100, off: 100, sampleRate: sampleRate))
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).wav").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try WAVFile(sampleRate: sampleRate, samples: samples, format: format).encoded()
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let audio = try AudioFile.readMono(path, sampleRates: [8000, 16_000])
        let listing = try DTMFListing(of: audio.samples, sampleRate: audio.sampleRate)
        #expect(listing.keys.map(\.digit) == ["4", "2"])
    }

    enum Broken: Sendable {
        case lyingHeader, noSamples, otherRate, text, missing

        func bytes() throws -> [UInt8]? {
            let second = [Int16](repeating: 5, count: 8000)
            switch self {
            case .lyingHeader: return Array(try WAVFile(samples: second).encoded().dropLast(2000))
            case .noSamples: return WAVHeader().bytes(dataLength: 0)
            case .otherRate: return try WAVFile(sampleRate: 11_025, samples: second).encoded()
            case .text: return Array("this is a letter, not a sound".utf8)
            case .missing: return nil
            }
        }
    }
}
