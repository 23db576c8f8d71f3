import CivicCore
import CivicTrace
import Foundation

/// The changing parts of the pages about calls, as markup. Every text is escaped here.
struct CallPages {
    private let words: [String: String]
    private let ladderWords: LadderWords

    init(site: Site, language: PageLanguage) {
        words = site.words(in: language)
        ladderWords = language == .chinese ? .chinese : .english
    }

    // MARK: The list

    func rows(_ calls: [CallSummary]) -> String {
        guard !calls.isEmpty else { return "<tr><td colspan=\"6\" class=\"muted\">\(word("calls.none"))</td></tr>" }
        return calls.map { call in
            let link = "<a href=\"/calls/\(text(call.reference.text))\">\(text(call.reference.text))</a>"
            let length = call.endedAt.map { seconds($0.timeIntervalSince(call.startedAt)) } ?? word("calls.in-progress")
            let cells = [
                "<th scope=\"row\">\(link)</th>", "<td>\(HTMLText.time(call.startedAt))</td>",
                "<td class=\"figure\">\(length)</td>",
                "<td class=\"figure\">\(seconds(Double(call.talkTime)))</td>", "<td>\(outcome(call))</td>",
                "<td>\(text(call.agent ?? "–"))</td>",
            ]
            return "<tr>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }

    // MARK: One call

    /// - Parameter walksAgain: whether the reader may look at the call's walk in the studio.
    func summary(_ story: CallStory, walksAgain: Bool) -> String {
        guard let call = story.summary else { return "<p class=\"muted\">\(word("call.no-row"))</p>" }
        var pairs = [(word("calls.began"), HTMLText.time(call.startedAt))]
        if let ended = call.endedAt {
            pairs.append((word("calls.length"), seconds(ended.timeIntervalSince(call.startedAt))))
        }
        pairs.append((word("calls.talk"), seconds(Double(call.talkTime))))
        pairs.append((word("calls.outcome"), outcome(call)))
        pairs.append((word("calls.agent"), text(call.agent ?? "–")))
        if walksAgain, let plan = story.entries.first(where: { $0.kind == "call-walked" })?.details["plan"] {
            let path = "/studio/\(plan)#call=\(story.reference.text)"
            pairs.append((word("calls.walk"), "<a href=\"\(text(path))\">\(word("calls.walk-again"))</a>"))
        }
        return "<dl class=\"facts\">" + pairs.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    func quality(_ story: CallStory) -> String {
        let legs = LegQuality.legs(of: story.entries)
        guard !legs.isEmpty else { return "<p class=\"muted\">\(word("quality.none"))</p>" }
        return legs.map { leg in
            let reasons = leg.reasons.map { word("quality.because.\($0.rawValue)") }
            let why = reasons.isEmpty ? "" : "<p class=\"small\">\(reasons.joined(separator: word("quality.and")))</p>"
            let figures = leg.figures.map { figure in
                "<div><dt>\(word("quality.\(figure.name)"))</dt><dd>\(text(figure.value))</dd></div>"
            }
            return """
                <section class="leg"><h3>\(text(ladderWords.party(leg.party))) \
                <strong class="word \(leg.word.rawValue)">\(word("quality.\(leg.word.rawValue)"))</strong></h3>\(why)\
                <dl class="facts">\(figures.joined())</dl></section>
                """
        }.joined(separator: "\n")
    }

    func ledger(_ story: CallStory) -> String {
        let entries = story.entries.filter { $0.kind != "audit" && $0.kind != "audio-quality" }
        guard !entries.isEmpty else {
            return "<tr><td colspan=\"4\" class=\"muted\">\(word("call.no-ledger"))</td></tr>"
        }
        return entries.map { entry in
            let details = entry.details.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return
                "<tr><td>\(HTMLText.time(entry.at))</td><th scope=\"row\">\(text(ladderWords.event(entry.kind)))</th>"
                + "<td>\(text(entry.actor == "system" ? "" : entry.actor))</td><td>\(text(details))</td></tr>"
        }.joined(separator: "\n")
    }

    func ladder(_ story: CallStory, _ words: LadderWords) -> String {
        let picture = LadderSVG(Ladder(story), words: words).render(isFile: false)
        guard story.messages.isEmpty else { return picture }
        return "<p class=\"muted\">\(text(words.noMessages))</p>" + (story.entries.isEmpty ? "" : picture)
    }

    // MARK: Small pieces

    private func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }

    /// Marks that no screen should act on are shown as dots.
    private func text(_ text: String) -> String { HTMLText.escape(PlainText.clean(text)) }

    private func seconds(_ length: Double) -> String { "\(max(0, Int(length.rounded()))) \(word("unit.s"))" }

    private func outcome(_ call: CallSummary) -> String {
        guard let outcome = call.outcome else {
            return word(call.endedAt == nil ? "calls.in-progress" : "calls.unknown")
        }
        return words["outcome.\(outcome)"].map { HTMLText.escape($0) } ?? text(outcome)
    }
}
