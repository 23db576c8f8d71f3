package import Foundation

/// Which text of which prompt in which language.
package struct PromptName: Codable, Hashable, Sendable {
    /// As a tag; `shared` for music and tones, which all languages share.
    package var language: String
    package var id: String

    package init(language: String, id: String) {
        self.language = language
        self.id = id
    }

    package static let sharedLanguage = "shared"

    /// The file below the folder of the prompts, without `.wav`.
    package var clip: String { "\(language)/\(id)" }
}

/// Where the prompts' texts and recordings are kept and made live; the daemon answers it for the pages.
package protocol PromptOffice: Sendable {
    func prompts() async throws -> PromptList
    /// The recordings that a prompt has had, the newest first.
    func recordings(of prompt: PromptName) async throws -> [PromptRecordingView]
    /// The WAV file that callers hear, or that of an earlier recording; `nil` where there is none.
    func sound(of prompt: PromptName, serial: Int?) async throws -> Data?
    /// Puts another text in the place of one, for new calls at once.
    ///
    /// - Parameter base: hash of the text that the edit began with.
    func setText(of prompt: PromptName, to text: String, base: String, by author: String) async throws -> PromptOutcome
    /// Makes a recording what new calls hear.
    ///
    /// - Parameters:
    ///   - text: hash of the text that it was made for.
    ///   - base: hash of the recording that it takes the place of.
    func take(
        _ wav: Data, as prompt: PromptName, source: PromptSource, text: String, base: String?, by author: String
    ) async throws -> PromptOutcome
    /// Brings an earlier recording back.
    func restore(_ serial: Int, of prompt: PromptName, base: String?, by author: String) async throws -> PromptOutcome
    /// A PIN for the recording booth.
    func openBooth(for prompts: [PromptName], in language: String, by author: String) async throws -> BoothOpening
}

/// How a recording comes through a page.
package enum PromptSource: String, Codable, CaseIterable, Sendable {
    case upload, browser
}

/// Why nothing was changed.
package enum PromptRefusal: Error, Equatable, Sendable {
    package enum Sound: String, Sendable {
        case unreadable, silent
        case tooShort = "too-short"
        case tooLong = "too-long"
        case rate
    }

    case unknownPrompt
    case unknownRecording
    /// Somebody else was faster.
    case changedMeanwhile
    case text(String)
    /// The catalogue's file is written in a way that is not to be edited by a program.
    case form(line: Int)
    /// The files of the hotline hold errors already; the first of them.
    case faulty(String)
    case sound(Sound, String)
    /// The folder of the prompts cannot be written.
    case unwritable(String)
    /// No number reaches the booth.
    case noBooth
}
