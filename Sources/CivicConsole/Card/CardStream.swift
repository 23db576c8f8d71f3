import CALSA
import Glibc

/// One direction of a sound card, 16-bit samples, as alsa-lib gives it.
///
/// Used by one thread at a time. A stream that runs empty or over (an xrun) is put back to work by `recover`.
package final class CardStream {
    package enum Direction: Sendable {
        case capture, playback
    }

    package enum Transfer: Equatable, Sendable {
        case frames(Int)
        case xrun
        case failed(String)
    }

    package let device: String
    package let direction: Direction
    /// Frames a second, as the card took it.
    package let rate: Int
    package let channels: Int
    /// Frames of one period: 10 ms, where the card has it.
    package let period: Int
    /// Frames of the card's queue.
    package let buffer: Int
    private let pcm: OpaquePointer

    /// - Parameters:
    ///   - wanted: rate in Hz; the card may choose another.
    ///   - periods: length of the queue.
    package init(_ device: String, _ direction: Direction, wanted: Int = 48_000, periods: Int = 4) throws(CardError) {
        civic_alsa_keep_quiet()
        var handle: OpaquePointer?
        let stream = direction == .capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK
        // Not to wait for a device that somebody else has; the transfers themselves then do wait.
        let opened = snd_pcm_open(&handle, device, stream, Int32(SND_PCM_NONBLOCK))
        guard opened == 0, let pcm = handle else { throw Self.error(opening: device, opened) }
        do throws(CardError) {
            let shape = try Self.configure(pcm, device, direction, wanted, periods)
            (rate, channels, period, buffer) = (shape.rate, shape.channels, shape.period, shape.buffer)
        } catch {
            snd_pcm_close(pcm)
            throw error
        }
        self.device = device
        self.direction = direction
        self.pcm = pcm
    }

    deinit {
        snd_pcm_drop(pcm)
        snd_pcm_close(pcm)
    }

    private struct Shape {
        var rate: Int
        var channels: Int
        var period: Int
        var buffer: Int
    }

    private static func configure(
        _ pcm: OpaquePointer, _ device: String, _ direction: Direction, _ wanted: Int, _ periods: Int
    ) throws(CardError) -> Shape {
        func check(_ code: Int32, _ what: String) throws(CardError) {
            if code < 0 { throw .unusable(device: device, reason: "\(what): \(text(code))") }
        }
        var hardware: OpaquePointer?
        var software: OpaquePointer?
        defer {
            if let hardware { snd_pcm_hw_params_free(hardware) }
            if let software { snd_pcm_sw_params_free(software) }
        }
        try check(snd_pcm_hw_params_malloc(&hardware), "memory")
        try check(snd_pcm_hw_params_any(pcm, hardware), "its parameters")
        try check(snd_pcm_hw_params_set_access(pcm, hardware, SND_PCM_ACCESS_RW_INTERLEAVED), "interleaved samples")
        try check(snd_pcm_hw_params_set_format(pcm, hardware, SND_PCM_FORMAT_S16_LE), "16-bit samples")
        var channels: UInt32 = 1
        try check(snd_pcm_hw_params_set_channels_near(pcm, hardware, &channels), "its channels")
        var rate = UInt32(wanted)
        try check(snd_pcm_hw_params_set_rate_near(pcm, hardware, &rate, nil), "its rate")
        var period = snd_pcm_uframes_t(rate / 100)
        try check(snd_pcm_hw_params_set_period_size_near(pcm, hardware, &period, nil), "periods of 10 ms")
        var buffer = period * snd_pcm_uframes_t(periods)
        try check(snd_pcm_hw_params_set_buffer_size_near(pcm, hardware, &buffer), "a queue of \(periods) periods")
        try check(snd_pcm_hw_params(pcm, hardware), "16 bits at \(rate) Hz")
        try check(snd_pcm_sw_params_malloc(&software), "memory")
        try check(snd_pcm_sw_params_current(pcm, software), "its parameters")
        try check(snd_pcm_sw_params_set_avail_min(pcm, software, period), "its wake-up")
        // Playback is started when two periods are there; capture by its first read.
        let start = direction == .playback ? min(buffer, 2 * period) : 1
        try check(snd_pcm_sw_params_set_start_threshold(pcm, software, start), "its start")
        try check(snd_pcm_sw_params(pcm, software), "its parameters")
        try check(snd_pcm_nonblock(pcm, 0), "waiting")
        guard (4000...192_000).contains(rate), (1...32).contains(channels), period > 0, period <= rate / 5 else {
            throw .unusable(device: device, reason: "\(rate) Hz, \(channels) channels, periods of \(period)")
        }
        return Shape(rate: Int(rate), channels: Int(channels), period: Int(period), buffer: Int(buffer))
    }

    /// Reads frames, and waits for them; the span holds whole frames.
    package func read(into samples: inout MutableSpan<Int16>) -> Transfer {
        let frames = samples.count / channels
        return transfer(
            samples.withUnsafeMutableBufferPointer { buffer in
                // alsa-lib writes as many frames as are stated, of the channels that were agreed.
                snd_pcm_readi(pcm, buffer.baseAddress, snd_pcm_uframes_t(frames))
            })
    }

    /// Writes whole frames, and waits until they are in the queue.
    package func write(_ samples: Span<Int16>) -> Transfer {
        let frames = samples.count / channels
        return transfer(
            samples.withUnsafeBufferPointer { buffer in
                snd_pcm_writei(pcm, buffer.baseAddress, snd_pcm_uframes_t(frames))
            })
    }

    private func transfer(_ result: snd_pcm_sframes_t) -> Transfer {
        switch result {
        case 0...: .frames(result)
        case Int(-EPIPE), Int(-ESTRPIPE): .xrun
        case Int(-EAGAIN), Int(-EINTR): .frames(0)
        default: .failed(Self.text(Int32(clamping: result)))
        }
    }

    /// After an xrun or a suspended machine: ready again, with an empty queue.
    package func recover() -> Bool { snd_pcm_prepare(pcm) == 0 }

    /// Frames that can be read or written at once; `nil` when the stream has to be recovered.
    package var available: Int? {
        let count = snd_pcm_avail_update(pcm)
        return count >= 0 ? count : nil
    }

    /// Frames in the card's queue: not heard yet, or not read yet.
    package var queued: Int {
        var frames: snd_pcm_sframes_t = 0
        return snd_pcm_delay(pcm, &frames) == 0 ? max(0, min(rate, frames)) : 0
    }

    private static func text(_ code: Int32) -> String { String(cString: snd_strerror(code)) }

    private static func error(opening device: String, _ code: Int32) -> CardError {
        switch -code {
        case ENOENT, ENODEV, ENXIO: .noSuchDevice(device)
        case EBUSY, EAGAIN: .busy(device)
        case EACCES, EPERM: .notAllowed(device)
        default: .unusable(device: device, reason: text(code))
        }
    }
}
