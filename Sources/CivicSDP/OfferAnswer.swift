/// Offer and answer for one audio stream (RFC 3264).
package enum OfferAnswer {
    /// Our offer: one `m=audio` line.
    package static func offer(_ local: LocalAudio) -> [UInt8] { [] }

    /// Answers an offer, stream by stream; every other stream is refused with port 0 (§6).
    package static func answer(
        to offer: [UInt8], local: LocalAudio
    ) throws(SDPRefusal) -> (body: [UInt8], audio: NegotiatedAudio) { throw .noAudio }

    /// Takes the answer to the offer that `offer(local)` made.
    package static func accept(
        answer: [UInt8], to local: LocalAudio
    ) throws(SDPRefusal) -> NegotiatedAudio { throw .noAudio }
}
