/// One party's audio: a port pair and all that belongs to it.
package struct LegID: Hashable, Sendable {
    package var value: UInt32

    package init(value: UInt32) {
        self.value = value
    }
}

/// Whose audio a leg is.
package enum LegParty: Sendable {
    case citizen
    /// An agent's telephone: a citizen is waiting at the other end, so its death is noticed sooner.
    case agent
}

/// Where the legs of one conversation hear each other.
package struct BridgeID: Hashable, Sendable {
    package var value: UInt32

    package init(value: UInt32) {
        self.value = value
    }
}

/// Chosen by whoever orders a playback or a recording; comes back with its end.
package struct PlaybackToken: Hashable, Sendable {
    package var value: UInt32

    package init(value: UInt32) {
        self.value = value
    }
}

/// A leg as it was opened: the port is what our SDP states; RTCP is the next odd one (RFC 3550 §11).
package struct OpenedLeg: Sendable, Equatable {
    package var id: LegID
    package var port: UInt16

    package init(id: LegID, port: UInt16) {
        self.id = id
        self.port = port
    }
}
