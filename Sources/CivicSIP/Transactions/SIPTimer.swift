/// The timers of RFC 3261 §17 and RFC 6026 over an unreliable transport. Over a reliable one A, E and G
/// do not run, and D, I, J and K are zero (RFC 3261 table 4).
package enum SIPTimer {
    /// Names a timer where firings are counted.
    package enum Name: String, Sendable, Hashable, CaseIterable {
        case a, b, d, e, f, g, h, i, j, k, l, m, n
        /// A 2xx to INVITE goes out again (§13.3.1.4).
        case success
        /// A reliable provisional response goes out again (RFC 3262 §3).
        case reliable
    }

    /// Round-trip estimate.
    package static let t1 = Duration.milliseconds(500)
    /// Longest interval between retransmissions of a non-INVITE request and of an INVITE's response.
    package static let t2 = Duration.seconds(4)
    /// How long a message may stay in the network.
    package static let t4 = Duration.seconds(5)

    /// First retransmission of an INVITE; doubles each time.
    package static let a = t1
    /// An INVITE without any response has timed out.
    package static let b = t1 * 64
    /// How long a client transaction answers final responses that come again with its ACK.
    package static let d = Duration.seconds(32)
    /// First retransmission of a non-INVITE request; doubles up to T2.
    package static let e = t1
    /// A non-INVITE request without final response has timed out.
    package static let f = t1 * 64
    /// First retransmission of a non-2xx final response to INVITE; doubles up to T2.
    package static let g = t1
    /// How long an ACK is waited for.
    package static let h = t1 * 64
    /// How long ACKs that come again are taken in silence.
    package static let i = t4
    /// How long a final response to a non-INVITE request is sent again on demand.
    package static let j = t1 * 64
    /// How long responses to a non-INVITE request that come again are taken in silence.
    package static let k = t4
    /// How long an accepted INVITE's retransmissions are taken in silence (RFC 6026 §8.7).
    package static let l = t1 * 64
    /// How long a client transaction takes 2xx responses from further forks (RFC 6026 §8.4).
    package static let m = t1 * 64
    /// How long the first NOTIFY of a subscription is waited for (RFC 6665 §4.1.2).
    package static let n = t1 * 64
}
