import Hummingbird

/// One event of a `text/event-stream` (HTML §9.2.6).
struct ServerSentEvent {
    var id: Int
    var kind: String
    /// JSON, which has no line breaks outside of strings and escapes those inside.
    var data: String

    var bytes: ByteBuffer {
        ByteBuffer(string: "id: \(id)\nevent: \(kind)\ndata: \(data)\n\n")
    }

    /// A comment, which keeps the connection open through proxies and shows when it is dead.
    static let heartbeat = ByteBuffer(string: ": \n\n")

    /// Asks the browser to wait this long before it comes back, in milliseconds.
    static func retry(milliseconds: Int) -> ByteBuffer {
        ByteBuffer(string: "retry: \(milliseconds)\n\n")
    }
}
