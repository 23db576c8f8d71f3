import CivicCore
import CivicMedia
import CivicSDP
import CivicWebRTC
import Foundation

// Browsers' legs: offers that pages have sent, answered into a bridge.
extension Switchboard {
    /// Why a browser's leg cannot be opened.
    enum BrowserLegFailure: Error {
        case noMedia
        case offer(String)
    }

    /// Opens a leg and answers the offer; audio flows when the browser has found its way and shaken hands.
    func openBrowserLeg(
        in bridge: BridgeID, for party: LegParty, offer: [UInt8]
    ) throws(BrowserLegFailure) -> (audio: LegAudio, answer: [UInt8]) {
        let opened: OpenedLeg
        do { opened = try media.openLeg(in: bridge, for: party, isWeb: true) } catch { throw .noMedia }
        do throws(BrowserLegFailure) {
            return try answer(offer, on: opened)
        } catch {
            media.close(opened.id)
            throw error
        }
    }

    private func answer(
        _ offer: [UInt8], on opened: OpenedLeg
    ) throws(BrowserLegFailure) -> (audio: LegAudio, answer: [UInt8]) {
        let credentials = ICECredentials.make()
        let fingerprint: CertificateFingerprint
        do { fingerprint = try media.webFingerprint() } catch { throw .noMedia }
        let spoken = settings.codecs.filter(\.isSpokenByBrowsers)
        var local = LocalAudio(
            host: settings.mediaHost, port: opened.port, codecs: spoken.isEmpty ? [.pcma, .pcmu] : spoken,
            sessionID: random.next() >> 2)
        local.web = LocalWeb(
            username: credentials.username, password: credentials.password, fingerprint: fingerprint.description)
        var audio = LegAudio(leg: opened.id, local: local)
        let body: [UInt8]
        do { body = try audio.answer(offer) } catch { throw .offer(refusal(for: error).1) }
        guard let web = audio.agreed?.web,
            let theirs = web.fingerprints.lazy.compactMap({ CertificateFingerprint($0) }).first
        else { throw .offer("A browser's audio needs a=fingerprint with sha-256, sha-384 or sha-512") }
        do {
            try media.expect(
                WebPeerDescription(local: credentials, remoteUsername: web.username, fingerprint: theirs),
                on: opened.id)
        } catch { throw .noMedia }
        connect(audio)
        return (audio, body)
    }
}

extension AudioCodec {
    fileprivate var isSpokenByBrowsers: Bool {
        switch self {
        case .pcma, .pcmu, .g722, .opus: true
        case .l16, .l16Wideband: false
        }
    }
}
