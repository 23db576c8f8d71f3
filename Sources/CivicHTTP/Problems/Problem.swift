import Foundation
import HTTPTypes
import Hummingbird

/// A refusal as a problem document (RFC 9457), with the field that is at fault and what to do about it.
struct Problem: Error, Equatable, Sendable {
    /// The last part of `type`, `urn:civicline:problem:…`; pages know their own words for it.
    var kind: String
    var title: String
    var status: HTTPResponse.Status
    var detail: String?
    /// The member of the body, the parameter or the header that is at fault.
    var field: String?
    var remedy: String?
    /// Seconds.
    var retryAfter: Int?
    var allowed: [HTTPRequest.Method] = []
    /// The file that a reason is asked for: `citizen/101`.
    var about: String?
    /// `WWW-Authenticate`.
    var challenge: String?
    /// Where several fields are at fault, all of them.
    var errors: [FieldError]?

    /// One field of several that are at fault.
    struct FieldError: Codable, Equatable, Sendable {
        var field: String
        var detail: String
        var remedy: String
    }

    private struct Document: Encodable {
        var type: String
        var title: String
        var status: Int
        var detail: String?
        var field: String?
        var remedy: String?
        var about: String?
        var errors: [FieldError]?
    }

    /// As `application/problem+json`.
    func json() throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            type: "urn:civicline:problem:\(kind)", title: title, status: status.code, detail: detail, field: field,
            remedy: remedy, about: about, errors: errors)
        return decorate(
            Response(
                status: status, headers: [.contentType: "application/problem+json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(document)))))
    }

    /// Adds the header fields that belong to the status.
    func decorate(_ response: Response) -> Response {
        var response = response
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        if let challenge { response.headers[.wwwAuthenticate] = challenge }
        if !allowed.isEmpty { response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
        return response
    }
}
