import Foundation

/// Where secrets of headers come from: the environment of the process, and files.
package struct SourceSecrets: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// The headers of a source with their secrets.
    package func headers(of source: DataSource) throws(SourceFault) -> [SentHeader] {
        var headers: [SentHeader] = []
        for header in source.headers {
            let value: String
            switch header.value {
            case .literal(let text): value = text
            case .environment(let name, let before):
                guard let secret = environment[name], Self.isSendable(secret) else {
                    throw .noSecret("environment variable \(name)")
                }
                value = before + secret
            case .file(let path, let before):
                guard let data = FileManager.default.contents(atPath: path), data.count <= 16_384,
                    let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
                        .map(String.init), Self.isSendable(line)
                else { throw .noSecret("file \(path)") }
                value = before + line
            }
            headers.append(SentHeader(name: header.name, value: value))
        }
        return headers
    }

    /// A header's value is visible ASCII, spaces and tabs (RFC 9110 §5.5).
    static func isSendable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }
}
