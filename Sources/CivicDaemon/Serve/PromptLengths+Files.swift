import CivicCore
import CivicDSP
import CivicDialplan
import CivicSpeech
import Foundation

extension PromptLengths {
    /// Looks into the head of the recording of every sentence below the folders of prompts; the first that has it counts.
    ///
    /// A file that is not there or cannot be read has no length: that it is missing is told elsewhere.
    init(of catalogue: PromptCatalogue, in folders: [String]) {
        var lengths: [Recording: Duration] = [:]
        for prompt in catalogue.entries.values where prompt.kind == .sentence {
            for language in catalogue.languages {
                guard let clip = prompt.clip(in: language) else { continue }
                lengths[Recording(id: prompt.id, language: language)] =
                    folders.lazy.compactMap { Self.length(ofFile: "\($0)/\(clip).wav") }.first
            }
        }
        self.init(lengths)
    }

    private static func length(ofFile path: String) -> Duration? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: WAVFile.headLength), let end = try? file.seekToEnd() else {
            return nil
        }
        return try? WAVFile.duration(head: [UInt8](head), fileLength: Int(clamping: end))
    }
}
