import CivicTrace
import Foundation

// What waits for a second person, as markup.
extension StudioPage {
    func requests(_ requests: [PlanRequestView]) -> String {
        guard !requests.isEmpty else { return "" }
        let rows = requests.map { request in
            let cells = [
                "<th scope=\"row\"><a href=\"/studio/requests/\(request.id)\">\(text(title(of: request)))</a></th>",
                "<td>\(HTMLText.time(request.at))</td>", "<td>\(text(request.author))</td>",
                "<td>\(text(request.note))</td>",
            ]
            return "<tr>\(cells.joined())</tr>"
        }
        let head = ["studio.request", "studio.when", "studio.who", "studio.why"]
            .map { "<th scope=\"col\">\(word($0))</th>" }.joined()
        return """
            <section><h2>\(word("studio.requests"))</h2>
            <div class="wide" tabindex="0" role="region" aria-label="\(word("studio.requests"))">
            <table><thead><tr>\(head)</tr></thead><tbody>\(rows.joined())</tbody></table></div></section>
            """
    }

    /// Not escaped yet.
    func title(of request: PlanRequestView) -> String {
        (words["studio.request.\(request.kind)"] ?? request.kind).replacing("{plan}", with: request.plan)
            .replacing("{serial}", with: request.serial.map(String.init) ?? "")
    }

    func facts(of request: PlanRequestView) -> String {
        var facts = [("studio.who", text(request.author)), ("studio.when", HTMLText.time(request.at))]
        if !request.note.isEmpty { facts.append(("studio.why", text(request.note))) }
        if let base = request.base { facts.append(("studio.request.base", "\(word("studio.version")) \(base)")) }
        facts.append(("studio.request.state", word("studio.request.\(request.state)")))
        if let who = request.decidedBy { facts.append(("studio.request.decided-by", text(who))) }
        if let when = request.decidedAt { facts.append(("studio.request.decided-at", HTMLText.time(when))) }
        if let why = request.decision, !why.isEmpty { facts.append(("studio.why", text(why))) }
        return "<dl class=\"facts\">" + facts.map { "<div><dt>\(word($0))</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    func steps(of diff: PlanDifference) -> String {
        [("studio.added", diff.added), ("studio.removed", diff.removed), ("studio.changed", diff.changed)]
            .filter { !$0.1.isEmpty }
            .map { key, steps in
                "<p>\(word(key).replacing("{steps}", with: text(steps.joined(separator: ", "))))</p>"
            }.joined()
    }

    func diff(_ diff: PlanDifference) -> String {
        guard !diff.text.isEmpty else { return "<p class=\"muted\">\(word("studio.no-difference"))</p>" }
        // The whole text of a new plan is all additions; each line is escaped by itself.
        let lines = diff.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let kind = ["+": "plus", "-": "minus", "@": "head"][String(line.prefix(1))] ?? ""
            return "<span class=\"\(kind)\">\(text(String(line)))</span>"
        }
        return "<pre class=\"diff\" tabindex=\"0\">\(lines.joined(separator: "\n"))</pre>"
    }

    func decision(on request: PlanRequestView, isOwn: Bool) -> String {
        let address = "/studio/requests/\(request.id)"
        let approve =
            isOwn
            ? ""
            : "<button type=\"submit\" class=\"primary\" formaction=\"\(address)/approve\">\(word("studio.approve"))</button>"
        let no = word(isOwn ? "studio.withdraw" : "studio.decline")
        return """
            \(isOwn ? "<p class=\"muted\">\(word("studio.request.own"))</p>" : "")
            <form method="post" action="\(address)/decline" class="line">
            <label class="grow"><span>\(word("studio.note"))</span> <input name="note" maxlength="500" autocomplete="off"></label>
            \(approve) <button type="submit">\(no)</button></form>
            """
    }

    /// Why something was not done, with everything that the compiler has found.
    func refusal(_ outcome: PlanOutcome) -> String {
        guard let refusal = outcome.refusal else { return "" }
        let errors = outcome.findings.filter { $0.severity == "error" }.map { "<li><code>\(text($0.text))</code></li>" }
        let note = outcome.note.map { " \(text($0))" } ?? ""
        return "<div class=\"banner\" role=\"alert\"><p>\(word("studio.refused.\(refusal.rawValue)"))\(note)</p>"
            + (errors.isEmpty ? "" : "<ul>\(errors.joined())</ul>") + "</div>"
    }

    func models(_ plans: [PlanView], chosen: String?) -> String {
        let none = "<option value=\"\">\(word("studio.new.smallest"))</option>"
        return none
            + plans.map { plan in
                let mark = plan.name == chosen ? " selected" : ""
                let label = word("studio.new.copy").replacing("{plan}", with: text(plan.name))
                return "<option value=\"\(text(plan.name))\"\(mark)>\(label)</option>"
            }.joined()
    }
}
