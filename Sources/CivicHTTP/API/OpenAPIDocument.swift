import Foundation
import NIOCore

/// The description of the REST API (OpenAPI 3.1), written once in `Web/api/openapi.json`: it is served as it stands, and
/// the bodies of requests are checked by its schemas.
struct OpenAPIDocument: Sendable {
    static let file = "api/openapi.json"

    let asset: Site.Asset
    let content: JSONValue

    init(folder: URL = Bundle.module.bundleURL.appending(path: "Web")) throws {
        guard let bytes = try? Data(contentsOf: folder.appending(path: Self.file)),
            let content = try? JSONDecoder().decode(JSONValue.self, from: bytes)
        else { throw WebServerError.missingResource(Self.file) }
        self.content = content
        asset = Site.Asset(bytes: ByteBuffer(bytes: bytes), mediaType: "application/json", tag: Site.tag(of: bytes))
    }

    /// A schema of `components/schemas`.
    func schema(_ name: String) -> JSONSchema {
        JSONSchema(root: content, schema: content["components"]?["schemas"]?[name] ?? .null)
    }
}
