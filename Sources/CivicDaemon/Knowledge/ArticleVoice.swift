import CivicCRM
import CivicCore
import CivicHTTP
import CivicStore
import Foundation

/// Speaks articles with the house's voice, where nobody has recorded them.
struct ArticleVoice: Sendable {
    private let voice: HouseVoice
    private let prompts: String
    private let folder: String

    init(_ configuration: HotlineConfiguration, folder: String) {
        voice = HouseVoice(settings: configuration.files.promptSettings)
        prompts = configuration.files.prompts
        self.folder = folder
    }

    /// What was spoken of an article, to be laid down when it becomes a version.
    struct Recordings: Sendable {
        /// WAV files by `LANGUAGE/article.ID.VERSION.PART.wav`.
        fileprivate var files: [String: Data] = [:]
    }

    /// Speaks the parts that nobody has recorded; seconds go by, on another thread.
    ///
    /// All of them anew: what lies in the folder under the name of a version that is not in the book yet may say other
    /// words, which were refused or cut off.
    ///
    /// - Throws: ``ArticleRefusal/voiceFailed(_:)``
    func speak(_ article: Article) async throws -> Recordings {
        let own = self
        return try await Task.detached { try own.make(article) }.value
    }

    /// Lays them down, all of them durable when it returns. Only whoever may make the version calls it, one at a time.
    ///
    /// - Throws: ``ArticleRefusal/voiceFailed(_:)``
    func keep(_ recordings: Recordings) throws {
        do {
            for (clip, wav) in recordings.files {
                let path = "\(folder)/\(clip)"
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try DurableFile.write(wav, to: path)
            }
        } catch {
            throw ArticleRefusal.voiceFailed("\(error)")
        }
    }

    private func make(_ article: Article) throws -> Recordings {
        var recordings = Recordings()
        for (language, parts) in article.parts {
            for (index, part) in parts.enumerated() {
                let clip = "\(language)/\(article.prompt(part: index + 1)).wav"
                guard !FileManager.default.fileExists(atPath: "\(prompts)/\(clip)") else { continue }
                do {
                    recordings.files[clip] = try voice.speak(part, in: language)
                } catch {
                    throw ArticleRefusal.voiceFailed("\(error)")
                }
            }
        }
        return recordings
    }
}
