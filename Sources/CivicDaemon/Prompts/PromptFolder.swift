import Foundation

/// The folder of the prompts' files, as far as the studio writes to it.
struct PromptFolder: Sendable {
    let path: String

    var catalogue: String { path + "/catalogue.yaml" }
    func file(of clip: String) -> String { "\(path)/\(clip).wav" }
    func bytes(of clip: String) -> Data? { FileManager.default.contents(atPath: file(of: clip)) }

    /// What tells whether a file has changed without reading it; `nil` where there is none.
    func stamp(ofFile path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Stamp(
            size: (attributes[.size] as? NSNumber)?.int64Value ?? 0,
            number: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0,
            changed: attributes[.modificationDate] as? Date ?? .distantPast)
    }

    struct Stamp: Hashable, Sendable {
        var size: Int64
        /// The file system's own, which a renamed file brings along.
        var number: UInt64
        var changed: Date
    }
}
