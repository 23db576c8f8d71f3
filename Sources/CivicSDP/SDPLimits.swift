/// Bounds on what is parsed; far above what telephony sends, far below what could hurt.
package enum SDPLimits {
    package static let bytes = 65_536
    package static let lines = 1000
    package static let lineBytes = 4096
    package static let media = 32
    package static let formats = 64
    package static let hostBytes = 255
    /// `a=crypto` lines of a stream that are looked at.
    package static let cryptoLines = 32
}
