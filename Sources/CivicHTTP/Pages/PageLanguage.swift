import HTTPTypes
import Hummingbird

/// The languages of the pages.
enum PageLanguage: String, CaseIterable, Sendable {
    case chinese = "zh-CN"
    case english = "en"

    static let cookieName = "civicline-language"

    /// The choice in the query, the remembered one, or what the browser prefers.
    init(of request: Request) {
        self =
            request.uri.queryParameters["lang"].flatMap { Self(tag: $0) }
            ?? request.cookies[Self.cookieName].flatMap { Self(tag: $0.value) }
            ?? Self(accepting: request.headers[.acceptLanguage] ?? "")
    }

    init?(tag: some StringProtocol) {
        switch tag.split(separator: "-").first?.lowercased() {
        case "zh": self = .chinese
        case "en": self = .english
        default: return nil
        }
    }

    /// The best of `Accept-Language` (RFC 9110 §12.5.4); Chinese when none of ours is wanted.
    init(accepting header: String) {
        let wanted = header.split(separator: ",").prefix(20).compactMap { item -> (PageLanguage, Double)? in
            let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = parts.first, let language = Self(tag: tag) else { return nil }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (language, quality)
        }
        // The first of equals, where `max` would take the last.
        let best = wanted.first { candidate in wanted.allSatisfy { $0.1 <= candidate.1 } }
        self = best?.0 ?? .chinese
    }

    var other: PageLanguage { self == .chinese ? .english : .chinese }
}
