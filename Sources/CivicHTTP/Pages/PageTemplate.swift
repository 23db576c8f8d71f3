/// A page with holes: `{{name}}` takes a word of the page's language or a value, always escaped; `{{=name}}` takes
/// markup that we made.
struct PageTemplate: Sendable {
    private enum Part: Sendable {
        case text(String)
        case hole(String)
        case markup(String)
    }

    private let parts: [Part]

    init(_ source: String) {
        var parts: [Part] = []
        var rest = source[...]
        while let open = rest.firstRange(of: "{{"),
            let close = rest[open.upperBound...].firstRange(of: "}}")
        {
            parts.append(.text(String(rest[..<open.lowerBound])))
            let name = rest[open.upperBound..<close.lowerBound]
            parts.append(name.first == "=" ? .markup(String(name.dropFirst())) : .hole(String(name)))
            rest = rest[close.upperBound...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts
    }

    /// The names of the holes, for the test that every word exists.
    var holes: [String] {
        parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
    }

    func render(words: [String: String], values: [String: String] = [:], markup: [String: String] = [:]) -> String {
        var page = ""
        for part in parts {
            switch part {
            case .text(let text): page += text
            case .hole(let name): page += HTMLText.escape(values[name] ?? words[name] ?? name)
            case .markup(let name): page += markup[name] ?? ""
            }
        }
        return page
    }
}
