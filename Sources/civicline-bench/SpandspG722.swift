import Foundation

/// libspandsp's G.722 at 64 kbit/s, to measure beside ours; found when the program runs, so that nothing links it.
struct SpandspG722: ~Copyable {
    private typealias Initialise =
        @convention(c) (UnsafeMutableRawPointer?, Int32, Int32) -> UnsafeMutableRawPointer?
    private typealias Encode =
        @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<UInt8>, UnsafePointer<Int16>, Int32) -> Int32
    private typealias Decode =
        @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<Int16>, UnsafePointer<UInt8>, Int32) -> Int32
    private typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Int32

    private let encoder: UnsafeMutableRawPointer
    private let decoder: UnsafeMutableRawPointer
    private let encodeFrame: Encode
    private let decodeFrame: Decode
    private let freeEncoder: Free
    private let freeDecoder: Free

    /// `nil` where the library is not installed.
    init?() {
        // The types are those of spandsp/g722.h, the same since 0.0.3; the library stays loaded.
        guard let handle = dlopen(SpandspDTMF.library, RTLD_NOW),
            let beginEncoding = dlsym(handle, "g722_encode_init"), let encode = dlsym(handle, "g722_encode"),
            let beginDecoding = dlsym(handle, "g722_decode_init"), let decode = dlsym(handle, "g722_decode"),
            let freeEncoder = dlsym(handle, "g722_encode_free"), let freeDecoder = dlsym(handle, "g722_decode_free"),
            let encoder = unsafeBitCast(beginEncoding, to: Initialise.self)(nil, 64_000, 0),
            let decoder = unsafeBitCast(beginDecoding, to: Initialise.self)(nil, 64_000, 0)
        else { return nil }
        self.encoder = encoder
        self.decoder = decoder
        encodeFrame = unsafeBitCast(encode, to: Encode.self)
        decodeFrame = unsafeBitCast(decode, to: Decode.self)
        self.freeEncoder = unsafeBitCast(freeEncoder, to: Free.self)
        self.freeDecoder = unsafeBitCast(freeDecoder, to: Free.self)
    }

    deinit {
        _ = freeEncoder(encoder)
        _ = freeDecoder(decoder)
    }

    /// Encodes a frame at 16 kHz; `codes` holds half as many bytes as there are samples.
    mutating func encode(_ frame: Span<Int16>, into codes: inout [UInt8]) {
        precondition(codes.count >= frame.count / 2)
        frame.withUnsafeBufferPointer { samples in
            if let start = samples.baseAddress { _ = encodeFrame(encoder, &codes, start, Int32(samples.count)) }
        }
    }

    /// Decodes a frame; `samples` holds two for each byte.
    mutating func decode(_ codes: Span<UInt8>, into samples: inout [Int16]) {
        precondition(samples.count >= codes.count * 2)
        codes.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { _ = decodeFrame(decoder, &samples, start, Int32(bytes.count)) }
        }
    }
}
