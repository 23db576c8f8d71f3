import CivicCore

/// Values in English, as said on a public line.
package struct EnglishGrammar: SpeechGrammar {
    package let language = Language.english
    package let wordSeparator = " "
    package let comma = ","
    package let fullStop = "."

    package init() {}
    package var vocabulary: [String] { [] }
    package func words(for value: SpokenValue) -> [SpokenWord] { [] }
}
