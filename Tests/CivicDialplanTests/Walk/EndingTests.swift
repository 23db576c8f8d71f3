import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("Ends, and steps that try out a line")
struct EndingTests {
    private func environment() -> PlanEnvironment {
        var environment = Sample.environment
        environment.catalogue = PromptCatalogue(
            entries: ["shutting-down", "goodbye", "a", "beep"].map {
                Prompt(id: $0, kind: .sentence, texts: [.english: $0])
            }, languages: [.english])
        return environment
    }

    @Test("a daemon that stops tells the caller, keeps the place in line and hangs up")
    func shuttingDown() throws {
        let plan = try Sample.plan(
            "dialplan: t\nanswers: [\"1\"]\nlanguages: [en]\nperson: line\nstart: line\nsteps:\n"
                + "  line: { queue: general, prompt: a, closed: bye }\n  bye: { goodbye: goodbye }\n", environment())
        var caller = Caller(plan)
        caller.start()
        let token = try #require(caller.queue)
        caller.send(.queue(token, .joined(position: 2, wait: nil)))
        var talking = caller
        caller.send(.shuttingDown)
        #expect(caller.said == ["shutting-down"])
        #expect(!caller.wants.contains { if case .leaveQueue = $0 { true } else { false } })
        caller.heard()
        #expect(caller.wants == [.hangUp(.shuttingDown)])
        talking.send(.queue(token, .answered))
        talking.send(.shuttingDown)
        #expect(talking.effects.isEmpty)
    }

    @Test("a message that is being spoken when the daemon stops becomes a case")
    func shuttingDownWhileRecording() throws {
        let plan = try Sample.plan(
            "dialplan: t\nanswers: [\"1\"]\nlanguages: [en]\nperson: none\nstart: say\nsteps:\n"
                + "  say: { record: message, prompt: a, then: open, empty: bye }\n"
                + "  open: { open-case: general, from: recording, into: c, opened: bye, failed: bye }\n"
                + "  bye: { goodbye: goodbye }\n", environment())
        var caller = Caller(plan)
        caller.start()
        caller.heard()
        caller.heard()
        caller.wait(.seconds(5))
        caller.send(.shuttingDown)
        #expect(caller.opening != nil)
        #expect(caller.wants.filter { if case .stopRecording = $0 { true } else { false } }.count == 1)
        #expect(caller.said == ["shutting-down"])
        caller.heard()
        #expect(caller.walk.isOver)
    }

    @Test("a call that was never answered is ended without a word")
    func shuttingDownBeforeAnswer() throws {
        var caller = Caller(try Sample.plan(Sample.lab("  start: { ring: 8s, then: bye }\n")))
        caller.start()
        #expect(caller.wants == [.ring])
        caller.send(.shuttingDown)
        #expect(caller.wants == [.hangUp(.shuttingDown)])
    }

    @Test("after the end nothing is wanted any more")
    func over() throws {
        var caller = Caller(try Sample.plan(Sample.lab("  start: { goodbye: [] }\n")))
        caller.start()
        #expect(caller.wants == [.hangUp(.goodbye)])
        caller.key("0")
        caller.send(.shuttingDown)
        caller.send(.hungUp)
        #expect(caller.effects.isEmpty)
        #expect(caller.walk.nextDeadline == nil)
    }

    private func lab(_ number: String) throws -> Caller {
        let (plan, _) = PlanLoader.load(
            try Sample.text("dialplans/lab/lab.yaml"), file: "lab.yaml", environment: Sample.environment)
        var caller = Caller(try #require(plan), called: number)
        caller.start()
        return caller
    }

    @Test("9000 answers by itself; 5 does nothing and 9 hangs up at once")
    func autoAnswer() throws {
        var caller = try lab("9000")
        #expect(caller.wants.first == .answer)
        #expect(caller.said == ["lab-welcome", "lab-long"])
        caller.key("5")
        #expect(caller.effects.isEmpty)
        caller.key("9")
        #expect(caller.wants == [.stopSpeaking, .hangUp(.goodbye)])
    }

    @Test("9001 rings for eight seconds and more before it answers")
    func ring() throws {
        var caller = try lab("9001")
        #expect(caller.wants == [.ring])
        caller.wait(.seconds(8))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(500))
        #expect(caller.wants.first == .answer)
    }

    @Test("9002 gives back the caller's voice after its prompt")
    func loop() throws {
        var caller = try lab("9002")
        caller.heard()
        #expect(caller.wants == [.loopBack(true)])
        caller.key("5")
        #expect(caller.effects.isEmpty)
        caller.wait(.seconds(3_600))
        #expect(caller.wants == [.loopBack(false), .hangUp(.goodbye)])
    }

    @Test("9003 records, whether speech is heard or not")
    func record() throws {
        var caller = try lab("9003")
        caller.heard()
        caller.heard()
        let token = try #require(caller.recording)
        #expect(caller.wants == [.record(token, longest: .seconds(120), purpose: .test)])
        caller.send(.recorded(token, seconds: 3, heardSpeech: false))
        #expect(caller.said == ["recorded-thanks"])
    }

    @Test("9005 plays its long prompt again and again until a key")
    func longPrompt() throws {
        var caller = try lab("9005")
        for _ in 0..<20 {
            #expect(caller.said == ["lab-wait"])
            caller.heard()
            caller.wait(.seconds(10))
        }
        caller.key("7")
        #expect(caller.said == ["lab-key"])
        caller.heard()
        #expect(caller.said == ["lab-wait"])
    }

    @Test("9006 goes one level on by any key, each with its tone")
    func levels() throws {
        var caller = try lab("9006")
        var heard: [Double] = []
        for key in "*07#" {
            for case .tone(_, let hertz, -12, .seconds(60)) in caller.wants { heard.append(hertz) }
            caller.key(String(key))
        }
        #expect(heard == [400, 550, 1_040, 1_800])
        #expect(caller.wants.last == .hangUp(.goodbye))
    }

    @Test("a tone of the country is asked for by its name, and any key goes on")
    func countryTone() throws {
        let plan = try Sample.plan(Sample.lab("  start: { tone: busy, for: 5s, then: bye }\n"))
        var caller = Caller(plan)
        caller.start()
        #expect(caller.wants.contains(.countryTone(WalkToken(value: 1), .busy, .seconds(5))))
        caller.key("1")
        #expect(caller.said == ["goodbye"])
        let (none, messages) = Sample.load(Sample.lab("  start: { tone: bsuy, for: 5s, then: bye }\n"))
        #expect(none == nil)
        #expect(
            messages.contains(
                "plan.yaml:7:18: error: 'tone' takes a frequency in Hz or one of dial, ringback, busy, congestion, found "
                    + "'bsuy'; did you mean 'busy'? [wrong-type]"))
    }

    @Test("a tone that is over goes on, also when the host forgets to say so")
    func toneOver() throws {
        var caller = try lab("9006")
        var forgotten = caller
        caller.send(.spoken(WalkToken(value: 1)))
        #expect(caller.wants == [.hangUp(.goodbye)])
        forgotten.wait(.seconds(62))
        #expect(forgotten.wants == [.hangUp(.goodbye)])
    }

    @Test("9007 answers and plays nothing")
    func quiet() throws {
        var caller = try lab("9007")
        #expect(caller.wants == [.answer])
        caller.key("0123456789*#")
        caller.wait(.seconds(3_599))
        #expect(caller.effects.isEmpty)
    }
}
