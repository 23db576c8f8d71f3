import Foundation

/// The URL of a data source: `https://water.example/accounts/{account}?year={year}`.
///
/// Arguments stand behind the host only, as whole parts of the path or in the query, and are percent-encoded: whatever
/// a caller keys, the question goes to the same host and the same place there.
package struct AddressTemplate: Sendable, Equatable {
    enum Piece: Sendable, Equatable {
        case text(String)
        case argument(String)
    }

    package let text: String
    package let scheme: String
    package let host: String
    let pieces: [Piece]

    /// Why a text is no such URL.
    package struct Fault: Error, Equatable {
        package var message: String
        package var suggestion: String?
    }

    package init(_ text: String) throws(Fault) {
        self.text = text
        guard let behindScheme = text.range(of: "://"),
            let scheme = ["http", "https"].first(where: { $0 == text[..<behindScheme.lowerBound].lowercased() })
        else { throw Fault(message: "the address begins with https:// or http://") }
        self.scheme = scheme
        let authority = text[behindScheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("{") else {
            throw Fault(message: "the host is fixed; arguments stand behind it, in the path or the query")
        }
        pieces = try Self.pieces(of: text)
        guard !authority.contains("@") else {
            throw Fault(
                message: "a password does not belong in the address",
                suggestion: "send it as a header that is read from the environment or a file")
        }
        guard !text.contains("#") else { throw Fault(message: "the address has a fragment, which is never sent") }
        // The arguments are known later; a letter stands for each.
        let sample = pieces.map { piece in if case .text(let text) = piece { text } else { "a" } }.joined()
        guard let url = URL(string: sample), let host = url.host, !host.isEmpty,
            sample.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Fault(
                message: "this is no address of HTTP", suggestion: "percent-encode what is not ASCII; give it a host")
        }
        self.host = host
        let parts = sample.dropFirst(scheme.count + 3 + authority.count).prefix { $0 != "?" }.split(separator: "/")
        guard !parts.contains(where: { $0 == "." || $0 == ".." }) else {
            throw Fault(message: "the path goes up with '..'", suggestion: "write it as it is meant")
        }
    }

    /// Names in braces, in their order.
    package var arguments: [String] {
        pieces.compactMap { if case .argument(let name) = $0 { name } else { nil } }
    }

    /// - Returns: `nil` where a part of the path would be empty, or `.` or `..`, which leads elsewhere.
    package func address(with arguments: SentArguments) -> String? {
        var address = ""
        var isQuery = false
        for piece in pieces {
            switch piece {
            case .text(let text):
                address += text
                isQuery = isQuery || text.contains("?")
            case .argument(let name):
                guard let value = arguments.text(of: name) else { return nil }
                let encoded = Self.encoded(value)
                guard isQuery || !(encoded.isEmpty || encoded == "." || encoded == "..") else { return nil }
                address += encoded
            }
        }
        return address
    }

    /// Everything but the unreserved characters of RFC 3986 §2.3 is percent-encoded.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    private static func pieces(of text: String) throws(Fault) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Fault(message: "a brace is not closed or not opened", suggestion: "write arguments as {name}")
            }
            pieces.append(.text(String(rest[..<open])))
            pieces.append(.argument(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
            let isQuery = pieces.contains { if case .text(let text) = $0 { text.contains("?") } else { false } }
            let before = text[..<open].last
            guard isQuery || (before == "/" && (rest.isEmpty || rest.first == "/" || rest.first == "?")) else {
                throw Fault(
                    message: "in the path an argument is a whole part between slashes",
                    suggestion: "write /{name}/, or put it into the query: ?key={name}")
            }
        }
        pieces.append(.text(String(rest)))
        return pieces.filter { $0 != .text("") }
    }
}
