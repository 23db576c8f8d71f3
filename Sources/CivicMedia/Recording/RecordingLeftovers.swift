import CivicDSP
import Foundation

/// A recording that a crash had left under `NAME.part`, completed at the next start.
package struct RecoveredRecording: Sendable, Equatable {
    package var file: String
    /// `nil` when it holds nothing that can be played; it then stays aside.
    package var duration: Duration?

    package init(file: String, duration: Duration?) {
        self.file = file
        self.duration = duration
    }
}

/// Finds what a crash has left, makes each file whole and gives it its name.
package enum RecordingLeftovers {
    /// Looks in one folder. To be called before the engine records into it.
    package static func complete(in folder: String) -> [RecoveredRecording] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(RecordingFile.suffix) }.sorted().map { name in
            let aside = "\(folder)/\(name)"
            let path = String(aside.dropLast(RecordingFile.suffix.count))
            return RecoveredRecording(file: path, duration: complete(aside, as: path))
        }
    }

    private static func complete(_ aside: String, as path: String) -> Duration? {
        // A complete file of that name is never written over.
        guard !FileManager.default.fileExists(atPath: path),
            let data = try? Data(contentsOf: URL(filePath: aside), options: .mappedIfSafe)
        else { return nil }
        let bytes = [UInt8](data)
        let repaired = bytes.starts(with: Array("OggS".utf8)) ? OggRepair.repair(bytes) : WAVRepair.repair(bytes)
        guard let repaired, overwrite(aside, repaired), RecordingFile.giveName(to: path) else { return nil }
        return repaired.duration
    }

    private static func overwrite(_ file: String, _ repaired: RepairedRecording) -> Bool {
        guard let handle = FileHandle(forUpdatingAtPath: file) else { return false }
        defer { try? handle.close() }
        do {
            try handle.seek(toOffset: UInt64(repaired.offset))
            try handle.write(contentsOf: Data(repaired.bytes))
            try handle.truncate(atOffset: UInt64(repaired.length))
            try handle.synchronize()
            return true
        } catch {
            return false
        }
    }
}

/// What has to be written where, so that a file is whole.
struct RepairedRecording {
    var offset: Int
    var bytes: [UInt8]
    /// Of the whole file, in bytes.
    var length: Int
    var duration: Duration
}

/// A WAV file of ours whose header states less than the file holds.
private enum WAVRepair {
    static func repair(_ bytes: [UInt8]) -> RepairedRecording? {
        for (format, channels) in [(WAVFormat.pcm16, 1), (.alaw, 2)] {
            let header = WAVHeader(format: format, sampleRate: 8000, channels: channels)
            let block = channels * format.bytesPerSample
            let audio = (bytes.count - header.length) / block * block
            guard bytes.count > header.length, audio > 0, isSame(bytes, header.bytes(dataLength: 0)) else { continue }
            return RepairedRecording(
                offset: 0, bytes: header.bytes(dataLength: audio), length: header.length + audio,
                duration: .microseconds(audio / block * 125))
        }
        return nil
    }

    /// The same header but for its lengths.
    private static func isSame(_ bytes: [UInt8], _ header: [UInt8]) -> Bool {
        let lengths = [4..<8, header.count - 12..<header.count - 8, header.count - 4..<header.count]
        return header.indices.allSatisfy { index in
            bytes[index] == header[index] || lengths.contains { $0.contains(index) }
        }
    }
}

/// An Ogg stream of ours that has no last page.
private enum OggRepair {
    static func repair(_ bytes: [UInt8]) -> RepairedRecording? {
        var pages: [Range<Int>] = []
        var start = 0
        while let length = OggPage.length(in: bytes, at: start) {
            pages.append(start..<start + length)
            start += length
        }
        // The head and the tags alone are no recording.
        guard pages.count > 2, let last = pages.last, let head = pages.first, head.count >= 28 + 19 else { return nil }
        var page = Array(bytes[last])
        page[5] |= OggPage.isLast
        OggPage.seal(&page)
        let granule = (0..<8).reduce(Int64(0)) { $0 | Int64(page[6 + $1]) << (8 * $1) }
        let preSkip = Int64(bytes[28 + 10]) | Int64(bytes[28 + 11]) << 8
        return RepairedRecording(
            offset: last.lowerBound, bytes: page, length: last.upperBound,
            duration: .microseconds(max(0, granule - preSkip) * 1000 / 48))
    }
}
