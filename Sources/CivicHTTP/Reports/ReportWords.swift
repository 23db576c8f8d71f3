import CivicReports
import CivicTrace
import Foundation

/// Words, names and figures of the reports' pages in one language, as markup: all of it is escaped here.
struct ReportWords {
    let words: [String: String]
    let language: PageLanguage
    let queues: [String: String]
    let services: [String: String]
    let segments: [String: String]

    init(site: Site, language: PageLanguage, catalogue: DeskCatalogue) {
        words = site.words(in: language)
        self.language = language
        queues = Dictionary(
            catalogue.queues.map { ($0.id, language == .chinese ? $0.zh : $0.en) },
            uniquingKeysWith: { first, _ in first })
        services = Dictionary(
            catalogue.services.map { ($0.id, language == .chinese ? $0.zh : $0.en) },
            uniquingKeysWith: { first, _ in first })
        segments = Dictionary(
            catalogue.segments.map { ($0.id, language == .chinese ? $0.zh : $0.en) },
            uniquingKeysWith: { first, _ in first })
    }

    func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }

    /// A sentence with its places filled.
    func word(_ key: String, _ values: [String: String]) -> String {
        var text = words[key] ?? key
        for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
        return HTMLText.escape(text)
    }

    /// Marks that no screen should act on are shown as dots.
    func text(_ text: String) -> String { HTMLText.escape(PlainText.clean(text)) }

    func queue(_ id: String) -> String { text(queues[id] ?? id) }
    func service(_ id: String) -> String { text(services[id] ?? id) }
    func segment(_ id: String) -> String { text(segments[id] ?? id) }

    /// What a row of figures is about.
    func name(_ key: String, of grouping: Grouping) -> String {
        switch grouping {
        case .queue: queue(key)
        case .language: languageName(key)
        case .day, .month, .halfHour, .agent: text(key)
        }
    }

    func languageName(_ tag: String) -> String { words["language.\(tag)"].map { HTMLText.escape($0) } ?? text(tag) }

    /// What a group of citizens is called.
    func group(_ name: String, of dimension: EqualityDimension) -> String {
        switch dimension {
        case .dialect where name == EqualityDimension.hasNoNeeds: return word("equality.no-dialect")
        case .language: return languageName(name)
        case .needs: return word("equality.needs.\(name)")
        case .age: return word("equality.age.\(name)")
        case .township, .dialect: return text(name)
        case .segment: return segment(name)
        }
    }

    func value(_ value: Double?, _ unit: Figure.Unit) -> String {
        guard let value else { return "–" }
        switch unit {
        case .count: return String(Int64(value))
        case .share: return share(value)
        case .seconds: return seconds(value)
        }
    }

    func share(_ value: Double) -> String { "\(rounded(value * 100)) %" }

    func seconds(_ value: Double) -> String {
        guard value >= 60 else { return "\(rounded(value)) \(word("unit.s"))" }
        let whole = Int(value.rounded())
        return "\(whole / 60) \(word("unit.min")) \(whole % 60) \(word("unit.s"))"
    }

    // MARK: Forms

    /// A list to choose from; the empty value is "all".
    func choice(_ name: String, _ label: String, _ options: [(value: String, shown: String)], chosen: String) -> String
    {
        let items = options.map { option in
            let mark = option.value == chosen ? " selected" : ""
            return "<option value=\"\(HTMLText.escape(option.value))\"\(mark)>\(option.shown)</option>"
        }
        return "<label>\(word(label)) <select name=\"\(name)\">\(items.joined())</select></label>"
    }

    func field(_ name: String, _ label: String, type: String, value: String, limits: String = "") -> String {
        "<label>\(word(label)) <input name=\"\(name)\" type=\"\(type)\" value=\"\(HTMLText.escape(value))\"\(limits)></label>"
    }

    func queueChoice(_ known: [String], chosen: String?) -> String {
        var ids = known
        for id in queues.keys.sorted() where !ids.contains(id) { ids.append(id) }
        return choice(
            "queue", "reports.queue", [("", word("reports.all-queues"))] + ids.map { ($0, queue($0)) },
            chosen: chosen ?? "")
    }
}
