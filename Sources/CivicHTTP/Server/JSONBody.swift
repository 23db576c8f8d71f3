import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// Bytes of the longest body that is taken.
    static let longestBody = 65_536

    /// The body as `type`; a wrong one is refused with the name of the field.
    ///
    /// - Parameter limit: bytes of the longest body that is taken.
    func json<Body: Decodable>(as type: Body.Type, upTo limit: Int = longestBody) async throws -> Body {
        let mediaType = headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
        guard mediaType?.lowercased() == "application/json" else { throw Problem.notJSON }
        let bytes = try await wholeBody(upTo: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw Problem.invalid(
                Self.name(context.codingPath + [key]), "It is missing.", remedy: "Send it with the rest.")
        } catch DecodingError.typeMismatch(let wanted, let context), DecodingError.valueNotFound(
            let wanted, let context)
        {
            throw Problem.invalid(
                Self.name(context.codingPath), "It is not of the right kind.",
                remedy: "Send a JSON \(Self.word(wanted)).")
        } catch DecodingError.dataCorrupted(let context) {
            // A number that fits no integer comes without its place.
            let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes.readableBytesView))) != nil
            throw context.codingPath.isEmpty && !isJSON
                ? Problem(
                    kind: "not-json", title: "The body is not JSON", status: .badRequest,
                    remedy: "Send one JSON object in UTF-8.")
                : Problem.invalid(
                    Self.name(context.codingPath), "Its value is not known.", remedy: "Correct the value.")
        }
    }

    /// The body as an HTML form (`application/x-www-form-urlencoded`); the last value of a name counts.
    ///
    /// - Parameter limit: bytes of the longest body that is taken.
    func form(upTo limit: Int = longestBody) async throws -> [String: String] {
        let bytes = try await wholeBody(upTo: limit)
        var fields: [String: String] = [:]
        for pair in String(buffer: bytes).split(separator: "&").prefix(32) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
            fields[decoded[0]] = decoded.count > 1 ? decoded[1] : ""
        }
        return fields
    }

    /// Refuses by the announced length before a byte is read, and by the real one while reading.
    func wholeBody(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge(limit: limit)
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "body" : path.map(\.stringValue).joined(separator: ".")
    }

    private static func word(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "string"
        case is Bool.Type: "boolean"
        case is Int.Type, is Int64.Type, is Double.Type: "number"
        default: "object"
        }
    }
}

extension Response {
    /// `value` as JSON; instants in ISO 8601 with seconds, UTC.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try WireJSON.encode(value))))
    }

    static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    func with(status: HTTPResponse.Status) -> Response {
        var response = self
        response.status = status
        return response
    }

    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}

/// How values are written for the pages.
enum WireJSON {
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        // With milliseconds: the trail's lines are ordered by them.
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}
