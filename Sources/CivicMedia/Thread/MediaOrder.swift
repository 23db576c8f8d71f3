import CivicCore
import CivicDSP
import CivicRTP
import CivicSRTP

/// What the control side tells a media thread. Plain bits; what is lent comes back by `ThreadNews`.
enum MediaOrder: BitwiseCopyable, Sendable {
    case addBridge(Lent<MediaBridge>)
    case removeBridge(Lent<MediaBridge>)
    case addLeg(Lent<MediaLeg>, to: Lent<MediaBridge>)
    case removeLeg(Lent<MediaLeg>)
    case connect(Lent<MediaLeg>, WirePlan, CodingChange, SecurityChange)
    case play(Lent<MediaLeg>, Lent<Playback>)
    case stopPlaying(Lent<MediaLeg>)
    /// Keys as tones.
    case dial(Lent<MediaLeg>, Lent<Playback>)
    /// One key as an RFC 4733 event.
    case dialEvent(Lent<MediaLeg>, UInt8)
    case record(Lent<MediaLeg>, Unmanaged<Recorder>)
    case stopRecording(Lent<MediaLeg>)
    case recordBridge(Lent<MediaBridge>, Unmanaged<Recorder>, TrackSource, TrackSource)
    case stopRecordingBridge(Lent<MediaBridge>)
    /// Silence instead of what is said, for so many ticks from now.
    case maskBridge(Lent<MediaBridge>, ticks: Int32)
    case loopBack(Lent<MediaLeg>, Bool)
    /// The gain with which a leg hears the party in a slot of its bridge.
    case hear(Lent<MediaLeg>, slot: Int, gain: Float)
    case hold(Lent<MediaLeg>, Bool)
    case injectDigit(Lent<MediaLeg>, UInt8)
    case watchProgress(Lent<MediaLeg>, Lent<CallProgressDetector>)
    case progressAnswered(Lent<MediaLeg>)
    case endProgress(Lent<MediaLeg>)
}

/// What a media thread tells the control side. Cases with something lent give it back to be freed.
enum ThreadNews: BitwiseCopyable, Sendable {
    case digit(leg: UInt32, code: UInt8, way: DigitWay)
    case latched(leg: UInt32, MediaAddress)
    /// The peer's sequence number, under the key of the leg's plan.
    case rolledOver(leg: UInt32, RollOver)
    case mediaLost(leg: UInt32)
    case audioMissing(leg: UInt32, MissingAudio)
    case audioFound(leg: UInt32)
    case progress(leg: UInt32, CallProgressEvent)
    case playbackEnded(leg: UInt32, Lent<Playback>, PlaybackEnd)
    case dialled(Lent<Playback>)
    case codingReturned(Lent<LegCoding>)
    case securityReturned(Lent<LegSecurity>)
    case progressEnded(Lent<CallProgressDetector>)
    case legReturned(Lent<MediaLeg>)
    case bridgeReturned(Lent<MediaBridge>)

    /// Whether it may be dropped when the reader is slow.
    var isExpendable: Bool {
        switch self {
        case .digit, .latched, .rolledOver, .mediaLost, .audioMissing, .audioFound, .progress: true
        case .playbackEnded, .dialled, .codingReturned, .securityReturned, .progressEnded, .legReturned,
            .bridgeReturned:
            false
        }
    }
}

/// What a new plan means for a leg's codec.
enum CodingChange: BitwiseCopyable, Sendable {
    case keep
    /// G.711 in packets of 20 ms, which a leg knows by itself.
    case plain
    case new(Lent<LegCoding>)
}

/// `LegPlan` as the tick uses it.
struct WirePlan: BitwiseCopyable, Sendable {
    var remote: MediaAddress?
    /// The host alone counts.
    var signalling: MediaAddress?
    /// The law of a leg without a `LegCoding`.
    var codec: LegCodec
    var payloadType: UInt8
    var receivedPayloadType: UInt8
    var eventPayloadType: UInt8?
    var receivedEventPayloadType: UInt8?
    var comfortNoisePayloadType: UInt8?
    var sends: Bool
    var receives: Bool
    var multiplexes: Bool
    var remoteControl: MediaAddress?
    var digits: DigitWays

    init(_ plan: LegPlan) {
        remote = plan.remote.flatMap { MediaAddress($0) }
        signalling = plan.signallingHost.flatMap { MediaAddress(SocketEndpoint(host: $0, port: 1)) }
        codec = LegCodec(law: plan.codec == .pcma ? .alaw : .mulaw)
        payloadType = plan.payloadType & 0x7F
        receivedPayloadType = plan.receivedPayloadType & 0x7F
        eventPayloadType = plan.telephoneEventPayloadType.map { $0 & 0x7F }
        receivedEventPayloadType = plan.receivedEventPayloadType.map { $0 & 0x7F }
        comfortNoisePayloadType = plan.comfortNoisePayloadType.map { $0 & 0x7F }
        sends = plan.sends
        receives = plan.receives
        multiplexes = plan.multiplexes
        remoteControl = plan.remoteControl.flatMap { MediaAddress($0) }
        digits = plan.digits
    }

    /// What a packet of this payload type holds; `nil` for one that was not agreed on.
    func kind(of type: UInt8) -> JitterBuffer.Kind? {
        switch type {
        case receivedPayloadType: .audio
        case receivedEventPayloadType: .event
        case comfortNoisePayloadType: .comfortNoise
        default: nil
        }
    }
}
