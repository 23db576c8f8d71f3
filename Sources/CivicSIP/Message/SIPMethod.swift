/// A request's method. Compares with case (RFC 3261 §7.1); unknown ones are kept as they came.
package struct SIPMethod: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static let invite = SIPMethod("INVITE")
    package static let ack = SIPMethod("ACK")
    package static let cancel = SIPMethod("CANCEL")
    package static let bye = SIPMethod("BYE")
    package static let options = SIPMethod("OPTIONS")
    package static let register = SIPMethod("REGISTER")
    package static let info = SIPMethod("INFO")
    package static let update = SIPMethod("UPDATE")
    package static let prack = SIPMethod("PRACK")
    package static let refer = SIPMethod("REFER")
    package static let notify = SIPMethod("NOTIFY")

    /// What the user agent understands, in the order of its Allow header field.
    package static let supported: [SIPMethod] = [
        .invite, .ack, .cancel, .bye, .options, .register, .info, .update, .prack, .refer, .notify,
    ]

    package var description: String { name }
}
