/// One `m=` line with the lines below it (RFC 8866 §5.14).
package struct MediaDescription: Equatable, Sendable {
    /// `audio`, `image`, `video`, …
    package var kind: String
    /// 0 refuses the stream, or says that it is over.
    package var port: UInt16
    /// Number of ports, from `port/count`; 1 when not stated.
    package var portCount: UInt16
    /// `RTP/AVP`, `RTP/SAVP`, `udptl`, …
    package var transport: String
    /// Payload type numbers for RTP, other tokens elsewhere.
    package var formats: [String]
    package var connection: ConnectionAddress?
    package var attributes: [SessionDescription.Attribute]
    /// Lines other than `c=` and `a=`, in order.
    package var otherLines: [SessionDescription.Line]

    package init(
        kind: String, port: UInt16, portCount: UInt16 = 1, transport: String, formats: [String],
        connection: ConnectionAddress? = nil, attributes: [SessionDescription.Attribute] = [],
        otherLines: [SessionDescription.Line] = []
    ) {
        self.kind = kind
        self.port = port
        self.portCount = portCount
        self.transport = transport
        self.formats = formats
        self.connection = connection
        self.attributes = attributes
        self.otherLines = otherLines
    }

    /// The direction that these attributes state; `nil` when they state none. The last one counts.
    static func direction(in attributes: [SessionDescription.Attribute]) -> MediaDirection? {
        attributes.reversed().lazy.compactMap { $0.value == nil ? MediaDirection(rawValue: $0.name) : nil }.first
    }

    /// Values of all attributes of this name.
    func values(of name: String) -> [String] {
        attributes.compactMap { $0.name == name ? $0.value : nil }
    }

    var text: String {
        let ports = portCount == 1 ? "\(port)" : "\(port)/\(portCount)"
        var text = "m=\(kind) \(ports) \(transport) \(formats.joined(separator: " "))\r\n"
        for line in otherLines where line.type == "i" { text += "i=\(line.value)\r\n" }
        if let connection { text += "c=\(connection)\r\n" }
        for line in otherLines where line.type != "i" { text += "\(line.type)=\(line.value)\r\n" }
        for attribute in attributes { text += "a=\(attribute)\r\n" }
        return text
    }
}
