import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicStore
import Foundation

// The tests beside a plan: read, checked, run, written.
extension PlanKeeper {
    package func testsFile(of name: String) -> PlanTestsFile? {
        guard let live = live(name) else { return nil }
        let file = PlanTestSuite.file(for: live.file)
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
        return PlanTestsFile(file: file, text: text ?? "", base: text.map { PlanVersion.hash(of: $0) })
    }

    package func checkTests(_ tests: String, of text: String, as name: String) -> [PlanFinding] {
        guard let (plan, rules, _) = compiled(text, as: name) else { return [] }
        let (_, diagnostics) = PlanTestSuite.load(
            tests, file: PlanTestSuite.file(for: plan.file), plan: plan, environment: rules.environment)
        return diagnostics.map { PlanFinding($0) }
    }

    package func tests(_ tests: String?, of text: String, as name: String) -> PlanTestsAnswer {
        var answer = PlanTestsAnswer()
        guard let (plan, rules, _) = compiled(text, as: name) else {
            answer.faults = ["The text has errors; its tests are run once it has none."]
            return answer
        }
        let (suite, faults) = suite(of: plan, rules, text: tests)
        answer.file = PlanTestSuite.file(for: plan.file)
        answer.faults = faults
        guard let suite else { return answer }
        var report = suite.run()
        report.add(othersTests(than: plan, rules), in: plan)
        answer.results = report.results.map { result in
            PlanTestsAnswer.Result(
                name: result.test.name, line: result.test.line,
                failure: result.failure.map { "\($0.diagnostic.line): \($0.diagnostic.message)" },
                transcript: result.failure?.transcript ?? [])
        }
        answer.coverage = report.coverage.lines
        return answer
    }

    package func saveTests(_ tests: String, as name: String, base: String?, by author: String) async throws
        -> PlanTestsSaved
    {
        try await oneAtATime { keeper in try await keeper.saveTestsNow(tests, as: name, base: base, by: author) }
    }

    package func addTest(of call: TrialCall, to tests: String, as name: String) -> PlanTestAdded {
        switch trial(call, through: name) {
        case .failure(let fault): return PlanTestAdded(fault: fault.text)
        case .success(let trial):
            let virtual = trial.simulator.call
            let file = PlanTestSuite.file(for: virtual.firstPlan.file)
            guard
                let added = PlanTestSuite.adding(
                    virtual, to: tests, file: file, plan: virtual.firstPlan, environment: trial.rules.environment)
            else {
                return PlanTestAdded(fault: "Nothing can be put at the end of \(file): let 'tests' be its last key.")
            }
            return PlanTestAdded(tests: added.text, line: added.line, name: added.name, holds: added.holds)
        }
    }

    private func saveTestsNow(_ tests: String, as name: String, base: String?, by author: String) async throws
        -> PlanTestsSaved
    {
        guard let present = testsFile(of: name) else { return PlanTestsSaved(refusal: .unknownPlan) }
        guard tests.utf8.count <= PlanBook.textLimit else { return PlanTestsSaved(refusal: .tooLong) }
        guard present.base == base else { return PlanTestsSaved(base: present.base, refusal: .changedMeanwhile) }
        let hash = PlanVersion.hash(of: tests)
        guard hash != base else { return PlanTestsSaved(base: hash, refusal: .nothingNew) }
        // The ledger first: what stands in a file without a word on who wrote it is worse than the other way round.
        try await store.ledger.append(
            kind: "plan-tests-saved", conversation: nil, actor: author,
            details: [
                "plan": name, "file": URL(filePath: present.file).lastPathComponent, "hash": hash,
                "before": base ?? "",
            ])
        do {
            try DurableFile.write(tests.utf8, to: present.file)
        } catch {
            return PlanTestsSaved(base: base, refusal: .cannotWrite, note: "\(error)")
        }
        return PlanTestsSaved(base: hash)
    }

    /// The tests of the other plans, where any of them leads here: what their calls do in `plan` counts there as well.
    func othersTests(than plan: Plan, _ rules: HouseRules) -> [PlanTestSuite.Report] {
        guard rules.plans.contains(where: { $0.name != plan.name && $0.leads(to: plan.name) }) else { return [] }
        return rules.plans.filter { $0.name != plan.name }.compactMap { other in
            suite(of: other, rules, text: nil).suite?.run()
        }
    }

    /// - Parameter text: the tests; those of the file without it.
    func suite(of plan: Plan, _ rules: HouseRules, text: String?) -> (suite: PlanTestSuite?, faults: [String]) {
        let file = PlanTestSuite.file(for: plan.file)
        guard let text = text ?? (try? HouseRules.text(of: file)) else {
            return (nil, ["There are no tests beside it: \(file)"])
        }
        let (suite, diagnostics) = PlanTestSuite.load(text, file: file, plan: plan, environment: rules.environment)
        return (suite, diagnostics.map { "\($0)" })
    }
}
