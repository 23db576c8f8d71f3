import Foundation
import HTTPTypes
import Hummingbird

// What the routes of the API read from a request, each with its refusal.
extension Request {
    /// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
    var bearerToken: String? {
        guard let value = headers[.authorization], value.utf8.count <= 300 else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1].trimmingCharacters(in: .whitespaces)
    }

    /// The body, as far as `schema` allows it.
    func json(checkedBy schema: JSONSchema) async throws -> JSONValue {
        let value = try await json(as: JSONValue.self)
        guard let misfit = schema.misfit(value) else { return value }
        throw Problem.invalid(misfit.field, misfit.detail, remedy: misfit.remedy)
    }

    /// `Idempotency-Key`: without it a second sending after a lost answer would be a second case.
    func idempotencyKey() throws -> String {
        guard let key = headers[.idempotencyKey]?.trimmingCharacters(in: .whitespaces), !key.isEmpty else {
            throw Problem.noIdempotencyKey
        }
        guard key.utf8.count <= 200, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem.invalid(
                "Idempotency-Key", "It is not a key.",
                remedy: "Send 1 to 200 printable ASCII characters, such as a UUID.")
        }
        return key
    }

    /// Refuses parameters that nobody reads: a slip of the pen would otherwise go unseen.
    func refuseParameters(otherThan known: [String]) throws {
        for (name, _) in uri.queryParameters where !known.contains(String(name)) {
            throw Problem.invalid(
                String(name.prefix(64)), "There is no such parameter.",
                remedy: known.isEmpty ? "Leave it out." : "Leave it out; known are \(known.joined(separator: ", ")).")
        }
    }
}

extension Response {
    /// `bytes` with a validator; 304 without them where the client has the same already (RFC 9110 §13.1.2).
    static func tagged(
        _ bytes: Data, type: String = "application/json; charset=utf-8", for request: Request,
        headers more: HTTPFields = [:]
    ) -> Response {
        let tag = Site.tag(of: bytes)
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
        for field in more { headers.append(field) }
        let known = request.headers[.ifNoneMatch].map { $0.split(separator: ",") } ?? []
        if known.contains(where: { ["*", tag, "W/" + tag].contains($0.trimmingCharacters(in: .whitespaces)) }) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

// Constants of token characters (RFC 9110 §5.6.2), so that the initialiser cannot fail.
extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotentReplayed = HTTPField.Name("Idempotent-Replayed")!
    static let link = HTTPField.Name("Link")!
}
