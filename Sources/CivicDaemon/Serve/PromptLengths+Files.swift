import CivicCore
import CivicDSP
import CivicDialplan
import CivicSpeech
import Foundation

extension PromptLengths {
    /// Looks into the head of the recording of every sentence below a prompts folder.
    ///
    /// A file that is not there or cannot be read has no length: that it is missing is told elsewhere.
    init(of catalogue: PromptCatalogue, in folder: String) {
        var lengths: [Recording: Duration] = [:]
        for prompt in catalogue.entries.values where prompt.kind == .sentence {
            for language in catalogue.languages {
                guard let clip = prompt.clip(in: language) else { continue }
                lengths[Recording(id: prompt.id, language: language)] = Self.length(ofFile: "\(folder)/\(clip).wav")
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
