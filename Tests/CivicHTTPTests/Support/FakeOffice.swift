import CivicCore
import CivicHTTP
import Foundation

/// Two versions of one plan; whoever publishes from another base than 2 is too late.
actor FakeOffice: PlanOffice {
    static let evil = "<script>alert(1)</script>\u{1B}[31m\u{202E}\"'&"
    private(set) var published: [(text: String, author: String, note: String)] = []
    private(set) var rolledBack: [Int] = []
    private var draftText: String?

    private func version(_ serial: Int) -> PlanVersionView {
        PlanVersionView(
            plan: "county", serial: serial, hash: String(repeating: "a", count: 64), author: Self.evil,
            note: Self.evil, at: SampleCounty.now, base: serial == 1 ? nil : 1, isLive: serial == 2,
            isDraft: serial == 3)
    }

    func plans() -> [PlanView] {
        [
            PlanView(
                name: "county", file: "dialplans/county.yaml", answers: ["12345"], steps: 9, live: version(2),
                draft: draftText == nil ? nil : 3)
        ]
    }

    func versions(of plan: String?) -> [PlanVersionView] {
        (draftText == nil ? [2, 1] : [3, 2, 1]).map { version($0) }
    }

    func text(of plan: String, serial: Int) -> String? {
        switch serial {
        case 1: "dialplan: county # old\n"
        case 2: "dialplan: county\n</script>\n"
        case 3: draftText
        default: nil
        }
    }

    func check(_ text: String, as plan: String) -> [PlanFinding] {
        guard text.contains("wrong") else { return [] }
        return [
            PlanFinding(
                Diagnostic(
                    file: "county.yaml", line: 2, column: 3, message: "no step is called 'x'", rule: "unknown-step"))
        ]
    }

    func publish(_ text: String, as plan: String, base: Int?, by author: String, note: String) -> PlanOutcome {
        var outcome = PlanOutcome()
        outcome.findings = check(text, as: plan)
        if base != 2 {
            outcome.refusal = .changedMeanwhile
        } else if !outcome.findings.isEmpty {
            outcome.refusal = .faulty
        } else {
            published.append((text, author, note))
            outcome.changes = [PlanOutcome.Change(plan: plan, before: 2, after: 3)]
        }
        return outcome
    }

    func rollBack(_ plan: String, to serial: Int, base: Int?, by author: String, note: String) -> PlanOutcome {
        rolledBack.append(serial)
        return PlanOutcome()
    }

    func reload(by author: String) -> PlanOutcome { PlanOutcome() }

    func saveDraft(_ text: String, as plan: String, base: Int?, over draft: Int?, by author: String)
        -> (outcome: PlanOutcome, serial: Int?)
    {
        draftText = text
        return (PlanOutcome(), 3)
    }

    func discardDraft(of plan: String, by author: String) { draftText = nil }

    func vocabulary() -> PlanVocabulary {
        PlanVocabulary(
            steps: [
                .init(
                    word: "say", summary: Self.evil,
                    words: [.init(name: "then", takes: "a step", isRequired: true, text: "on")], ways: "then",
                    notes: Self.evil, examples: ["say: welcome\nthen: next"])
            ],
            chineseSteps: [
                .init(
                    word: "say", summary: "播报",
                    words: [.init(name: "then", takes: "一个步骤", isRequired: true, text: "继续")], ways: "then",
                    notes: nil, examples: [])
            ], prompts: [.init(id: "welcome", texts: ["en": "Hello.", "zh-CN": "您好。"])],
            queues: ["general"], services: ["water"], calendars: ["hotline"], lookUps: ["caller"],
            tests: .init(words: ["name"], acts: ["keys"], actsAlone: ["silence"], expectations: ["say"]))
    }

    func difference(from old: String, to new: String) -> PlanDifference {
        PlanDifference(added: [], removed: [], changed: ["home"], text: old == new ? "" : "-\(old)\n+\(new)")
    }

    func walk(_ call: TrialCall, through plan: String) -> TrialAnswer {
        var answer = TrialAnswer()
        answer.answers = [["☏ answered"]] + call.lines.map { ["⌨ \($0)"] }
        answer.step = "home"
        answer.awaits = "home"
        return answer
    }

    func picture(of text: String, as plan: String, language: String, traffic: PictureTraffic) -> PlanPicture {
        PlanPicture(svg: "<svg><title>\(language) \(traffic.rawValue)</title></svg>")
    }

    private(set) var made: [String] = []
    private(set) var decisions: [String] = []

    func create(_ plan: String, from copied: String?, answers: [String], by author: String, note: String)
        -> PlanOutcome
    {
        var outcome = PlanOutcome()
        if plan == "county" {
            outcome.refusal = .nameTaken
            outcome.note = Self.evil
        } else {
            made.append("\(plan) \(copied ?? "-") \(answers.joined(separator: "+")) \(author)")
        }
        return outcome
    }

    private var wish: PlanRequestView {
        PlanRequestView(
            id: 5, plan: "county", kind: "publish", serial: nil, base: 2, author: Self.evil, note: Self.evil,
            at: SampleCounty.now, state: "open", decidedBy: nil, decidedAt: nil, decision: nil)
    }

    func requests(open: Bool) -> [PlanRequestView] { [wish] }

    func request(_ id: Int64) -> (view: PlanRequestView, text: String)? { id == 5 ? (wish, Self.evil) : nil }

    func approve(_ id: Int64, by person: String, note: String) -> PlanOutcome {
        decisions.append("approve \(id) \(person) \(note)")
        var outcome = PlanOutcome()
        if note == "own" { outcome.refusal = .ownRequest }
        return outcome
    }

    func decline(_ id: Int64, by person: String, note: String) -> PlanOutcome {
        decisions.append("decline \(id) \(person) \(note)")
        return PlanOutcome()
    }

    private(set) var savedTests: [(tests: String, author: String)] = []

    func testsFile(of plan: String) -> PlanTestsFile? {
        plan == "county" ? PlanTestsFile(file: "county.tests.yaml", text: Self.evil, base: "abc") : nil
    }

    func checkTests(_ tests: String, of text: String, as plan: String) -> [PlanFinding] { check(tests, as: plan) }

    func saveTests(_ tests: String, as plan: String, base: String?, by author: String) -> PlanTestsSaved {
        guard base == "abc" else { return PlanTestsSaved(base: "abc", refusal: .changedMeanwhile) }
        savedTests.append((tests, author))
        return PlanTestsSaved(base: "def")
    }

    func addTest(of call: TrialCall, to tests: String, as plan: String) -> PlanTestAdded {
        PlanTestAdded(tests: tests + "# \(call.lines.joined())", line: 7, name: "keys", holds: true)
    }

    func tests(_ tests: String?, of text: String, as plan: String) -> PlanTestsAnswer {
        var answer = PlanTestsAnswer()
        answer.results = [.init(name: Self.evil, line: 3, failure: "expected x", transcript: ["⌨ 1"])]
        return answer
    }

    func clip(_ name: String) -> Data? { name == "en/welcome" ? Data([0x52, 0x49, 0x46, 0x46]) : nil }
}

// Past calls: one, whose references and landings are as bad as the rest.
extension FakeOffice {
    private static func call(_ plan: String) -> PastCallView {
        PastCallView(
            reference: "C-7K2M4Q9XTB", plan: plan, version: 2, startedAt: SampleCounty.now, seconds: 61,
            landing: evil, isFaithful: true, fault: nil)
    }

    func pastCalls(of plan: String, from: String?, to: String?, limit: Int) -> PastCallsView {
        PastCallsView(calls: [Self.call(plan)], all: 1, fault: from == "never" ? "no time" : nil)
    }

    func replay(_ reference: ConversationReference, language: String, by author: String) -> [ReplayView] {
        guard reference.text == "C-7K2M4Q9XTB" else { return [] }
        return [
            ReplayView(
                call: Self.call("county"), isAsWritten: true,
                lines: [ReplayView.Line(at: 0, step: "language", text: "\(language) for \(author)")], svg: nil)
        ]
    }

    func whatIf(_ text: String, as plan: String, from: String?, to: String?, language: String) -> WhatIfView {
        var view = WhatIfView()
        view.calls = text.count
        return view
    }
}
