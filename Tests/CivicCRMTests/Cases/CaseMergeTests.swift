import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Two cases about one thing")
struct CaseMergeTests {
    private let at = CaseHouseFixture.opened

    private func numbers() -> (CaseNumber, CaseNumber) { (CaseNumber(serial: 2), CaseNumber(serial: 1)) }

    @Test("the later one goes into the other, everyone is told, and it can be taken out where it stood")
    func merges() throws {
        let (number, mainNumber) = numbers()
        var merged = try LivedCase()
        var main = try LivedCase()
        try merged.act(.dispatch(unit: "transport"), by: LivedCase.li, at: at)
        let before = merged.life
        let outcome = try CaseMerge((number, merged.life), into: (mainNumber, main.life))
            .merge(note: "the same bridge", by: LivedCase.chen)
        merged.take(outcome.merged, by: "chen.hong", at: at)
        main.take(outcome.main, by: "chen.hong", at: at)
        #expect(merged.life.state == .merged && merged.life.mergedInto == mainNumber)
        #expect(merged.notices.suffix(3) == ["merged citizen", "merged receiver", "merged unit:transport"])
        #expect(main.notices == ["merged unit:agriculture"] && main.life.state == .received)
        #expect(throws: CaseRefusal.notNow(.merged)) { try merged.act(.remind, by: LivedCase.li, at: at) }

        let back = try CaseMerge((number, merged.life), into: (mainNumber, main.life))
            .undo(note: "two bridges", by: LivedCase.chen)
        merged.take(back.merged, by: "chen.hong", at: at)
        #expect(merged.life == before)
        #expect(CaseLife(merged.record, history: merged.history) == merged.life)
    }

    @Test("a merge that would lengthen a promise, or makes no sense, is refused")
    func refuses() throws {
        let (number, mainNumber) = numbers()
        let soon = try LivedCase().life
        let late = CaseLife(openedAt: at, promised: soon.deadline + 86_400, firstUnit: "transport")
        func refusal(_ work: () throws(CaseRefusal) -> CaseMerge.Outcome) -> CaseRefusal? {
            do throws(CaseRefusal) {
                _ = try work()
                return nil
            } catch {
                return error
            }
        }
        let wrongWay = CaseMerge((number, soon), into: (mainNumber, late))
        #expect(
            refusal { () throws(CaseRefusal) in try wrongWay.merge(note: "", by: LivedCase.chen) }
                == .mergeOtherWay(mainNumber))
        let itself = CaseMerge((number, soon), into: (number, soon))
        #expect(
            refusal { () throws(CaseRefusal) in try itself.merge(note: "", by: LivedCase.chen) } == .ownCase)
        let right = CaseMerge((number, late), into: (mainNumber, soon))
        #expect(
            refusal { () throws(CaseRefusal) in try right.merge(note: "", by: LivedCase.zhou) }
                == .notYourPart(needed: "the hotline centre"))
        #expect(
            refusal { () throws(CaseRefusal) in try right.undo(note: "", by: LivedCase.chen) } == .notNow(.received))
    }
}
