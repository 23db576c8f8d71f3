import CivicCore
import Foundation
import Testing

@testable import CivicSpeech

/// The files that are shipped, read once.
enum Shipped {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static let catalogue = Result {
        try PromptCatalogue.load(text("prompts/catalogue.yaml"), file: "prompts/catalogue.yaml")
    }

    static func spoken(_ value: SpokenValue, _ language: Language) throws -> String {
        try catalogue.get().render([.value(value)], in: language).text
    }
}
