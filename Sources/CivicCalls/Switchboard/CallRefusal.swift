/// Why the switchboard refused a call.
enum CallRefusal: String, Hashable, Sendable {
    /// Too many calls a minute from one address that nobody knows.
    case strangerRate = "stranger-rate"
    /// No such number, or not for this caller.
    case admission
    /// A digest is wanted first.
    case digest
    /// The daemon is stopping.
    case draining
    /// As many calls as are allowed are in progress.
    case full
    /// All channels of its trunk are in use.
    case channels
    /// A call to the outside that the guard does not let pass.
    case outside
    /// No media leg to be had.
    case media
    /// No audio in common, or a session description that cannot be read.
    case audio
    /// A take-over (Replaces) that is not possible.
    case takeOver = "take-over"
    /// The other phone did not take the call.
    case callee
}

/// A row of the counters.
struct CallRefusalKey: Hashable, Comparable {
    var status: Int
    var reason: CallRefusal

    static func < (one: CallRefusalKey, other: CallRefusalKey) -> Bool {
        (one.status, one.reason.rawValue) < (other.status, other.reason.rawValue)
    }
}
