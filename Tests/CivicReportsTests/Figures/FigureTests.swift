import CivicCore
import CivicReports
import Foundation
import Testing

/// Ten visits that are reckoned by hand.
///
///     no  origin       waits  ends                 talk  hold  wrap-up  word
///      1  call          4 s   served               100 s   0 s   20 s   solved-on-call
///      2  call         15 s   served               200 s  30 s   40 s   case-opened
///      3  call         16 s   transferred           60 s   0 s    0 s   information-given
///      4  transfer     40 s   served               140 s  10 s   40 s   information-given
///      5  call          3 s   abandoned (short)
///      6  call         90 s   abandoned
///      7  call         30 s   message
///      8  call         20 s   call-back-chosen
///      9  call-back   600 s   served               100 s   0 s   30 s   wrong-number
///     10  call                still waits
@Suite struct FigureTests {
    private let sums: VisitSums = {
        var sums = VisitSums()
        for visit in Self.visits { sums += VisitSums(visit) }
        return sums
    }()

    private static let visits = [
        visit(1, .call, waits: 4, .served, talk: 100, hold: 0, wrapUp: 20, "solved-on-call"),
        visit(2, .call, waits: 15, .served, talk: 200, hold: 30, wrapUp: 40, "case-opened"),
        visit(3, .call, waits: 16, .transferred, talk: 60, hold: 0, wrapUp: 0, "information-given"),
        visit(4, .transfer, waits: 40, .served, talk: 140, hold: 10, wrapUp: 40, "information-given"),
        visit(5, .call, waits: 3, .abandoned),
        visit(6, .call, waits: 90, .abandoned),
        visit(7, .call, waits: 30, .message),
        visit(8, .call, waits: 20, .callBackChosen),
        visit(9, .callBack, waits: 600, .served, talk: 100, hold: 0, wrapUp: 30, "wrong-number"),
        visit(10, .call, waits: nil, nil),
    ]

    static func visit(
        _ place: Int64, _ origin: QueueVisit.Origin, waits: Double?, _ ending: QueueVisit.Ending?,
        talk: Double? = nil, hold: Double = 0, wrapUp: Double = 0, _ outcome: String? = nil
    ) -> QueueVisit {
        let began = Date(timeIntervalSince1970: 1_795_000_000 + Double(place))
        var visit = QueueVisit(
            place: place, began: began, conversation: ConversationReference(text: "C-\(place)"), queue: "general",
            language: .mandarin, origin: origin, cause: origin == .callBack ? "asked" : nil)
        guard let waits else { return visit }
        let over = began.addingTimeInterval(waits)
        visit.ending = ending
        visit.ended = over
        guard let talk else { return visit }
        visit.answered = over
        visit.agent = "li.na"
        visit.ended = over.addingTimeInterval(talk)
        visit.hold = Int64(hold * 1_000)
        visit.wrapUp = Int64(wrapUp * 1_000)
        visit.outcome = outcome
        return visit
    }

    /// 1 to 8 and 10 entered. Of these 9, without the short one and the one who waits, 7 count. In time: 1 and 2, exactly
    /// 15 s among them. Talks: 1, 2, 3, 4, 9. A wrong number is not judged; 3 was passed on.
    private static let expected: [(Figure, Double)] = [
        (.entered, 9), (.answered, 4), (.shortAbandons, 1), (.serviceLevel, 2.0 / 7), (.connected, 4.0 / 7),
        (.abandonment, 1.0 / 7), (.speedOfAnswer, 75.0 / 4), (.handlingTime, 730.0 / 5), (.holdTime, 40.0 / 5),
        (.firstAnswers, 0.5), (.transfers, 0.2), (.callBacksKept, 1),
    ]

    @Test("figures are as reckoned by hand", arguments: expected)
    func handReckoned(figure: Figure, value: Double) throws {
        let found = try #require(figure.value(of: sums))
        #expect(abs(found - value) < 1e-12)
    }

    @Test("occupancy is the busy part of the time in which agents could be called; pauses do not count")
    func occupancy() throws {
        var time = TimeSums()
        time.byState = [.ready: 600, .reserved: 10, .ringing: 40, .talking: 800, .wrapUp: 150, .paused: 5_000]
        #expect(Figure.occupancy.value(of: VisitSums(), time) == 1_000.0 / 1_600)
        #expect(time.signedIn == 6_600)
    }

    @Test("without anything to divide by there is no figure", arguments: Figure.allCases.filter { $0.unit != .count })
    func nothing(figure: Figure) {
        #expect(figure.value(of: VisitSums()) == nil)
    }

    @Test("a promise is broken when nobody was reached, and kept when the citizen called first")
    func promises() {
        var sums = VisitSums()
        sums += VisitSums(Self.visit(1, .callBack, waits: 9_000, .unreachable))
        sums += VisitSums(Self.visit(2, .callBack, waits: 300, .calledAgain))
        sums += VisitSums(Self.visit(3, .callBack, waits: nil, nil))
        #expect((sums.promised, sums.kept, sums.broken) == (3, 1, 1))
        #expect(Figure.callBacksKept.value(of: sums) == 0.5)
        #expect(sums.entered == 0)
    }

    @Test("a talk that the hotline cut off was answered, and tells nothing of how long talks are")
    func cutOff() {
        let sums = VisitSums(Self.visit(1, .call, waits: 4, .hotlineEnded, talk: 0))
        #expect((sums.answered, sums.answeredInTime, sums.talks) == (1, 1, 0))
    }

    @Test("what a visit adds can be taken away again")
    func takenAway() {
        var sums = self.sums
        for visit in Self.visits { sums -= VisitSums(visit) }
        #expect(sums == VisitSums())
    }
}
