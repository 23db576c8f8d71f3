import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The simulator")
struct WalkSimulatorTests {
    private func simulator() throws -> WalkSimulator {
        let catalogue = try Sample.catalogue()
        var environment = Sample.environment
        environment.catalogue = catalogue
        let (plan, _) = PlanLoader.load(
            try Sample.text("dialplans/county.yaml"), file: "county.yaml", environment: environment)
        return WalkSimulator(
            plan: try #require(plan),
            context: CallerContext(callerNumber: "8613900000001", calledNumber: "12345", language: .mandarin),
            catalogue: catalogue, begin: Sample.morning)
    }

    @Test("a case's state is read out in the caller's language, by number and proof")
    func caseStatus() throws {
        var simulator = try simulator()
        var lines = simulator.start()
        #expect(lines.contains { $0.hasPrefix("▶ says: 您好") })
        #expect(lines.contains("? look-up caller number=8613900000001"))
        #expect(simulator.awaits == "look-up caller")
        _ = simulator.run("not-found")
        lines = simulator.run("2")
        #expect(lines.prefix(2) == ["⌨ 2", "■ speech stops"])
        #expect(lines.contains("language: en"))
        lines = simulator.run("")
        #expect(lines.first?.hasPrefix("⏱ ") == true)
        lines = simulator.run("1")
        #expect(lines.contains { $0.contains("Please key in your case number") })
        _ = simulator.run("10000017")
        lines = simulator.run("key 123*#")
        #expect(lines.contains("? look-up case-status number=10000017 proof=123*"))
        #expect(simulator.awaits == "look-up case-status")
        _ = simulator.run("found case=10000017 state=in-work due=2026-12-01 updated=2026-11-20")
        lines = simulator.run("")
        let told = lines.first { $0.hasPrefix("▶ says: Your case number is") } ?? ""
        #expect(told.contains("The office in charge is working on your matter."))
        #expect(told.contains("You will have an answer by December"))
        #expect(simulator.run("hangup") == [])
        #expect(simulator.run("1") == ["the call is over"])
    }

    @Test("a source outside answers a trial call by hand, with the types that it declares, and a test is made of it")
    func sourceOutside() throws {
        var environment = Sample.environment
        environment.lookUps["water-bill"] = LookUpSignature(
            arguments: ["account": .text],
            fields: ["owed": .number, "state": .oneOf(["due", "paid"]), "last-day": .date, "opens": .time])
        let text = """
            dialplan: water
            answers: ["12345"]
            languages: [en, zh-CN]
            person: none
            start: bill
            steps:
              bill:
                look-up: water-bill
                with: { account: '10023' }
                into: bill
                found: told
                not-found: bye
                late: bye
                failed: bye
              told: { say: [{ value: bill.owed, as: money }, { value: bill.opens, as: time }], then: bye }
              bye: { goodbye: [] }
            """
        let plan = try #require(PlanLoader.load(text, file: "water.yaml", environment: environment).plan)
        var simulator = WalkSimulator(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "12345", language: .english),
            catalogue: try Sample.catalogue(), begin: Sample.morning)
        _ = simulator.start()
        #expect(simulator.awaits == "look-up water-bill")
        #expect(simulator.sampleAnswer == "found last-day=2026-12-01 opens=08:30 owed=1 state=due")
        let lines = simulator.run("found owed=4250 state=paid opens=08:30 last-day=2026-12-15")
        #expect(lines.contains { $0.hasPrefix("▶ says: ") && $0.contains("forty-two yuan and fifty fen") }, "\(lines)")
        let made = HostAnswers(simulator.call).lines
        #expect(
            made == [
                "look-ups:", #"  water-bill: { last-day: 2026-12-15, opens: "08:30", owed: 4250, state: "paid" }"#,
            ],
            "\(made)")
    }

    @Test("a caller in line hears place and wait, and the agent ends the call")
    func line() throws {
        var simulator = try simulator()
        _ = simulator.start()
        _ = simulator.run("0")
        #expect(simulator.awaits == "line")
        var lines = simulator.run("joined 2 3-5")
        lines += simulator.run("")
        #expect(lines.contains { $0.contains("您现在排在第二位") })
        lines = simulator.run("agent")
        #expect(lines.contains("♪ off"))
        #expect(simulator.awaits == "agent")
        #expect(simulator.run("served").contains { $0.contains("再见") })
        #expect(simulator.run("wait 1m").contains("☏ hangs up: goodbye"))
    }

    @Test("a transfer is answered by a word, and a survey is shown")
    func transferAndSurvey() throws {
        let plan = try Sample.plan(
            Sample.lab(
                "  start: { transfer: { number: \"110\" }, story: true, summary: Test, failed: bye, no-answer: bye, "
                    + "over: rate }\n"
                    + "  rate:\n    survey: after\n    questions: [{ name: polite, prompt: welcome }]\n"
                    + "    comment: { prompt: welcome }\n    then: bye\n"))
        var simulator = WalkSimulator(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "1", language: .english),
            catalogue: try Sample.catalogue(), begin: Sample.morning)
        #expect(simulator.start().contains("→ rings 110, with the story: Test"))
        #expect(simulator.awaits == "transfer")
        #expect(simulator.run("picked-up") == [])
        #expect(simulator.run("busy") == ["they talk already; 'over' ends it"])
        #expect(simulator.run("over").contains("· rate"))
        _ = simulator.run("4")
        _ = simulator.run("#")
        _ = simulator.run("")
        #expect(simulator.awaits == "recording")
        #expect(simulator.run("recorded 7").contains("★ survey after: polite 4, comment of 7 s"))
    }

    @Test("commands that do not fit get an answer and change nothing")
    func misfits() throws {
        var simulator = try simulator()
        _ = simulator.start()
        #expect(simulator.run("dance") == ["no command is called 'dance'; 'help' lists them"])
        #expect(simulator.run("recorded 5") == ["nothing is being recorded"])
        #expect(simulator.run("agent") == ["the caller is not in line"])
        #expect(simulator.run("busy") == ["nobody is being rung"])
        #expect(simulator.run("case 1") == ["no case is being opened"])
        #expect(simulator.run("wait forever") == ["'wait' takes a time such as 800ms, 5s or 2m"])
        #expect(simulator.run("found x") == ["a field is name=value, found 'x'"])
        #expect(simulator.run("help").first?.contains("hangup") == true)
    }
}
