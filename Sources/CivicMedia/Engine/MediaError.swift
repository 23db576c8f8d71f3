/// Why the media engine cannot do what it was asked.
package enum MediaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Every port pair of the configured range is taken, by us or by others.
    case noFreePorts
    /// Another leg would harm those that are open.
    case overloaded
    /// The address cannot be bound, with the system's reason.
    case cannotBind(String)
    /// A prompt cannot be used.
    case clipUnreadable(file: String, reason: String)
    case unknownBridge
    /// The bridge has `MediaEngine.partiesPerBridge` legs already.
    case bridgeFull
    /// The engine has not been started, or has been stopped.
    case stopped
    /// The system refuses a thread or a descriptor, with its reason.
    case cannotStart(String)

    package var description: String {
        switch self {
        case .noFreePorts: "no free pair of RTP ports in the configured range"
        case .overloaded: "the media threads have no room for another leg"
        case .cannotBind(let reason): "the RTP sockets cannot be bound: \(reason)"
        case .clipUnreadable(let file, let reason): "\(file): this prompt cannot be used: \(reason)"
        case .unknownBridge: "there is no such bridge"
        case .bridgeFull: "the bridge has as many parties as it can take"
        case .stopped: "the media engine is not running"
        case .cannotStart(let reason): "the media engine cannot start: \(reason)"
        }
    }
}
