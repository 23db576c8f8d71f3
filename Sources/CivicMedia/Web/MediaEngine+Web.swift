import CivicCore
package import CivicWebRTC
import Synchronization

// Browsers' legs: they are heard when a way to them and keys are settled.
//
//     openLeg(isWeb) ─▶ expect(browser) ─▶ connect(plan) ┬─▶ heard
//                            checks, handshake ──secured─┘
extension MediaEngine {
    /// The fingerprint of the house's certificate, for our descriptions.
    package func webFingerprint() throws(MediaError) -> CertificateFingerprint { try webIdentity().fingerprint }

    /// Whom a browser's leg is to be connected with; from now on its checks are answered.
    package func expect(_ description: WebPeerDescription, on leg: LegID) throws(MediaError) {
        let identity = try webIdentity()
        do {
            doorkeeper.expect(try WebPeer(identity, description, at: MonotonicClock.now), at: leg)
        } catch {
            throw .cannotStart("\(error)")
        }
    }

    /// Made at its first use: a house without browsers needs none.
    private func webIdentity() throws(MediaError) -> DTLSIdentity {
        do {
            return try identity.withLock { identity throws(DTLSError) in
                if let identity { return identity }
                let new = try DTLSIdentity()
                identity = new
                return new
            }
        } catch {
            throw .cannotStart("\(error)")
        }
    }

    func take(_ outcome: Doorkeeper.Outcome) {
        switch outcome {
        case .secured(let leg, let keys, let way): settle(leg) { $0 = (keys, way) }
        case .moved(let leg, let way): settle(leg) { $0?.way = way }
        case .lost(let leg, let reason):
            webLosses.wrappingAdd(1, ordering: .relaxed)
            output.yield(.webLost(leg, reason))
        }
    }

    /// Brings what the door has settled to the plan that waits for it.
    private func settle(_ leg: LegID, _ change: (inout MediaControl.Settled?) -> Void) {
        let waiting = control.withLock { control -> LegPlan? in
            guard var record = control.legs[leg] else { return nil }
            change(&record.settled)
            control.legs[leg] = record
            return record.wanted
        }
        if let waiting { connect(leg, waiting) }
    }
}
