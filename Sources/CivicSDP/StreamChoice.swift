internal import CivicCore

/// Which stream of an offer is answered, and under which key (RFC 4568 §5, §7).
///
///                      required          offered           off
///     SAVP, key        encrypted         encrypted         488
///     SAVP, no key     488               488               488
///     AVP with key     encrypted         encrypted         plain
///     AVP              488               plain             plain
///
/// Phones that would like encryption but do not insist on it offer RTP/AVP with keys (most of them), or two streams,
/// RTP/SAVP and RTP/AVP; of those the encrypted one is taken.
struct StreamChoice {
    let index: Int
    /// The other side's line that is taken, and ours in the answer; both `nil` for plain audio.
    private(set) var offer: CryptoAttribute?
    private(set) var answer: CryptoAttribute?
    /// What the other side, a browser, says of itself.
    private(set) var web: RemoteWeb?

    var keys: SRTPKeys? {
        guard let offer, let answer else { return nil }
        return SRTPKeys(suite: answer.suite, sending: answer.master, receiving: offer.master)
    }

    /// AVPF only adds feedback that may be left unsent (RFC 4585 §3.1).
    static func isPlain(_ stream: MediaDescription) -> Bool {
        stream.transport == "RTP/AVP" || stream.transport == "RTP/AVPF"
    }

    static func isSecure(_ stream: MediaDescription) -> Bool {
        stream.transport == "RTP/SAVP" || stream.transport == "RTP/SAVPF"
    }

    static func best(in description: SessionDescription, local: LocalAudio) throws(SDPRefusal) -> StreamChoice {
        let open = description.media.indices.filter {
            description.media[$0].kind == "audio" && description.media[$0].port != 0
        }
        guard let first = open.first else { throw .noAudio }
        var choices: [StreamChoice] = []
        var refusal = SDPRefusal.unsupportedTransport(description.media[first].transport)
        for index in open {
            do throws(SDPRefusal) {
                choices.append(
                    local.web == nil
                        ? try StreamChoice(index, description.media[index], local.security)
                        : try StreamChoice(web: index, in: description))
            } catch {
                // Why an encrypted or a plain stream is refused says more than that there are others.
                if case .unsupportedTransport = error { continue }
                refusal = error
            }
        }
        guard !choices.isEmpty else { throw refusal }
        let usable = choices.filter {
            PayloadMap(description.media[$0.index]).codecs.contains(where: local.codecs.contains)
        }
        guard let best = usable.first(where: { $0.keys != nil }) ?? usable.first else { throw .noCommonCodec }
        return best
    }

    private init(web index: Int, in description: SessionDescription) throws(SDPRefusal) {
        let stream = description.media[index]
        guard RemoteWeb.isWeb(stream) else { throw .unsupportedTransport(stream.transport) }
        self.index = index
        web = try RemoteWeb(stream, in: description)
    }

    private init(_ index: Int, _ stream: MediaDescription, _ security: LocalSecurity?) throws(SDPRefusal) {
        self.index = index
        let policy = security?.policy ?? .off
        guard Self.isPlain(stream) || Self.isSecure(stream) else { throw .unsupportedTransport(stream.transport) }
        if policy == .off {
            if Self.isSecure(stream) { throw .unsupportedTransport(stream.transport) }
            return
        }
        for line in CryptoAttribute.usable(in: stream) {
            guard let master = security?.masters[line.suite] else { continue }
            offer = line
            answer = CryptoAttribute(tag: line.tag, suite: line.suite, master: master)
            return
        }
        if Self.isSecure(stream) { throw .noCommonCrypto }
        if policy == .required { throw .encryptionRequired }
    }

    /// The keys that an answer to our offer has taken: exactly one line, with a tag and suite of ours (RFC 4568 §5.1.3).
    static func keys(in answer: MediaDescription, answering local: LocalAudio) throws(SDPRefusal) -> SRTPKeys? {
        guard isPlain(answer) || isSecure(answer) else { throw .unsupportedTransport(answer.transport) }
        guard let security = local.security, security.policy != .off else {
            if isSecure(answer) { throw .unsupportedTransport(answer.transport) }
            return nil
        }
        guard !answer.values(of: "crypto").isEmpty else {
            if isSecure(answer) { throw .noCommonCrypto }
            if security.offersSecureProfile { throw .encryptionRequired }
            return nil
        }
        for line in CryptoAttribute.usable(in: answer) {
            guard let ours = security.line(taken: line) else { continue }
            return SRTPKeys(suite: line.suite, sending: ours.master, receiving: line.master)
        }
        throw .noCommonCrypto
    }
}
