import CivicCore
import CivicQueue
import Testing

@Suite("The wait estimate")
struct AnswerPaceTests {
    @Test("is position × interval as a range around it")
    func steady() {
        let pace = Self.answers(every: [60, 60, 60, 60, 60, 60])
        let now = MonotonicInstant.zero + .seconds(360)
        #expect(pace.estimate(position: 1, at: now, busySince: .zero) == 1...1)
        #expect(pace.estimate(position: 5, at: now, busySince: .zero) == 5...5)

        let uneven = Self.answers(every: [30, 90, 30, 90, 30, 90, 30, 90])
        let later = MonotonicInstant.zero + .seconds(480)
        // m ≈ 62 s, s ≈ 30 s: 4·m ± 2·s is 189…310 s.
        #expect(uneven.estimate(position: 4, at: later, busySince: .zero) == 3...6)
    }

    @Test("is silent with fewer than five samples")
    func tooFew() {
        let pace = Self.answers(every: [60, 60, 60, 60])
        #expect(pace.estimate(position: 1, at: .zero + .seconds(240), busySince: .zero) == nil)
    }

    @Test("is silent when the pace is too uneven to help")
    func tooUneven() {
        let pace = Self.answers(every: [5, 900, 5, 900, 5, 900, 5])
        #expect(pace.estimate(position: 1, at: .zero + .seconds(2720), busySince: .zero) == nil)
    }

    @Test("forgets what is older than half an hour")
    func old() {
        let pace = Self.answers(every: [60, 60, 60, 60, 60, 60])
        let late = MonotonicInstant.zero + .seconds(360 + 1800 + 60)
        #expect(pace.estimate(position: 1, at: late, busySince: late) == nil)
    }

    @Test("grows when no answer comes for longer than usual")
    func slowingDown() throws {
        let pace = Self.answers(every: [60, 60, 60, 60, 60, 60])
        let usual = try #require(pace.estimate(position: 8, at: .zero + .seconds(360), busySince: .zero))
        let slow = try #require(pace.estimate(position: 8, at: .zero + .seconds(540), busySince: .zero))
        #expect(slow.upperBound > usual.upperBound)
    }

    @Test("learns nothing from times in which nobody waited")
    func emptyLine() {
        var pace = AnswerPace()
        for answer in 1...20 {
            let at = MonotonicInstant.zero + .seconds(answer * 30)
            pace.answered(at: at, busySince: at - .seconds(5))
        }
        #expect(pace.estimate(position: 1, at: .zero + .seconds(600), busySince: .zero + .seconds(599)) == nil)
    }

    @Test("is silent while nobody is at work in the queue")
    func nobodyAtWork() {
        var floor = Floor([QueueDefinition(id: "general", wrapUp: .zero)])
        for id in Int64(1)...12 { floor.join(id) }
        floor.ready("li.na")
        for id in Int64(1)...8 {
            floor.answer("li.na")
            floor.wait(.seconds(60))
            floor.tell(.talkEnded(placeId: id, .citizenHungUp))
        }
        #expect(floor.dispatcher.position(of: 12) == 4)
        #expect(floor.dispatcher.waitEstimate(of: 12) == 4...4)
        floor.tell(.chose(agent: "li.na", .notReady(reason: "break")))
        #expect(floor.dispatcher.waitEstimate(of: 12) == nil)
    }

    /// Answers with these seconds between them, in a line that never runs empty.
    static func answers(every intervals: [Int]) -> AnswerPace {
        var pace = AnswerPace()
        var at = MonotonicInstant.zero
        pace.answered(at: at, busySince: .zero)
        for interval in intervals {
            at += .seconds(interval)
            pace.answered(at: at, busySince: .zero)
        }
        return pace
    }
}
