import CivicSIP

/// A message as text with plain line ends, as it goes on the wire. The empty line before the body stands in `text`.
func wire(_ text: String) -> [UInt8] {
    Array(text.replacing("\n", with: "\r\n").utf8)
}

/// A sound request whose single lines can be replaced, added or (with `nil`) left out, by the start of the line.
func request(
    _ first: String = "OPTIONS sip:12345@192.0.2.2 SIP/2.0", _ changes: [(String, String?)] = [], body: String = ""
)
    -> [UInt8]
{
    let method = first.split(separator: " ").first.map(String.init) ?? "OPTIONS"
    var lines = [
        "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc", "Max-Forwards: 70", "From: <sip:1001@192.0.2.1>;tag=f1",
        "To: <sip:12345@192.0.2.2>", "Call-ID: call1", "CSeq: 1 \(method)", "Contact: <sip:1001@192.0.2.1>",
        "Content-Length: \(body.utf8.count)",
    ]
    for (prefix, line) in changes {
        let index = lines.firstIndex { $0.hasPrefix(prefix + ":") }
        switch (index, line) {
        case (let index?, let line?): lines[index] = line
        case (let index?, nil): lines.remove(at: index)
        case (nil, let line?): lines.insert(line, at: 0)
        case (nil, nil): break
        }
    }
    return wire(([first] + lines).joined(separator: "\n") + "\n\n") + Array(body.utf8)
}

func parsedRequest(_ bytes: [UInt8]) -> SIPRequest? {
    if case .request(let request) = try? SIPMessage(parsing: bytes) { request } else { nil }
}

/// The phrase of the refusal, with its status; or what else went wrong.
func refusal(_ bytes: [UInt8]) -> String {
    do {
        _ = try SIPMessage(parsing: bytes)
        return "accepted"
    } catch {
        switch error {
        case .keepAlive: return "keep-alive"
        case .notSIP: return "not SIP"
        case .badResponse: return "bad response"
        case .badRequest(let refusal): return "\(refusal.status) \(refusal.reason)"
        }
    }
}
