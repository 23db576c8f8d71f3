internal import CivicCore

/// Offer and answer for one audio stream (RFC 3264).
///
///     offer ──▶ the first usable m=audio is taken, all others get port 0 ──▶ answer, m= lines in the same order
///
/// What we send follows the other side's numbers and order; what we receive is what we listed.
package enum OfferAnswer {
    /// Our offer: one `m=audio` line.
    package static func offer(_ local: LocalAudio) -> [UInt8] {
        var formats = local.codecs.map { Format(type: $0.offeredPayloadType, meaning: .codec($0)) }
        if local.comfortNoise, local.codecs.contains(where: { $0.clockRate == 8000 }) {
            formats.append(Format(type: PayloadMap.comfortNoiseType, meaning: .comfortNoise))
        }
        if local.telephoneEvents {
            for (type, rate) in eventTypes where rate == 8000 || local.codecs.contains(where: { $0.clockRate == rate })
            {
                formats.append(Format(type: type, meaning: .telephoneEvent(clockRate: rate)))
            }
        }
        var stream = audio(
            local, formats: formats, direction: local.direction, local.packetTime,
            transport: local.security?.offersSecureProfile == true ? "RTP/SAVP" : "RTP/AVP")
        if let security = local.security, security.policy != .off {
            stream.attributes += security.offered.map { .init("crypto", $0.line) }
        }
        if local.multiplexes { stream.attributes.append(.init("rtcp-mux")) }
        return describe(local, media: [stream])
    }

    /// Answers an offer, stream by stream; every other stream is refused with port 0 (§6).
    ///
    /// Among the codecs that both know, the offerer's order decides: its first choice saves it a conversion.
    package static func answer(
        to offer: [UInt8], local: LocalAudio
    ) throws(SDPRefusal) -> (body: [UInt8], audio: NegotiatedAudio) {
        let description = try parse(offer)
        let usable = try StreamChoice.best(in: description, local: local)
        let chosen = usable.index
        let stream = description.media[chosen]
        let map = PayloadMap(stream)
        guard let codec = map.codecs.first(where: local.codecs.contains),
            let payloadType = map.payloadType(of: codec)
        else { throw .noCommonCodec }
        let event = local.telephoneEvents ? map.telephoneEvent(beside: codec) : nil
        let comfortNoise = local.comfortNoise ? map.comfortNoise(beside: codec) : nil
        // A browser's address is found by its checks; what stands in the description is a filler.
        let remote = local.web == nil ? try endpoint(of: stream, in: description) : nil
        let theirs = direction(of: stream, in: description)
        // An offer with 0.0.0.0 is the old hold: whatever it says, nothing may be sent there (§8.4).
        let isOldHold = remote == nil && local.web == nil
        let direction = local.direction.limited(
            to: (isOldHold ? theirs.limited(to: .sendonly) : theirs).reversed)

        var formats = [Format(type: payloadType, meaning: .codec(codec))]
        if let comfortNoise { formats.append(Format(type: comfortNoise.payloadType, meaning: .comfortNoise)) }
        if let event {
            formats.append(Format(type: event.payloadType, meaning: .telephoneEvent(clockRate: event.clockRate)))
        }
        let packetTime = packetTime(of: stream)
        var ours = audio(
            local, formats: formats, direction: direction, packetTime, transport: stream.transport)
        if let line = usable.answer { ours.attributes.append(.init("crypto", line.line)) }
        let multiplexes = local.web != nil || local.multiplexes && offersMultiplexing(stream)
        if let web = local.web {
            ours.attributes += web.attributes(
                answering: stream, at: SocketEndpoint(host: local.host, port: local.port))
        } else if multiplexes {
            ours.attributes.append(.init("rtcp-mux"))
        }
        let answers = description.media.enumerated().map { index, offered in
            index == chosen ? ours : refusal(of: offered)
        }
        var agreed = NegotiatedAudio(
            remote: remote, codec: codec, payloadType: payloadType, telephoneEventPayloadType: event?.payloadType,
            telephoneEventClockRate: event?.clockRate ?? 8000, comfortNoisePayloadType: comfortNoise?.payloadType,
            packetTime: packetTime, direction: direction)
        agreed.keys = usable.keys
        agreed.answeredTag = usable.answer?.tag
        agreed.usesSecureProfile = StreamChoice.isSecure(stream)
        agreed.multiplexes = multiplexes
        agreed.remoteControl = multiplexes ? nil : controlEndpoint(of: stream, remote: remote)
        agreed.web = usable.web
        let above = local.web == nil ? [] : LocalWeb.sessionAttributes(answering: stream, of: description)
        return (describe(local, attributes: above, media: answers), agreed)
    }

    /// Takes the answer to the offer that `offer(local)` made.
    package static func accept(
        answer: [UInt8], to local: LocalAudio
    ) throws(SDPRefusal) -> NegotiatedAudio {
        let description = try parse(answer)
        // §6: as many m= lines as offered, in the same order; ours had one. More are forgiven when they are closed.
        guard let stream = description.media.first, stream.kind == "audio",
            description.media.dropFirst().allSatisfy({ $0.port == 0 })
        else { throw description.media.isEmpty ? .noAudio : .answerDoesNotMatch }
        guard stream.port != 0 else { throw .noAudio }
        let keys = try StreamChoice.keys(in: stream, answering: local)
        let map = PayloadMap(stream)
        // An answer lists what it takes; the first is what it prefers, and static numbers cannot mean anything else.
        guard let codec = map.codecs.first(where: local.codecs.contains),
            let payloadType = map.payloadType(of: codec)
        else { throw .noCommonCodec }
        let remote = try endpoint(of: stream, in: description)
        let theirs = Self.direction(of: stream, in: description)
        let limit = remote == nil ? theirs.limited(to: .sendonly) : theirs
        let event = local.telephoneEvents ? map.telephoneEvent(beside: codec) : nil
        var agreed = NegotiatedAudio(
            remote: remote, codec: codec, payloadType: payloadType, receivedPayloadType: codec.offeredPayloadType,
            telephoneEventPayloadType: event?.payloadType,
            receivedEventPayloadType: event.flatMap { event in
                eventTypes.first { $0.clockRate == event.clockRate }?.type
            },
            telephoneEventClockRate: event?.clockRate ?? 8000,
            comfortNoisePayloadType: local.comfortNoise ? map.comfortNoise(beside: codec)?.payloadType : nil,
            packetTime: packetTime(of: stream), direction: local.direction.limited(to: limit.reversed))
        agreed.keys = keys
        agreed.usesSecureProfile = StreamChoice.isSecure(stream)
        agreed.multiplexes = local.multiplexes && offersMultiplexing(stream)
        agreed.remoteControl = agreed.multiplexes ? nil : controlEndpoint(of: stream, remote: remote)
        return agreed
    }

    /// The dynamic numbers that our offers use for telephone-event, by clock rate in Hz; 101 is nearly everybody's.
    private static let eventTypes: [(type: UInt8, clockRate: Int)] = [(101, 8000), (102, 16_000), (110, 48_000)]

    // MARK: Reading

    private static func parse(_ bytes: [UInt8]) throws(SDPRefusal) -> SessionDescription {
        do {
            return try SessionDescription(parsing: bytes)
        } catch {
            throw .malformed(error)
        }
    }

    /// Where to send; `nil` for the unspecified address.
    private static func endpoint(
        of stream: MediaDescription, in description: SessionDescription
    ) throws(SDPRefusal) -> SocketEndpoint? {
        guard let address = stream.connection ?? description.connection else { throw .noAddress }
        if address.isUnspecified { return nil }
        guard address.isNumeric else { throw .noAddress }  // looking names up is nobody's job in a call
        return SocketEndpoint(host: address.host, port: stream.port)
    }

    private static func offersMultiplexing(_ stream: MediaDescription) -> Bool {
        stream.attributes.contains { $0.name == "rtcp-mux" && $0.value == nil }
    }

    /// `a=rtcp:<port> [IN IP4|IP6 <address>]` (RFC 3605 §2.1); `nil` where there is none that makes sense.
    private static func controlEndpoint(of stream: MediaDescription, remote: SocketEndpoint?) -> SocketEndpoint? {
        guard let remote, let fields = stream.values(of: "rtcp").first?.fields, let first = fields.first,
            first.utf8.count <= 5, let port = UInt16(first), port > 0
        else { return nil }
        guard fields.count > 1 else { return SocketEndpoint(host: remote.host, port: port) }
        guard let address = ConnectionAddress(parsing: fields[1...]), address.isNumeric, !address.isUnspecified else {
            return nil
        }
        return SocketEndpoint(host: address.host, port: port)
    }

    private static func direction(
        of stream: MediaDescription, in description: SessionDescription
    ) -> MediaDirection {
        MediaDescription.direction(in: stream.attributes)
            ?? MediaDescription.direction(in: description.attributes) ?? .sendrecv
    }

    /// `a=ptime` when it is one that we can make (whole frames of 10 ms up to 60), else 20; never above `a=maxptime`.
    private static func packetTime(of stream: MediaDescription) -> Int {
        let made = [10, 20, 30, 40, 60]
        func milliseconds(_ name: String) -> Int? {
            stream.values(of: name).first.flatMap { Int($0.trimmedSpaces) }.flatMap { $0 > 0 ? $0 : nil }
        }
        let wanted = milliseconds("ptime").flatMap { made.contains($0) ? $0 : nil } ?? 20
        guard let most = milliseconds("maxptime") else { return wanted }
        return made.last { $0 <= min(wanted, most) } ?? 10
    }

    // MARK: Writing

    private static func describe(
        _ local: LocalAudio, attributes: [SessionDescription.Attribute] = [], media: [MediaDescription]
    ) -> [UInt8] {
        let address = ConnectionAddress(host: local.host)
        return SessionDescription(
            origin: .init(sessionID: "\(local.sessionID)", version: "\(local.version)", address: address),
            connection: address, attributes: attributes, media: media
        ).bytes
    }

    /// A number on our `m=` line and what it means.
    private struct Format {
        enum Meaning {
            case codec(AudioCodec)
            case comfortNoise
            case telephoneEvent(clockRate: Int)
        }

        let type: UInt8
        let meaning: Meaning

        var attributes: [SessionDescription.Attribute] {
            switch meaning {
            case .codec(let codec):
                [.init("rtpmap", "\(type) \(codec.map)")]
                    + (codec.parameters.map { [.init("fmtp", "\(type) \($0)")] } ?? [])
            case .comfortNoise: [.init("rtpmap", "\(type) CN/8000")]
            case .telephoneEvent(let rate):
                [.init("rtpmap", "\(type) telephone-event/\(rate)"), .init("fmtp", "\(type) 0-15")]
            }
        }
    }

    private static func audio(
        _ local: LocalAudio, formats: [Format], direction: MediaDirection, _ packetTime: Int, transport: String
    ) -> MediaDescription {
        var attributes = formats.flatMap(\.attributes)
        attributes.append(.init("ptime", "\(packetTime)"))
        attributes.append(.init(direction.rawValue))
        return MediaDescription(
            kind: "audio", port: local.port, transport: transport, formats: formats.map { "\($0.type)" },
            attributes: attributes)
    }

    /// The same m= line with port 0 (§6).
    private static func refusal(of offered: MediaDescription) -> MediaDescription {
        MediaDescription(kind: offered.kind, port: 0, transport: offered.transport, formats: offered.formats)
    }
}
