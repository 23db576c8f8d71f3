import CivicTrace
import Foundation
import Hummingbird

/// JSON or XML, as the end of an address says (`requests.json`, `requests.xml`).
enum Open311Format: String, CaseIterable, Sendable {
    case json, xml

    var mediaType: String { self == .json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8" }

    /// A document of the same content in either form.
    func document(_ node: Open311Node) throws -> Data {
        switch self {
        case .json: try WireJSON.encode(node.content)
        case .xml: Data(("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + node.xml + "\n").utf8)
        }
    }
}

/// An element of an answer. GeoReport writes lists without a name of their own in JSON, and as elements in XML.
struct Open311Node: Sendable {
    indirect enum Content: Sendable, Encodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case empty
        case list([Open311Node])
        case members([Open311Node])

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .text(let text): try encode(text, to: encoder)
            case .number(let number): try encode(number, to: encoder)
            case .flag(let flag): try encode(flag, to: encoder)
            case .empty:
                var container = encoder.singleValueContainer()
                try container.encodeNil()
            case .list(let nodes): try encode(nodes.map(\.content), to: encoder)
            case .members(let nodes):
                var container = encoder.container(keyedBy: Name.self)
                for node in nodes { try container.encode(node.content, forKey: Name(stringValue: node.name)) }
            }
        }

        private func encode(_ value: some Encodable, to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(value)
        }
    }

    struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var name: String
    var content: Content

    init(_ name: String, _ text: String?) {
        self.name = name
        content = text.map { .text($0) } ?? .empty
    }

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    var xml: String {
        let inner =
            switch content {
            case .text(let text): HTMLText.escape(Self.xmlText(text))
            case .number(let number): String(number)
            case .flag(let flag): String(flag)
            case .empty: ""
            case .list(let nodes), .members(let nodes): nodes.map(\.xml).joined()
            }
        return "<\(name)>\(inner)</\(name)>"
    }

    /// Without what XML 1.0 cannot say (§2.2).
    private static func xmlText(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: kept.append(scalar)
            default: kept.append("\u{FFFD}")
            }
        }
        return String(kept)
    }
}

/// A refusal in GeoReport's own shape: a list of errors with code and description.
struct Open311Error: Error {
    var problem: Problem

    func response(_ format: Open311Format) throws -> Response {
        let described = [problem.field.map { $0 + ":" }, problem.detail ?? problem.title + ".", problem.remedy]
            .compactMap(\.self).joined(separator: " ")
        let error = Open311Node(
            "error",
            .members([
                Open311Node("code", .number(problem.status.code)), Open311Node("description", described),
            ]))
        let body = try format.document(Open311Node("errors", .list([error])))
        return problem.decorate(
            Response(
                status: problem.status, headers: [.contentType: format.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))))
    }
}
