/// One parser of what comes from the network, and what must hold for every input.
///
/// libFuzzer (`make fuzz`) looks for inputs that break it by what code they reach; the tests change a corpus by fixed
/// seeds.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// One datagram, and the same bytes as a stream.
    case message
    /// Values of single header fields.
    case fields
    /// A whole user agent with a call up.
    case agent
    case sdp
    case rtp
    case rtcp
    case dns
    /// A connectivity check at the door of a browser's leg.
    case stun
    /// A whole message of e-mail.
    case mail
    /// A form with files.
    case form

    /// Reads `input`. What comes back says which promise was broken; `nil` is the rule. A trap is worse, and ends the
    /// process.
    package func check(_ input: [UInt8]) -> String? {
        switch self {
        case .message: MessageProperties.datagram(input) ?? MessageProperties.stream(input)
        case .fields: FieldProperties.check(input)
        case .agent: AgentProperties.check(input)
        case .sdp: DescriptionProperties.check(input)
        case .rtp: PacketProperties.rtp(input)
        case .rtcp: PacketProperties.rtcp(input)
        case .dns: PacketProperties.dns(input)
        case .stun: CheckProperties.check(input)
        case .mail: MailProperties.check(input)
        case .form: MailProperties.form(input)
        }
    }
}
