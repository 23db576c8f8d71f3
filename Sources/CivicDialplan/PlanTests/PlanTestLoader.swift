import CivicCore
import CivicYAML

/// Reads a file of tests beside a plan.
///
///     today: 2026-11-20                    # "monday 10:00" is the first Monday after it
///     calendars: { hotline: county-office }
///     tests:
///       - name: 0 leads to a person
///         keys: 0
///         expect: { queue: general }
struct PlanTestLoader {
    let file: String
    let plan: Plan
    let environment: PlanEnvironment
    private(set) var diagnostics: [Diagnostic] = []

    /// Tests that one file may have.
    static let mostTests = 2_000

    init(file: String, plan: Plan, environment: PlanEnvironment) {
        self.file = file
        self.plan = plan
        self.environment = environment
    }

    mutating func load(_ text: String) -> [PlanTest] {
        do {
            return read(try YAMLFile.parse(text, file: file))
        } catch {
            diagnostics += error.all
            return []
        }
    }

    private mutating func read(_ document: YAMLValue) -> [PlanTest] {
        var head = PlanTestReader(document, file: file, plan: plan, environment: environment)
        let today = head.date("today") ?? PlanTestTime.today
        let calendars = head.calendars()
        var tests: [PlanTest] = []
        if let list = head.yaml.required("tests") {
            let values = list.sequence ?? []
            if values.isEmpty {
                head.yaml.note("'tests' takes a list of tests, found \(list.kind)", at: list, rule: "wrong-type")
            }
            if values.count > Self.mostTests {
                head.yaml.note("the file has more than \(Self.mostTests) tests", at: list, rule: "too-many-tests")
            }
            var names: Set<String> = []
            for value in values.prefix(Self.mostTests) {
                var reader = PlanTestReader(value, file: file, plan: plan, environment: environment)
                let test = reader.test(today: today, calendars: calendars)
                if let test, !names.insert(test.name).inserted {
                    reader.yaml.note("another test is called '\(test.name)'", at: value, rule: "duplicate-test")
                }
                reader.yaml.finish()
                head.yaml.absorb(reader.yaml)
                if let test { tests.append(test) }
            }
        }
        head.yaml.finish()
        diagnostics += head.yaml.diagnostics
        return tests
    }
}
