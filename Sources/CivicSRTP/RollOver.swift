/// How often the sequence number of a source has rolled over under its key (RFC 3711 §3.3.1): what its packets do not say
/// and who hears it on another socket from now on has to be told.
package struct RollOver: BitwiseCopyable, Equatable, Sendable {
    package var ssrc: UInt32
    package var counter: UInt32

    package init(ssrc: UInt32, counter: UInt32) {
        self.ssrc = ssrc
        self.counter = counter
    }
}
