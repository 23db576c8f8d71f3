import ArgumentParser
import CivicCore
import CivicDialplan
import CivicYAML
import Foundation

/// `civicline-bench dialplan`: what checking a dialplan costs, beside reading its text.
struct DialplanBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialplan", abstract: "Checking and proving a large dialplan, beside reading its text as YAML.",
        discussion: """
            The plan is a made-up one: menus that lead to one another, look-ups, hours and branches between them, and one \
            person. 'check' is everything that the compiler does after the text is read: names, types, the proof over all \
            hours and answers, and the lints.
            """)

    @Option(help: "Steps of the plan, 20 to 4900.")
    var steps = 1_000
    @Option(help: "How often it is done; the middle is told.")
    var rounds = 15
    @Flag(help: "Fail where checking 1,000 steps takes 200 ms or more.")
    var check = false

    func validate() throws {
        guard (20...4_900).contains(steps) else { throw ValidationError("--steps is 20 to 4900") }
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
    }

    func run() throws {
        let text = Self.plan(steps: steps)
        var read: [Double] = []
        var checked: [Double] = []
        let clock = ContinuousClock()
        for _ in 0..<rounds {
            let reading = try clock.measure { _ = try YAMLFile.parse(text, file: "bench.yaml") }
            var diagnostics: [Diagnostic] = []
            let all = clock.measure {
                diagnostics = PlanLoader.load(text, file: "bench.yaml", environment: Self.environment).diagnostics
            }
            guard !diagnostics.contains(where: { $0.severity == .error }) else {
                throw ValidationError("the made-up plan is faulty: \(diagnostics[0])")
            }
            read.append(reading.inSeconds * 1_000)
            checked.append((all - reading).inSeconds * 1_000)
        }
        let (reading, checking) = (Self.middle(read), Self.middle(checked))
        print("\(steps) steps, \(text.utf8.count / 1_024) KB")
        print("reading the text   \(reading.rounded(to: 1)) ms")
        print("check and proof    \(checking.rounded(to: 1)) ms   (\((checking / reading).rounded(to: 2)) of reading)")
        if check, checking * 1_000 / Double(steps) >= 200 {
            throw BenchFault(description: "checking takes \(checking.rounded(to: 1)) ms; 1,000 steps have 200 ms")
        }
    }

    private static func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static var environment: PlanEnvironment {
        let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
        let day = [WorkingSpan(start: 510, end: 720), WorkingSpan(start: 840, end: 1050)]
        let office = WorkingCalendar(
            id: "office", timeZone: zone,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day) }),
            holidays: LocalDate("2026-10-01").map { [$0: "National Day"] } ?? [:])
        return PlanEnvironment(
            catalogue: nil, queues: ["general"], services: ["water"],
            calendars: ["office": office, "desk": .always(id: "desk", timeZone: zone)])
    }

    private static func plan(steps: Int) -> String {
        let blocks = (0..<(steps / 4)).map { index in
            let next = (index + 1) % (steps / 4)
            let other = (index * 7 + 1) % (steps / 4)
            return """
                  m\(index):
                    menu: a
                    keys: { 1: h\(index), 2: m\(other), 3: m\(next) }
                    silence: m\(index)
                    wrong-key: m\(index)
                    exhausted: line
                  h\(index): { hours: office, open: l\(index), closed: s\(index) }
                  l\(index):
                    look-up: case-status
                    with: { number: "10000017", proof: "1234" }
                    into: status
                    found: m\(next)
                    not-found: m\(index)
                    late: line
                    failed: line
                  s\(index): { say: a, then: m\(next) }

                """
        }
        return "dialplan: bench\nanswers: [\"1\"]\nlanguages: [en]\nperson: line\nstart: m0\nsteps:\n" + blocks.joined()
            + "  line: { queue: general, closed: bye }\n  bye: { goodbye: b }\n"
    }
}
