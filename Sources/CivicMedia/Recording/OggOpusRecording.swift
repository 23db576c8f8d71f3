import COpus

/// A recording as Opus in Ogg (RFC 7845): one stream for each track, uncoupled, so that no voice leaks into the other
/// track; a page every second, each of which can be read without the next.
///
/// Times in the stream are counted at 48 kHz, whatever the rate of the input (RFC 7845 §4).
struct OggOpusRecording: RecordingContainer {
    private static let framesPerPage = 50
    private static let granulesPerSample: Int64 = 6  // 48 kHz for 8 kHz
    private static let bitsPerTrack: Int32 = 16_000  // a second

    private let encoder: OpusTrackEncoder
    private let channels: Int
    private let serial: UInt32
    private let preSkip: Int64  // 48 kHz
    private var packets: [[UInt8]] = []
    private var segments = 0
    private var number: UInt32 = 0
    private var encoded: Int64 = 0  // 48 kHz, with the encoder's delay
    private var length: Int64 = 0  // 48 kHz, of what was recorded

    init?(channels: Int, serial: UInt32) {
        guard let encoder = OpusTrackEncoder(tracks: channels, bitRate: Self.bitsPerTrack * Int32(channels)) else {
            return nil
        }
        self.encoder = encoder
        self.channels = channels
        self.serial = serial
        preSkip = Int64(encoder.lookahead) * Self.granulesPerSample
    }

    mutating func begin() -> [UInt8] {
        var head = Array("OpusHead".utf8)
        head += [1, UInt8(channels)]
        head.appendLittle(UInt16(preSkip))
        head.appendLittle(UInt32(8000))
        head.appendLittle(UInt16(0))  // no gain
        // Mapping family 1 (§5.1.1.2): as many streams as channels, none of them a coupled pair.
        head += [1, UInt8(channels), 0]
        head += (0..<UInt8(channels))
        var tags = Array("OpusTags".utf8)
        let vendor = Array("CivicLine".utf8)
        tags.appendLittle(UInt32(vendor.count))
        tags += vendor
        tags.appendLittle(UInt32(0))
        number = 2
        return OggPage.bytes([head], flags: OggPage.isFirst, granule: 0, serial: serial, number: 0)
            + OggPage.bytes([tags], granule: 0, serial: serial, number: 1)
    }

    mutating func append(_ frame: Span<Int16>, to bytes: inout [UInt8]) {
        length += Int64(frame.count / channels) * Self.granulesPerSample
        add(frame, &bytes)
    }

    mutating func end(masked: [MaskedStretch], to bytes: inout [UInt8]) {
        // The encoder is a little behind: silence pushes out what it holds. §4.4: the last granule cuts the rest off.
        let silence = [Int16](repeating: 0, count: RecordingBlock.frame * channels)
        repeat { add(silence.span, &bytes) } while encoded < length + preSkip
        encoded = length + preSkip
        flush(flags: OggPage.isLast, &bytes)
    }

    func head(after length: Int) -> [UInt8]? { nil }

    private mutating func add(_ frame: Span<Int16>, _ bytes: inout [UInt8]) {
        let packet = encoder.encode(frame)
        let needed = OggPage.segments(of: packet.count)
        if packets.count == Self.framesPerPage || segments + needed > OggPage.mostSegments { flush(flags: 0, &bytes) }
        packets.append(packet)
        segments += needed
        encoded += Int64(frame.count / channels) * Self.granulesPerSample
    }

    private mutating func flush(flags: UInt8, _ bytes: inout [UInt8]) {
        bytes += OggPage.bytes(packets, flags: flags, granule: encoded, serial: serial, number: number)
        number += 1
        packets.removeAll(keepingCapacity: true)
        segments = 0
    }
}

/// libopus' encoder for several independent mono tracks of 8 kHz.
final class OpusTrackEncoder {
    private let encoder: OpaquePointer
    private let tracks: Int
    /// Enough for 8 kHz; 10 would cost more than twice as much (100 µs a frame of two tracks becomes 230).
    private let complexity: Int32 = 3
    private var room = [UInt8](repeating: 0, count: 2 * 1276)  // the longest packets of 20 ms (RFC 6716 §3.4)

    init?(tracks: Int, bitRate: Int32) {
        let mapping = (0..<UInt8(tracks)).map { $0 }
        var code: Int32 = 0
        guard
            let encoder = opus_multistream_encoder_create(
                8000, Int32(tracks), Int32(tracks), 0, mapping, OPUS_APPLICATION_VOIP, &code)
        else { return nil }
        self.encoder = encoder
        self.tracks = tracks
        _ = copus_multistream_set(encoder, OPUS_SET_BITRATE_REQUEST, bitRate)
        _ = copus_multistream_set(encoder, OPUS_SET_COMPLEXITY_REQUEST, complexity)
        _ = copus_multistream_set(encoder, OPUS_SET_SIGNAL_REQUEST, OPUS_SIGNAL_VOICE)
    }

    deinit { opus_multistream_encoder_destroy(encoder) }

    /// Delay of the encoder in samples of 8 kHz.
    var lookahead: Int { Int(copus_multistream_lookahead(encoder)) }

    /// One packet for one frame of 20 ms, tracks interleaved.
    func encode(_ frame: Span<Int16>) -> [UInt8] {
        let count = frame.withUnsafeBufferPointer { samples in
            room.withUnsafeMutableBufferPointer { bytes -> Int32 in
                // Both buffers live through the call, and their lengths are those stated.
                guard let from = samples.baseAddress, let to = bytes.baseAddress else { return 0 }
                return opus_multistream_encode(encoder, from, Int32(samples.count / tracks), to, Int32(bytes.count))
            }
        }
        // Never below 0 with a rate and a frame that it knows; a decoder conceals an empty packet.
        return count > 0 ? Array(room[..<Int(count)]) : []
    }
}
