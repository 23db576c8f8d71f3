import Foundation
import HTTPTypes
import Hummingbird

/// The pages' files, read once at start: templates, words in each language, and assets by their exact names.
///
/// An address is looked up among the names that exist, so that no path can lead outside.
struct Site: Sendable {
    struct Asset: Sendable {
        let bytes: ByteBuffer
        let mediaType: String
        let tag: String
    }

    private let templates: [String: PageTemplate]
    private let words: [PageLanguage: [String: String]]
    let assets: [String: Asset]

    /// - Throws: ``WebServerError/missingResource(_:)``
    init(folder: URL = Bundle.module.bundleURL.appending(path: "Web")) throws {
        var templates: [String: PageTemplate] = [:]
        for name in [
            "start", "sign-in", "desk", "problem", "overseer", "calls", "call", "trunks", "studio", "studio-plan",
            "studio-prompts", "studio-request", "studio-steps", "dial", "floor", "wall", "surge", "cases", "ask",
            "reports", "doubles", "identification", "equality", "staffing", "units", "visits", "insight", "enter",
            "enter-slip", "openings", "knowledge", "citizens",
        ] {
            templates[name] = PageTemplate(try Self.text(folder, "pages/\(name).html"))
        }
        self.templates = templates
        var words: [PageLanguage: [String: String]] = [:]
        for language in PageLanguage.allCases {
            let file = "words/\(language.rawValue).json"
            guard
                let table = try? JSONDecoder().decode(
                    [String: String].self, from: Data(try Self.text(folder, file).utf8))
            else { throw WebServerError.missingResource(file) }
            words[language] = table
        }
        self.words = words
        assets = try Self.readAssets(folder.appending(path: "assets"))
    }

    func words(in language: PageLanguage) -> [String: String] { words[language] ?? [:] }
    func template(_ name: String) -> PageTemplate { templates[name] ?? PageTemplate("") }
    var templateNames: [String] { templates.keys.sorted() }

    /// A page in `language`; its values are escaped here.
    func render(
        _ name: String, in language: PageLanguage, values: [String: String] = [:], markup: [String: String] = [:]
    ) -> String {
        var values = values
        values["language"] = language.rawValue
        values["other-language"] = language.other.rawValue
        return template(name).render(words: words(in: language), values: values, markup: markup)
    }

    func problemPage(_ problem: Problem, in language: PageLanguage) -> Response {
        let words = words(in: language)
        let title = words["problem.\(problem.kind)"] ?? problem.title
        return .page(
            render(
                "problem", in: language,
                values: ["title": title, "status": String(problem.status.code), "detail": problem.detail ?? ""]),
            status: problem.status)
    }

    /// A file of the pages; `If-None-Match` saves the transfer (RFC 9110 §13.1.2).
    func asset(_ name: String, for request: Request) throws -> Response {
        guard let asset = assets[name] else { throw Problem.notFound }
        let headers: HTTPFields = [
            .contentType: asset.mediaType, .eTag: asset.tag, .cacheControl: "no-cache",
        ]
        if request.headers[.ifNoneMatch] == asset.tag { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: asset.bytes))
    }

    private static func readAssets(_ folder: URL) throws -> [String: Asset] {
        let mediaTypes = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        ]
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw WebServerError.missingResource("assets")
        }
        var assets: [String: Asset] = [:]
        for name in names {
            guard let mediaType = mediaTypes[String(name.split(separator: ".").last ?? "")] else { continue }
            guard let bytes = try? Data(contentsOf: folder.appending(path: name)) else {
                throw WebServerError.missingResource("assets/\(name)")
            }
            assets[name] = Asset(bytes: ByteBuffer(bytes: bytes), mediaType: mediaType, tag: tag(of: bytes))
        }
        return assets
    }

    /// A strong validator: length and FNV-1a of the bytes; it tells versions of our own files apart, no more.
    static func tag(of bytes: Data) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return "\"\(String(bytes.count, radix: 16))-\(String(hash, radix: 16))\""
    }

    private static func text(_ folder: URL, _ name: String) throws -> String {
        guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8) else {
            throw WebServerError.missingResource(name)
        }
        return text
    }
}
