import CivicDSP
import Foundation
import Glibc

/// A recording on the disk: written aside under `NAME.part`, and given its name when it is complete.
///
/// After every write the file can be played as it stands: a WAV header is put right at once, and an Ogg page is whole
/// by itself. So a crash costs what had not been written yet, half a second; a power cut, what was not synced.
struct RecordingFile {
    static let suffix = ".part"

    let path: String
    private let descriptor: CInt
    private let disk: RecordingDisk
    private var container: any RecordingContainer
    private var pending: [UInt8] = []
    private let beginning: Int  // bytes
    private var length = 0  // bytes in the file behind its beginning

    /// Makes the file and its folder; `nil` when the system refuses.
    init?(path: String, format: RecordingFormat, tracks: Int, disk: RecordingDisk) {
        let container: (any RecordingContainer)? =
            switch format {
            case .wav: WAVRecording(format: tracks == 1 ? .pcm16 : .alaw, channels: tracks)
            case .opus: OggOpusRecording(channels: tracks, serial: .random(in: 1 ... .max))
            }
        guard var container else { return nil }
        let folder = URL(filePath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = open(path + Self.suffix, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return nil }
        let first = container.begin()
        self.path = path
        self.disk = disk
        self.descriptor = descriptor
        self.container = container
        beginning = first.count
        guard disk.write(first, 0, descriptor) else {
            _ = close(descriptor)
            return nil
        }
    }

    var hasPending: Bool { !pending.isEmpty }

    /// Takes one frame, tracks interleaved; nothing goes to the disk yet.
    mutating func append(_ frame: Span<Int16>) { container.append(frame, to: &pending) }

    /// Writes what is pending, so that the file plays up to there.
    mutating func flush() -> Bool {
        guard !pending.isEmpty else { return true }
        guard disk.write(pending, beginning + length, descriptor) else { return false }
        length += pending.count
        pending.removeAll(keepingCapacity: true)
        guard let head = container.head(after: length) else { return true }
        return disk.write(head, 0, descriptor)
    }

    /// Makes what was written outlive a power cut.
    func sync() -> Bool { fdatasync(descriptor) == 0 }

    /// Completes the file, syncs it and gives it its name.
    mutating func finish(masked: [MaskedStretch]) -> Bool {
        container.end(masked: masked, to: &pending)
        let isWhole = flush() && fsync(descriptor) == 0
        _ = close(descriptor)
        return isWhole && Self.giveName(to: path)
    }

    /// Closes a file that cannot be written any more; what it holds stays aside.
    func abandon() { _ = close(descriptor) }

    /// Takes the suffix away; the folder is synced, so that the name lasts.
    static func giveName(to path: String) -> Bool {
        guard rename(path + suffix, path) == 0 else { return false }
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return true }
        defer { _ = close(folder) }
        return fsync(folder) == 0
    }
}
