import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import CivicSRTP
import Glibc
import Synchronization

/// The other end of many legs: one thread that sends each of them a packet every 20 ms, and empties what comes back.
///
/// Frames are line noise at about -37 dBFS, so that a tone detector has real work and nothing to find; they are spread
/// evenly over twenty phases of 1 ms, as callers are. What a leg is sent in a tick can be changed by `script`. As an echo
/// it sends back what it heard last, 12 dB softer.
final class FarSide: Sendable {
    /// One packet of the wire, without the header.
    struct Frame: Sendable {
        var payloadType: UInt8
        var marker = false
        /// Added to the tick's timestamp, in units of 125 µs.
        var timestampOffset: Int = 0
        var payload: [UInt8]
    }

    typealias Script = @Sendable (_ leg: Int, _ tick: Int) -> Frame?

    static let audio: UInt8 = 8  // PCMA
    static let events: UInt8 = 101
    private static let sockets = 8

    private let sockets: [MediaSocket]
    private let ports = Mutex<[UInt16]>([])
    private let senders = Mutex<[Int: Sender]>([:])
    private let script: Script?
    private let isEcho: Bool
    private let isStopping = Atomic<Bool>(false)
    private let worstLateness = Atomic<Int64>(0)
    private let thread = Mutex<pthread_t?>(nil)

    init(script: Script? = nil, isEcho: Bool = false) throws {
        self.script = script
        self.isEcho = isEcho
        var sockets: [MediaSocket] = []
        for _ in 0..<Self.sockets {
            guard let socket = try MediaSocket.bound(to: "127.0.0.1", port: 0) else { throw MediaError.noFreePorts }
            var room: CInt = 8 << 20
            _ = setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<CInt>.size))
            sockets.append(socket)
        }
        self.sockets = sockets
    }

    /// Where leg `index` is to send to.
    func endpoint(of index: Int) -> SocketEndpoint {
        SocketEndpoint(host: "127.0.0.1", port: sockets[index % sockets.count].localPort)
    }

    /// Talks to another leg from now on.
    func add(port: UInt16) { ports.withLock { $0.append(port) } }
    func replace(_ index: Int, port: UInt16) { ports.withLock { $0[index] = port } }

    /// Encrypts what leg `index` is sent, and sends it a report over the same port now and then.
    func secure(_ index: Int, _ suite: SRTPSuite, master: Redacted<[UInt8]>) throws {
        let sender = try Sender(suite, master: master)
        senders.withLock { $0[index] = sender }
    }

    /// A sender in a box; only the far side's thread uses it.
    private final class Sender: @unchecked Sendable {
        var value: SRTPSender
        var room = [UInt8](repeating: 0, count: 2048)

        init(_ suite: SRTPSuite, master: Redacted<[UInt8]>) throws {
            value = try SRTPSender(suite, master: master)
        }
    }

    /// How late a packet was sent at worst: above some ms the figures say nothing about the engine.
    var lateness: Duration { .nanoseconds(worstLateness.load(ordering: .relaxed)) }

    func start() {
        let body = Unmanaged.passRetained(self)
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                // The very pointer that was passed below.
                Unmanaged<FarSide>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if result == 0 { thread.withLock { $0 = handle } } else { body.release() }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
        for socket in sockets { socket.close() }
    }

    private static func noise() -> [[UInt8]] {
        var generator = SplitMix64(seed: 7)
        return (0..<64).map { _ in
            (0..<160).map { _ in
                let sample = Int16.random(in: -800...800, using: &generator)
                var code = [UInt8](repeating: 0, count: 1)
                var output = code.mutableSpan
                G711.encodeALaw([sample].span, into: &output)
                return code[0]
            }
        }
    }

    private func run() {
        // As the engine's threads: where it is not allowed, the figure of its lateness tells.
        var parameters = sched_param()
        parameters.sched_priority = 10
        _ = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
        let frames = Self.noise()
        var echoes = Echoes()
        var sequences = [UInt16](repeating: 0, count: 65536)
        var packet = [UInt8](repeating: 0, count: RTPHeader.length + 160)
        var buffer = [UInt8](repeating: 0, count: 2048)
        let begin = MonotonicClock.now.nanoseconds
        var step: Int64 = 0
        while !isStopping.load(ordering: .acquiring) {
            let due = begin + step * 1_000_000
            var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
            while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
            let late = MonotonicClock.now.nanoseconds - due
            if late > worstLateness.load(ordering: .relaxed) { worstLateness.store(late, ordering: .relaxed) }
            ports.withLock { ports in
                var index = Int(step % 20)
                let tick = Int(step / 20)
                while index < ports.count {
                    if ports[index] != 0 {
                        let frame = isEcho ? echoes.heard[Int(ports[index])] : frames[(index + tick) % frames.count]
                        send(index, tick, to: ports[index], frame, &sequences, &packet)
                    }
                    index += 20
                }
            }
            for socket in sockets {
                var room = buffer.mutableSpan
                while case .datagram(let length, let source) = socket.receive(into: &room) {
                    if isEcho { echoes.take(room.span.extracting(0..<min(length, 2048)), from: source.port) }
                }
            }
            step += 1
        }
    }

    private func send(
        _ index: Int, _ tick: Int, to port: UInt16, _ frame: [UInt8], _ sequences: inout [UInt16],
        _ packet: inout [UInt8]
    ) {
        var header = RTPHeader(
            payloadType: Self.audio, sequence: sequences[index], timestamp: UInt32(truncatingIfNeeded: tick * 160),
            ssrc: UInt32(index + 1))
        var length = 160
        if let script {
            guard let frame = script(index, tick) else { return }
            header.payloadType = frame.payloadType
            header.marker = frame.marker
            header.timestamp = UInt32(truncatingIfNeeded: tick * 160 + frame.timestampOffset)
            length = frame.payload.count
            for offset in 0..<length { packet[RTPHeader.length + offset] = frame.payload[offset] }
        } else {
            for offset in 0..<min(length, frame.count) { packet[RTPHeader.length + offset] = frame[offset] }
        }
        var span = packet.mutableSpan
        header.write(to: &span)
        sequences[index] &+= 1
        let target = MediaAddress(SocketEndpoint(host: "127.0.0.1", port: port))
        if let target, let sender = senders.withLock({ $0[index] }) {
            send(
                packet.span.extracting(0..<RTPHeader.length + length), isReported: tick % 10 == 0, by: sender, index,
                target)
        } else if let target {
            _ = sockets[index % sockets.count].send(packet.span.extracting(0..<RTPHeader.length + length), to: target)
        }
    }
}

extension FarSide {
    private func send(
        _ packet: Span<UInt8>, isReported: Bool, by sender: Sender, _ index: Int, _ target: MediaAddress
    ) {
        let socket = sockets[index % sockets.count]
        var wire = sender.room
        var room = wire.mutableSpan
        if let length = sender.value.protect(packet, into: &room) {
            _ = socket.send(room.span.extracting(0..<length), to: target)
        }
        guard isReported else { return }
        let report: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, UInt8(truncatingIfNeeded: index + 1)]
        if let length = sender.value.protectControl(report.span, into: &room) {
            _ = socket.send(room.span.extracting(0..<length), to: target)
        }
    }
}

/// What each leg's port was heard to send last, as it comes back from a hybrid with 12 dB of loss.
private struct Echoes {
    var heard = [[UInt8]](repeating: [UInt8](repeating: G711Law.alaw.silence, count: 160), count: 65_536)
    private let softer: [UInt8] = {
        let codes = (0...255).map { UInt8($0) }
        var samples = [Int16](repeating: 0, count: 256)
        var linear = samples.mutableSpan
        G711.decodeALaw(codes.span, into: &linear)
        for index in linear.indices { linear[index] /= 4 }
        var result = codes
        var output = result.mutableSpan
        G711.encodeALaw(linear.span, into: &output)
        return result
    }()

    mutating func take(_ datagram: Span<UInt8>, from port: UInt16) {
        guard datagram.count == RTPHeader.length + 160 else { return }
        for index in 0..<160 { heard[Int(port)][index] = softer[Int(datagram[RTPHeader.length + index])] }
    }
}
