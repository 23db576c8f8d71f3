import CivicDSP
import CivicMedia
import Foundation
import Testing

@Suite("The clip library")
struct ClipLibraryTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "civic-clips-\(UUID().uuidString)")

    private func write(_ bytes: [UInt8], _ path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    @Test("clips are named by their path, whatever their format and rate, with their length")
    func loads() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let tone = (0..<8000).map { Int16(8000 * sin(Double($0) / 3)) }
        try write(WAVFile(samples: tone, format: .alaw).encoded(), "zh-CN/welcome.wav")
        try write(WAVFile(sampleRate: 16_000, channels: 2, samples: tone).encoded(), "en/digits/1.wav")
        try write([1, 2, 3], "en/notes.txt")
        let library = try ClipLibrary.load(folder: folder.path)
        #expect(library.names == ["zh-CN/welcome", "en/digits/1"])
        #expect(library.duration(of: "zh-CN/welcome") == .seconds(1))
        #expect(library.duration(of: "en/digits/1") == .milliseconds(250))
        #expect(library.duration(of: "en/none") == nil)
    }

    @Test("a faulty file is named with its reason")
    func faulty() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write([UInt8]("not audio".utf8), "en/broken.wav")
        let file = folder.appending(path: "en/broken.wav").path
        #expect(throws: MediaError.clipUnreadable(file: file, reason: WAVError.notWAV.description)) {
            try ClipLibrary.load(folder: folder.path)
        }
    }

    @Test("a missing folder is named")
    func missing() {
        #expect(throws: MediaError.clipUnreadable(file: "/nowhere/prompts", reason: "there is no such folder")) {
            try ClipLibrary.load(folder: "/nowhere/prompts")
        }
    }
}
