/// What a datagram held.
package enum SIPMessage: Hashable, Sendable {
    case request(SIPRequest)
    case response(SIPResponse)
}

/// The lengths that a message may have. A datagram over UDP has at most 65,535 bytes.
package enum SIPLimits {
    package static let message = 65_535
    package static let startLine = 8192
    /// One header field with its folded lines joined.
    package static let headerField = 16_384
    package static let headerFields = 256
    /// Via, Route or Contact values in one message.
    package static let listElements = 70
}

/// Why a datagram is no message.
package enum SIPParseError: Error, Hashable, Sendable {
    /// Nothing but line ends: a keep-alive (RFC 5626 §3.5.1).
    case keepAlive
    /// No SIP at all, or nothing that could be answered: it is dropped.
    case notSIP(String)
    /// A response with a fault; responses are never answered (RFC 3261 §8.1.3).
    case badResponse(String)
    /// A request with a fault, and the answer to it.
    case badRequest(SIPRefusal)
}

/// The answer to a request that could not be read: it gives back the header fields as they came.
package struct SIPRefusal: Hashable, Sendable {
    package var status: Int
    /// Says what is wrong with the request.
    package var reason: String
    package var method: SIPMethod
    /// All Via values; the first says where the answer goes. Empty when one of them cannot be read.
    package var vias: [Via]
    /// The Via fields as they came, echoed where they cannot be read; the answer then goes back to where the request
    /// came from.
    package var unreadVias: [String]
    /// From, To, Call-ID and CSeq as far as they came.
    package var echoed: SIPHeaders

    /// The response on the wire.
    package func serialized(tag: String, product: String) -> [UInt8] {
        var writer = MessageWriter()
        writer.line { $0.append("SIP/2.0 \(status) \(reason)") }
        writer.vias(vias)
        if vias.isEmpty { for via in unreadVias { writer.field(.via, via) } }
        for field in echoed.fields {
            if field.name == .to, var to = NameAddress(parsing: field.value), to.tag == nil {
                to.tag = tag
                writer.field(.to, to.description)
            } else {
                writer.field(field.name, field.value)
            }
        }
        writer.field(.server, product)
        return writer.finish(body: nil)
    }
}
