import CivicCore
import Testing

@testable import CivicSpeech

@Suite("Rendering")
struct RendererTests {
    private func render(_ utterances: [Utterance], _ language: Language) throws -> Rendering {
        try Shipped.catalogue.get().render(utterances, in: language)
    }

    @Test("a lead-in goes on into its value, and the next sentence begins after a full stop")
    func leadIn() throws {
        let utterances: [Utterance] = [
            .prompt("case-opened"), .value(.caseNumber("26-041")), .pause(milliseconds: 500), .prompt("repeat-number"),
        ]
        let english = try render(utterances, .english)
        #expect(
            english.text
                == "Your matter has been registered. Your case number is two six, zero four one. To hear the number "
                + "again, press 1. When you have written it down, hang up, or press pound to go on.")
        #expect(
            english.parts == [
                .clip("en/case-opened"), .clip("en/digit.2"), .clip("en/digit.6"), .pause(milliseconds: 350),
                .clip("en/digit.0"), .clip("en/digit.4"), .clip("en/digit.1"), .pause(milliseconds: 500),
                .clip("en/repeat-number"),
            ])
        #expect(
            try render(utterances, .mandarin).text
                == "您的问题已经登记。办件编号是二六，零四幺。重听编号请按1。记好以后，可以挂机，或者按井号键继续。")
    }

    @Test("a part of a sentence between two values needs no full stop")
    func wordBetweenValues() throws {
        let utterances: [Utterance] = [
            .prompt("hours-today"), .value(.timeOfDay(hour: 8, minute: 30)), .prompt("hours-to"),
            .value(.timeOfDay(hour: 17, minute: 30)), .prompt("goodbye"),
        ]
        #expect(try render(utterances, .mandarin).text == "今天的人工服务时间是上午八点半到下午五点半。再见。".replacing("上午", with: "早上"))
        #expect(
            try render(utterances, .english).text
                == "Today our agents are here from eight thirty a.m. to five thirty p.m. Goodbye.")
    }

    @Test("a wait and a place in line sound natural together")
    func waiting() throws {
        let utterances: [Utterance] = [
            .value(.position(3)), .prompt("queue-wait"), .value(.minutesRange(3...5)), .prompt("queue-choices"),
        ]
        #expect(
            try render(utterances, .english).text
                == "You are third in line. Your wait will be between three and five minutes. To leave a message instead, "
                + "press 1. Otherwise, please stay on the line.")
        #expect(
            try render(utterances, .mandarin).text
                == "您现在排在第三位。预计等候时间是三到五分钟。不想等候，请按1留言。继续等候，请不要挂机。")
    }

    @Test("an unknown id is shown and plays nothing")
    func unknownID() throws {
        #expect(
            try render([.prompt("no-such"), .prompt("goodbye")], .english)
                == Rendering(parts: [.clip("en/goodbye")], text: "⟨no-such⟩ Goodbye."))
    }

    @Test("music is shared by all languages")
    func music() throws {
        #expect(
            try render([.prompt("music-comfort")], .mandarin)
                == Rendering(parts: [.clip("shared/music-comfort")], text: "♪ music-comfort"))
    }

    @Test("a language without grammar or text is shown as such instead of being silent in the transcript")
    func unknownLanguage() throws {
        let french = Language(tag: "fr")
        #expect(
            try render([.prompt("goodbye"), .value(.number(1))], french)
                == Rendering(parts: [], text: "⟨goodbye⟩ ⟨fr?⟩"))
    }

    @Test("nothing is made of no or negative silence")
    func pauses() throws {
        #expect(try render([.pause(milliseconds: 0), .pause(milliseconds: -5)], .english) == Rendering())
    }
}
