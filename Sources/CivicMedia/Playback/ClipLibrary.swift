import CivicDSP
import Foundation

/// Every prompt of a folder, in memory as A-law at 8 kHz: a file that vanishes later keeps playing.
///
/// A-law, because most trunks carry it: such a clip goes to the wire as it is.
package struct ClipLibrary: Sendable {
    private let clips: [String: [UInt8]]

    package init(clips: [String: [UInt8]] = [:]) {
        self.clips = clips
    }

    /// Reads every `.wav` file under `folder`; a clip's name is its path from there without the ending.
    ///
    /// Stereo becomes mono, other rates are resampled. The first file that cannot be used ends the loading.
    package static func load(folder: String) throws(MediaError) -> ClipLibrary {
        let root = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder), isFolder.boolValue,
            let walk = FileManager.default.enumerator(atPath: root.path)
        else { throw .clipUnreadable(file: folder, reason: "there is no such folder") }
        var clips: [String: [UInt8]] = [:]
        for case let path as String in walk where path.lowercased().hasSuffix(".wav") {
            let file = root.appending(path: path).path
            clips[String(path.dropLast(4))] = try read(file)
        }
        return ClipLibrary(clips: clips)
    }

    /// These clips, and those of `other` whose names are not among them.
    func adding(_ other: ClipLibrary) -> ClipLibrary {
        ClipLibrary(clips: clips.merging(other.clips) { own, _ in own })
    }

    package var names: Set<String> { Set(clips.keys) }

    func has(_ name: String) -> Bool { clips[name] != nil }

    package func duration(of name: String) -> Duration? {
        clips[name].map { .microseconds($0.count * 125) }
    }

    /// A-law codes of a clip, 125 µs each.
    func codes(of name: String) -> [UInt8]? { clips[name] }

    private static func read(_ file: String) throws(MediaError) -> [UInt8] {
        do {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
            let wav = try WAVFile(parsing: bytes)
            let samples = try Resampler.convert(wav.mono, from: wav.sampleRate, to: 8000)
            var codes = [UInt8](repeating: 0, count: samples.count)
            var output = codes.mutableSpan
            G711.encodeALaw(samples.span, into: &output)
            return codes
        } catch let error as WAVError {
            throw .clipUnreadable(file: file, reason: error.description)
        } catch is ResamplerError {
            throw .clipUnreadable(file: file, reason: "its sample rate cannot be brought to 8 kHz")
        } catch {
            throw .clipUnreadable(file: file, reason: "it cannot be read (\(error.localizedDescription))")
        }
    }
}
