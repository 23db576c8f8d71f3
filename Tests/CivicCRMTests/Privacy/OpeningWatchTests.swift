import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Which opened files are marked")
struct OpeningWatchTests {
    private func line(
        _ id: Int64, at seconds: Double = 0, by: String = "lin", name: String? = "林坐席", citizen: Int64? = nil,
        citizenName: String? = "禾小兰", household: [String] = [], ground: OpeningGround = .stated(.followUp, words: "")
    ) -> OpeningLine {
        OpeningLine(
            id: id, at: Date(timeIntervalSince1970: seconds),
            opening: FileOpening(by: by, look: .citizen, citizenId: citizen ?? id, ground: ground), byName: name,
            citizenName: citizenName, caseNumber: nil, household: household)
    }

    @Test("the eleventh different file within an hour, and what follows it in that hour")
    func many() {
        let lines = (1...12).map { line($0, at: Double($0) * 300) }
        #expect(Set(OpeningWatch().marks(lines).keys) == [11, 12])
        #expect(OpeningWatch().marks(lines.reversed()) == OpeningWatch().marks(lines))
        let slow = (1...12).map { line($0, at: Double($0) * 400) }
        #expect(OpeningWatch().marks(slow).isEmpty)
    }

    @Test("looking again at one file is no second file, and looks in calls do not count")
    func counted() {
        let again = (1...20).map { line($0, at: Double($0), citizen: 7) }
        #expect(OpeningWatch().marks(again).isEmpty)
        let calls = (1...20).map { line($0, at: Double($0), ground: .liveCall) }
        #expect(OpeningWatch().marks(calls).isEmpty)
        let two = (1...20).map { line($0, at: Double($0), by: $0 % 2 == 0 ? "lin" : "wang") }
        #expect(OpeningWatch().marks(two).isEmpty)
    }

    @Test("one's own name and one's own household, in calls as well")
    func own() {
        let marks = OpeningWatch().marks([
            line(1, name: "Emma Clark", citizenName: "emma  clark", ground: .liveCall),
            line(2, name: "禾大川", household: ["禾大川"]), line(3, name: "禾大川", household: ["禾小川"]),
            line(4, name: nil, citizenName: nil),
        ])
        #expect(marks == [1: [.ownName], 2: [.ownHousehold]])
    }

    @Test("a citizen whom the number did not know and the agent confirmed")
    func vouched() {
        #expect(OpeningWatch().marks([line(1, ground: .vouched)]) == [1: [.vouched]])
    }

    @Test("grounds come back from their words")
    func grounds() throws {
        let all: [OpeningGround] =
            [.liveCall, .vouched, .assigned, .ownCode, .filedIt]
            + OpeningReason.allCases.map { .stated($0, words: "a") }
        for ground in all { #expect(OpeningGround(word: ground.word, words: ground.words) == ground) }
        #expect(OpeningGround(word: "curiosity", words: "") == nil)
        #expect(Set(all.map(\.word)).count == all.count)
    }

    @Test(
        "subjects are read strictly", arguments: ["citizen/0", "citizen/-1", "case/", "case/1/2", "file/3", "", "13"])
    func subjects(text: String) {
        #expect(FileSubject(text) == nil)
        #expect(FileSubject("case/13") == .record(13) && FileSubject(FileSubject.citizen(7).text) == .citizen(7))
    }
}
