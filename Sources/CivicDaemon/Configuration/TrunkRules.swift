package import CivicCalls
package import CivicCore
package import CivicSIP
package import Foundation

/// Who may call what, from `trunks.yaml`.
///
/// A call comes over a *trunk* that is known by its address, its certificate or our registration with it; from an
/// *account* that answers the digest challenge; or from a *stranger*, who reaches the public numbers and nothing more.
package struct TrunkRules: Sendable, Equatable {
    /// A trunk with what is agreed on for its audio.
    package struct Line: Sendable, Equatable {
        package var trunk: Trunk
        /// `nil` for those of `rtp.codecs`.
        package var codecs: [HotlineConfiguration.Codec]?
        package var dtmf: TrunkAudio.DTMF
        package var srtp: SRTPPolicy?
    }

    package var lines: [Line]
    /// The called numbers that strangers may reach.
    package var strangersReach: [String]
    package var outbound: OutboundRules
    /// In which `outbound.night` is meant.
    package var nightZone: TimeZone

    package init(
        lines: [Line] = [], strangersReach: [String] = [], outbound: OutboundRules = OutboundRules(),
        nightZone: TimeZone = .current
    ) {
        self.lines = lines
        self.strangersReach = strangersReach
        self.outbound = outbound
        self.nightZone = nightZone
    }

    /// The trunk that `host`, a numeric address, belongs to.
    package func trunk(at host: String) -> Trunk? {
        lines.lazy.map(\.trunk).first { trunk in trunk.addresses.contains { $0.contains(host) } }
    }
}
