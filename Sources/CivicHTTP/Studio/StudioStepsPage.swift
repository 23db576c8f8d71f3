import Hummingbird

// The reference of the steps, from the compiler's own table.
extension WebHouse {
    func addStudioSteps(to routes: inout RouteTable) {
        routes.signedIn(.get, "/studio/steps", as: .administrator) { request, _, agent in
            let language = PageLanguage(of: request)
            let page = StudioPage(site: site, language: language)
            let vocabulary = await plans.vocabulary()
            return overseerPage(
                "studio-steps", at: "/studio/steps", for: agent, of: request,
                markup: ["steps": page.steps(language == .chinese ? vocabulary.chineseSteps : vocabulary.steps)])
        }
    }
}

extension StudioPage {
    func steps(_ steps: [PlanVocabulary.Step]) -> String {
        let index = steps.map { "<a href=\"#step-\(text($0.word))\">\(text($0.word))</a>" }.joined(separator: " ")
        return "<p class=\"index\">\(index)</p>" + steps.map(step).joined(separator: "\n")
    }

    private func step(_ step: PlanVocabulary.Step) -> String {
        let head = ["word", "takes", "must", "what"].map { "<th scope=\"col\">\(word("studio.steps.\($0)"))</th>" }
        let rows = step.words.map { one in
            "<tr><th scope=\"row\"><code>\(text(one.name))</code></th><td>\(text(one.takes))</td>"
                + "<td>\(one.isRequired ? "✓" : "")</td><td>\(text(one.text))</td></tr>"
        }
        // Markdown is readable as it is; its line breaks are kept.
        let notes = step.notes.map { "<pre class=\"notes\">\(lines($0))</pre>" } ?? ""
        return """
            <section id="step-\(text(step.word))"><h2>\(text(step.word))</h2><p>\(text(step.summary))</p>
            <div class="wide"><table><thead><tr>\(head.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></div>
            <p class="muted">\(word("studio.steps.ways")) \(text(step.ways))</p>\(notes)
            \(step.examples.map { "<pre>\(lines($0))</pre>" }.joined())</section>
            """
    }

    /// Each line is cleaned by itself: a line break is no control character to be taken out here.
    private func lines(_ whole: String) -> String {
        whole.split(separator: "\n", omittingEmptySubsequences: false).map { text(String($0)) }.joined(separator: "\n")
    }
}
