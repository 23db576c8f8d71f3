import Hummingbird
import NIOCore

/// One request on its way: who sent it, by which connection.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    var session: String?
    var agent: DeskAgent?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Numeric address of the peer.
    var peer: String { channel.remoteAddress?.ipAddress ?? "unknown" }
}
