import Testing

@testable import CivicDialplan

@Suite("The reference of the steps in Chinese")
struct ChineseStepsTests {
    private static let english = StepForm.all.flatMap { [$0.summary] + $0.words.map(\.text) }

    @Test("every sentence of the table has one, and no translation is of nothing")
    func complete() {
        #expect(Self.english.filter { ChineseSteps.texts[$0] == nil } == [])
        let known = Set(Self.english + StepForm.common.map(\.text))
        #expect(ChineseSteps.texts.keys.filter { !known.contains($0) } == [])
        for (english, chinese) in ChineseSteps.texts {
            #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(english)")
        }
    }

    @Test("what the table cannot hold has one as well, and the ways out have the same words")
    func notes() {
        for form in StepForm.all {
            #expect((ChineseSteps.notes(of: form) == nil) == (StepReference.notes(of: form) == nil), "\(form.word)")
            for way in form.waysOut where form.word != .call {
                #expect(ChineseSteps.ways(of: form).contains(way.name), "\(form.word)")
            }
        }
    }
}
