import CivicCore

/// Values in Mandarin, as said on a public line.
package struct MandarinGrammar: SpeechGrammar {
    package let language = Language.mandarin
    package let wordSeparator = ""
    package let comma = "，"
    package let fullStop = "。"

    package init() {}
    package var vocabulary: [String] { [] }
    package func words(for value: SpokenValue) -> [SpokenWord] { [] }
}
