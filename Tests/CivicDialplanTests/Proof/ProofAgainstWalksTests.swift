import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

/// Plans that nobody wrote: a few steps of every kind that leads a silent caller somewhere, wired at random.
private struct RandomPlan {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func text() -> String {
        let names = (0..<Int.random(in: 3...9, using: &random)).map { "s\($0)" }
        let targets = names + ["line", "line", "bye"]
        func one(_ random: inout SplitMix64) -> String { targets.randomElement(using: &random) ?? "line" }
        let steps = names.map { name -> String in
            let (a, b, c, d) = (one(&random), one(&random), one(&random), one(&random))
            switch Int.random(in: 0..<7, using: &random) {
            case 0: return "  \(name): { say: a, then: \(a) }\n"
            case 1, 2:
                return """
                      \(name):
                        menu: m
                        keys: { 1: \(d) }
                        attempts: \(Int.random(in: 1...3, using: &random))
                        silence: \(a)
                        wrong-key: \(b)
                        exhausted: \(c)

                    """
            case 3: return "  \(name): { hours: hotline, open: \(a), closed: \(b), holiday: \(c), lunch: \(d) }\n"
            case 4:
                return """
                      \(name):
                        look-up: case-status
                        with: { number: "10000017", proof: "1234" }
                        into: status
                        found: \(a)
                        not-found: \(b)
                        late: \(c)
                        failed: \(d)

                    """
            case 5:
                let condition = ["status.state == \"closed\"", "has status.due", "language == \"en\""]
                return """
                      \(name):
                        branch: [{ when: '\(condition.randomElement(using: &random) ?? "")', then: \(a) }]
                        otherwise: \(b)

                    """
            default: return "  \(name): { open-case: water, from: keys, into: c, opened: \(a), failed: \(b) }\n"
            }
        }
        // A variable that conditions ask for is declared by a look-up that some plans never come to.
        return Sample.county(
            "  start: { say: a, then: s0 }\n" + steps.joined()
                + "  declares: { look-up: case-status, with: { number: \"1\", proof: \"2\" }, into: status, "
                + "found: line, not-found: line, late: line, failed: line }\n")
    }
}

/// A caller who presses nothing, at some hour, in a world that answers as it likes.
private struct SilentCall {
    enum End: Equatable { case helped, sentAway, stuck }

    private var call: VirtualCall
    private var random: SplitMix64
    private static let catalogue = PromptCatalogue(entries: [], languages: [.english, .mandarin])

    init(_ plan: Plan, seed: UInt64) {
        random = SplitMix64(seed: seed)
        let minutes = Int.random(in: 0..<(366 * 24 * 60), using: &random)
        call = VirtualCall(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "1", language: .english),
            catalogue: Self.catalogue, begin: Sample.morning.addingTimeInterval(Double(minutes) * 60))
    }

    mutating func run() -> End {
        call.send(.started)
        for _ in 0..<2_000 {
            if call.queue != nil { return .helped }
            if call.isOver { return .sentAway }
            if let lookUp = call.lookUps.first, Bool.random(using: &random) {
                call.answer(lookUp.token, outcome())
            } else if let token = call.openings.first, Bool.random(using: &random) {
                call.answer(token, caseNumber: Bool.random(using: &random) ? "10000017" : nil)
            } else if let next = call.nextEvent {
                _ = call.step(until: next)
            } else {
                return .stuck
            }
        }
        return .stuck
    }

    private mutating func outcome() -> LookUpOutcome {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .failed
        case 1: .notFound
        default:
            .found([
                "case": .text("10000017"),
                "state": .text(LookUpSignature.caseStates.sorted().randomElement(using: &random) ?? "closed"),
                "due": Bool.random(using: &random) ? .date(Sample.morning) : .absent,
            ])
        }
    }
}

@Suite("The proof beside brute force")
struct ProofAgainstWalksTests {
    /// Plans, and silent calls through each of them; more by the environment, for a long look.
    private static let plans = 1_500
    private static let calls = Int(ProcessInfo.processInfo.environment["CIVICLINE_PROOF_CALLS"] ?? "") ?? 600

    @Test("no silent caller contradicts a proof, and no plan is accused whose callers are all helped")
    func silent() {
        var (proven, accused, walked, confirmed) = (0, 0, 0, 0)
        for seed in 0..<UInt64(Self.plans) {
            var source = RandomPlan(seed: seed)
            let text = source.text()
            let (plan, diagnostics) = PlanLoader.load(text, file: "p.yaml", environment: Sample.environment)
            let errors = Set(diagnostics.filter { $0.severity == .error }.map(\.rule))
            // Loops and far persons are other proofs'.
            guard errors.subtracting(["no-person"]).isEmpty else { continue }
            guard let plan else {
                let silent = diagnostics.filter { $0.rule == "no-person" && $0.message.contains("presses nothing") }
                if !silent.isEmpty {
                    accused += 1
                    // The call that is shown is one that the machine has made; it ends as it says.
                    #expect(silent.allSatisfy { $0.example.last?.contains("☏ hung up: goodbye") == true }, "\(text)")
                    confirmed += 1
                }
                continue
            }
            proven += 1
            for index in 0..<UInt64(Self.calls) {
                var call = SilentCall(plan, seed: seed &* 1_000_003 &+ index)
                let end = call.run()
                walked += 1
                if end != .helped {
                    Issue.record("seed \(seed): call \(index) is \(end) although the plan is proven:\n\(text)")
                    return
                }
            }
        }
        #expect(proven > 100 && accused > 100, "\(proven) proven, \(accused) accused")
        #expect(walked == proven * Self.calls && confirmed == accused)
        print("\(proven) plans proven, \(accused) accused, \(walked) silent calls walked")
    }
}
