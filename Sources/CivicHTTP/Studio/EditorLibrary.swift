import Foundation
import HTTPTypes
import Hummingbird

/// The editor of the studio: CodeMirror as Debian packages it (libjs-codemirror), read once at start.
///
/// Without the package the studio has a plain text field in its place.
struct EditorLibrary: Sendable {
    static let folder = "/usr/share/javascript/codemirror"
    /// What is served, by the name in the address.
    private static let files = [
        "codemirror.js": "lib/codemirror.js", "codemirror.css": "lib/codemirror.css", "yaml.js": "mode/yaml/yaml.js",
        "show-hint.js": "addon/hint/show-hint.js", "show-hint.css": "addon/hint/show-hint.css",
        "lint.js": "addon/lint/lint.js", "lint.css": "addon/lint/lint.css", "dialog.js": "addon/dialog/dialog.js",
        "dialog.css": "addon/dialog/dialog.css", "searchcursor.js": "addon/search/searchcursor.js",
        "search.js": "addon/search/search.js", "jump-to-line.js": "addon/search/jump-to-line.js",
        "comment.js": "addon/comment/comment.js",
    ]
    /// In the order in which a page loads them.
    static let scripts = [
        "codemirror.js", "yaml.js", "show-hint.js", "lint.js", "dialog.js", "searchcursor.js", "search.js",
        "jump-to-line.js", "comment.js",
    ]
    static let styles = ["codemirror.css", "show-hint.css", "lint.css", "dialog.css"]

    private let bytes: [String: ByteBuffer]

    init(folder: String = EditorLibrary.folder) {
        bytes = Self.files.compactMapValues { path in
            FileManager.default.contents(atPath: "\(folder)/\(path)").map { ByteBuffer(bytes: $0) }
        }
    }

    var isComplete: Bool { bytes.count == Self.files.count }

    /// The markup that loads the editor into a page; nothing where it is not installed.
    var head: String {
        guard isComplete else { return "" }
        let styles = Self.styles.map { "<link rel=\"stylesheet\" href=\"/lib/editor/\($0)\">" }
        let scripts = Self.scripts.map { "<script src=\"/lib/editor/\($0)\" defer></script>" }
        return (styles + scripts).joined(separator: "\n")
    }

    func file(_ name: String) throws -> Response {
        guard let bytes = bytes[name] else { throw Problem.notFound }
        let type = name.hasSuffix(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8"
        return Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "max-age=86400"],
            body: ResponseBody(byteBuffer: bytes))
    }
}
