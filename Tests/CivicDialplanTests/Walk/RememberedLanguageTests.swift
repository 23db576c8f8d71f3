import CivicCore
import Testing

@testable import CivicDialplan

@Suite("The language that a number chose before")
struct RememberedLanguageTests {
    private static let steps =
        "  start:\n    choose-language: hello\n    keys: { 1: en, 2: zh-CN }\n    then: home\n    silence: home\n"
        + "    wrong-key: home\n    exhausted: home\n  home: { say: home, then: line }\n"

    private func languages(_ effects: [WalkEffect]) -> [Language] {
        effects.compactMap { if case .say(_, _, let language, _) = $0 { language } else { nil } }
    }

    private func call(in remembered: Language?) throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(Self.steps)))
        if let remembered { caller.walk.begin(in: remembered) }
        caller.start()
        return caller
    }

    @Test("is greeted in first, and the others follow")
    func greeted() throws {
        var caller = try call(in: .mandarin)
        #expect(languages(caller.effects) == [.mandarin])
        caller.heard()
        #expect(languages(caller.effects) == [.english])
        #expect(languages(try call(in: nil).effects) == [.english])
        #expect(languages(try call(in: Language(tag: "ug")).effects) == [.english])
    }

    @Test("goes on in it without a key, and remembers nothing by that")
    func silent() throws {
        var caller = try call(in: .mandarin)
        caller.heard()
        caller.heard()
        caller.wait(.seconds(6))
        #expect(caller.said == ["home"])
        #expect(languages(caller.effects) == [.mandarin])
        #expect(!caller.effects.contains(.rememberLanguage(.mandarin)))
    }

    @Test("may be changed by key, and that is remembered")
    func changed() throws {
        var caller = try call(in: .mandarin)
        caller.key("1")
        #expect(caller.effects.contains(.rememberLanguage(.english)))
        #expect(languages(caller.effects) == [.english])
    }

    @Test("comes too late once the call has begun")
    func late() throws {
        var caller = try call(in: nil)
        caller.walk.begin(in: .mandarin)
        #expect(caller.walk.currentLanguage == .english)
    }
}
