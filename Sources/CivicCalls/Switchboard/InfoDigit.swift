package import CivicSIP
import Foundation

extension SIPBody {
    static func sdp(_ bytes: [UInt8]) -> SIPBody { SIPBody(contentType: "application/sdp", bytes: bytes) }
}

/// The digit in the body of an INFO request; `nil` when it holds none.
package func dtmfDigit(in body: SIPBody) -> Character? {
    let text = String(decoding: body.bytes.prefix(200), as: UTF8.self)
    let signal: Substring
    if body.contentType.lowercased().hasPrefix("application/dtmf-relay") {
        guard
            let line = text.split(whereSeparator: \.isNewline)
                .first(where: { $0.lowercased().hasPrefix("signal") }),
            let value = line.split(separator: "=", maxSplits: 1).dropFirst().first
        else { return nil }
        signal = value
    } else if body.contentType.lowercased().hasPrefix("application/dtmf") {
        signal = text[...]
    } else {
        return nil
    }
    let name = signal.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
    switch name {
    case "10": return "*"
    case "11": return "#"
    default:
        guard name.count == 1, let digit = name.first, "0123456789*#ABCD".contains(digit) else { return nil }
        return digit
    }
}
