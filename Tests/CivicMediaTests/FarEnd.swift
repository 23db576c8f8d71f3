import CivicCore
import CivicDSP
import CivicRTP
import CivicSRTP
import Foundation
import Glibc
import Synchronization

/// A telephone at the other end of a leg: a real UDP socket that sends a frame every 20 ms and keeps what it hears.
final class FarEnd: Sendable {
    /// What is sent in one tick.
    indirect enum Frame: Sendable {
        case audio([Int16])
        case event(TelephoneEvent, marker: Bool, timestamp: UInt32)
        case raw([UInt8])
        /// A datagram to the leg's RTCP port beside a frame.
        case control([UInt8], with: Frame)
        case nothing
        /// Sent, and never arrived.
        case lost
    }

    struct Heard: Sendable {
        var audio: [Int16] = []
        var packets: [RTPHeader] = []
        var events: [TelephoneEvent] = []
        /// Of every packet, in the order of `packets`.
        var payloads: [[UInt8]] = []
        /// RTCP that came to the port of RTP, without its protection.
        var controls: [[UInt8]] = []
        /// What its keys could not open.
        var unreadable = 0
    }

    /// Its side of an encrypted call.
    private struct Security: ~Copyable {
        var sender: SRTPSender
        var receiver: SRTPReceiver
        var copies: Int
    }

    static let codec: UInt8 = 8
    static let events: UInt8 = 101

    let port: UInt16
    private let descriptor: CInt
    private let heard = Guarded(Heard())
    private let speech: Guarded<@Sendable (Int) -> Frame>
    private let target = Guarded<UInt16?>(nil)
    private let isClosed = Atomic<Bool>(false)
    private let security = Mutex<Security?>(nil)

    /// - Parameter speech: what to send in tick n.
    init(_ speech: @escaping @Sendable (Int) -> Frame = { _ in .nothing }) throws {
        self.speech = Guarded(speech)
        let descriptor = socket(AF_INET, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        self.descriptor = descriptor
        port = UInt16(bigEndian: name.sin_port)
        let thread = Thread { [self] in run() }
        thread.start()
    }

    var endpoint: SocketEndpoint { SocketEndpoint(host: "127.0.0.1", port: port) }
    /// Copied within the lock: ThreadSanitizer does not see the counts of references by which arrays share their storage.
    var sofar: Heard {
        heard.withLock { heard in
            var copy = heard
            copy.audio = heard.audio.map { $0 }
            copy.packets = heard.packets.map { $0 }
            copy.events = heard.events.map { $0 }
            copy.payloads = heard.payloads.map { $0 }
            copy.controls = heard.controls.map { $0 }
            return copy
        }
    }

    func call(_ port: UInt16) { target.withLock { $0 = port } }
    func say(_ speech: @escaping @Sendable (Int) -> Frame) { self.speech.withLock { $0 = speech } }

    /// Encrypts from now on.
    ///
    /// - Parameters:
    ///   - keys: as the leg has them.
    ///   - copies: how often each packet is sent.
    func secure(_ keys: SRTPKeys, copies: Int = 1) throws {
        try security.withLock { security throws(SRTPError) in
            let sender = try SRTPSender(keys.suite, master: keys.receiving)
            let receiver = try SRTPReceiver(keys.suite, master: keys.sending)
            security = Security(sender: sender, receiver: receiver, copies: copies)
        }
    }

    /// Sends under another key from now on, and reads under the old one.
    func rekey(_ keys: SRTPKeys) throws {
        try security.withLock { security throws(SRTPError) in
            security?.sender = try SRTPSender(keys.suite, master: keys.receiving)
        }
    }

    func forget() { heard.withLock { $0 = Heard() } }
    func close() { isClosed.store(true, ordering: .releasing) }

    /// One sine, endless.
    static func tone(_ frequency: Double, amplitude: Double = 8000) -> @Sendable (Int) -> Frame {
        { tick in
            .audio((0..<160).map { Int16(amplitude * sin(2 * .pi * frequency * Double(tick * 160 + $0) / 8000)) })
        }
    }

    private func run() {
        var sequence: UInt16 = 0xFFF0
        var tick = 0
        var next = MonotonicClock.now
        while !isClosed.load(ordering: .acquiring) {
            drain()
            if MonotonicClock.now >= next {
                if let port = target.withLock({ $0 }) {
                    send(speech.withLock { $0 }(tick), tick, &sequence, to: port)
                }
                tick += 1
                next = next + .milliseconds(20)
            }
            usleep(1000)
        }
        _ = Glibc.close(descriptor)
    }

    private func send(_ frame: Frame, _ tick: Int, _ sequence: inout UInt16, to port: UInt16) {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length)
        var header = RTPHeader(
            payloadType: Self.codec, sequence: sequence, timestamp: UInt32(truncatingIfNeeded: tick * 160), ssrc: 77)
        switch frame {
        case .nothing: return
        case .lost:
            sequence &+= 1
            return
        case .raw(let raw):
            transmit(raw, to: port)
            return
        case .control(let report, let frame):
            transmit(report, to: port + 1)
            return send(frame, tick, &sequence, to: port)
        case .audio(let samples):
            var codes = [UInt8](repeating: 0, count: samples.count)
            var output = codes.mutableSpan
            G711.encodeALaw(samples.span, into: &output)
            bytes += codes
        case .event(let event, let marker, let timestamp):
            header.payloadType = Self.events
            header.marker = marker
            header.timestamp = timestamp
            var payload = [UInt8](repeating: 0, count: 4)
            var output = payload.mutableSpan
            event.write(to: &output)
            bytes += payload
        }
        sequence &+= 1
        var span = bytes.mutableSpan
        header.write(to: &span)
        let (wire, copies) = protect(bytes)
        for _ in 0..<copies { transmit(wire, to: port) }
    }

    private func protect(_ bytes: [UInt8]) -> ([UInt8], copies: Int) {
        security.withLock { security in
            guard let copies = security?.copies else { return (bytes, 1) }
            var wire = [UInt8](repeating: 0, count: 2048)
            var output = wire.mutableSpan
            let length = security?.sender.protect(bytes.span, into: &output)
            return (Array(wire.prefix(length ?? 0)), copies)
        }
    }

    private func unprotect(_ bytes: [UInt8]) -> [UInt8]? {
        security.withLock { security in
            if security == nil { return bytes }
            var plain = [UInt8](repeating: 0, count: 2048)
            var output = plain.mutableSpan
            let isControl = bytes.count > 1 && (192...223).contains(bytes[1])
            let verdict =
                isControl
                ? security?.receiver.unprotectControl(bytes.span, into: &output)
                : security?.receiver.unprotect(bytes.span, into: &output)
            if case .plain(let length) = verdict { return Array(plain[..<length]) }
            return nil
        }
    }

    private func transmit(_ bytes: [UInt8], to port: UInt16) {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        name.sin_port = port.bigEndian
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 2048)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            guard let bytes = unprotect(Array(buffer[..<count])) else {
                heard.withLock { $0.unreadable += 1 }
                continue
            }
            if bytes.count > 1, (192...223).contains(bytes[1]) {
                heard.withLock { $0.controls.append(bytes) }
                continue
            }
            guard let packet = try? RTPPacket(parsing: bytes.span) else { continue }
            let payload = bytes.span.extracting(packet.payload)
            heard.withLock { heard in
                heard.packets.append(packet.header)
                heard.payloads.append(Array(bytes[packet.payload]))
                if packet.header.payloadType == Self.events, let event = try? TelephoneEvent(parsing: payload) {
                    heard.events.append(event)
                } else if packet.header.payloadType == Self.codec {
                    var samples = [Int16](repeating: 0, count: payload.count)
                    var output = samples.mutableSpan
                    G711.decodeALaw(payload, into: &output)
                    heard.audio += samples
                }
            }
        }
    }
}

/// The part of a block's power that lies at one frequency, 0…1.
func share(of frequency: Double, in samples: some Collection<Int16>) -> Double {
    var (real, imaginary, total) = (0.0, 0.0, 0.0)
    for (index, sample) in samples.enumerated() {
        let angle = 2 * Double.pi * frequency * Double(index) / 8000
        real += Double(sample) * cos(angle)
        imaginary += Double(sample) * sin(angle)
        total += Double(sample) * Double(sample)
    }
    guard total > 0 else { return 0 }
    return 2 * (real * real + imaginary * imaginary) / (Double(samples.count) * total)
}
