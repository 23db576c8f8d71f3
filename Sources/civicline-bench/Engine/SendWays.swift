import CivicCore
import CivicMedia
import Glibc

/// The ways of the system to move packets, each as one round over all legs.
///
/// Unsafe calls get pointers to memory of this object, which outlives every call, with the sizes that it has.
final class SendWays {
    struct Way {
        var name: String
        var before: () -> Void = {}
        /// `false` when the system does not offer it.
        var work: () -> Bool
        var after: () -> Void = {}
    }

    /// `struct mmsghdr` of sendmmsg(2): a message header and the bytes that went.
    private struct Message {
        var header = msghdr()
        var length: UInt32 = 0
    }
    private typealias Many =
        @convention(c) (CInt, UnsafeMutableRawPointer?, UInt32, CInt, UnsafeMutableRawPointer?) -> CInt

    private static let batch = 50
    private static let length = 172
    private let near: [MediaSocket]
    private let connected: [MediaSocket]
    private let far: [MediaSocket]
    private let shared: MediaSocket
    private let farNames: [MediaAddress]
    private let nearNames: [MediaAddress]
    private let sharedName: MediaAddress
    private var packet = [UInt8](repeating: 0x80, count: SendWays.length)
    private var room = [UInt8](repeating: 0, count: 2048)
    private let names: UnsafeMutablePointer<sockaddr_in>
    private let vectors: UnsafeMutablePointer<iovec>
    private let messages: UnsafeMutablePointer<Message>
    private let buffers: UnsafeMutableRawPointer
    private let sendMany: Many?
    private let receiveMany: Many?
    private let ring: SubmissionRing?
    private var epoll: Epoll

    init(legs: Int) throws {
        func socket() throws -> MediaSocket {
            guard let new = try MediaSocket.bound(to: "127.0.0.1", port: 0) else { throw MediaError.noFreePorts }
            return new
        }
        near = try (0..<legs).map { _ in try socket() }
        connected = try (0..<legs).map { _ in try socket() }
        far = try (0..<legs).map { _ in try socket() }
        shared = try socket()
        var size: CInt = 8 << 20
        _ = setsockopt(shared.descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        func name(_ socket: MediaSocket) throws -> MediaAddress {
            guard let name = MediaAddress(SocketEndpoint(host: "127.0.0.1", port: socket.localPort)) else {
                throw MediaError.noFreePorts
            }
            return name
        }
        farNames = try far.map(name)
        nearNames = try near.map(name)
        sharedName = try name(shared)
        names = .allocate(capacity: legs)
        vectors = .allocate(capacity: Self.batch)
        messages = .allocate(capacity: Self.batch)
        buffers = .allocate(byteCount: 2048 * Self.batch, alignment: 16)
        for (index, address) in farNames.enumerated() {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = address.port.bigEndian
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            names[index] = name
            let descriptor = connected[index].descriptor
            _ = withUnsafePointer(to: &name) { pointer in
                connect(
                    descriptor, UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The types are those of sendmmsg(2) and recvmmsg(2); the former ignores the fifth argument.
        sendMany = dlsym(dlopen(nil, RTLD_NOW), "sendmmsg").map { unsafeBitCast($0, to: Many.self) }
        receiveMany = dlsym(dlopen(nil, RTLD_NOW), "recvmmsg").map { unsafeBitCast($0, to: Many.self) }
        ring = SubmissionRing(entries: 64)
        epoll = try Epoll()
    }

    func close() {
        for socket in near + connected + far + [shared] { socket.close() }
    }

    var all: [Way] {
        [
            Way(name: "send: a socket per leg, sendto", work: { self.sendEach(self.near) }, after: emptyFar),
            Way(name: "send: a connected socket per leg", work: sendConnected, after: emptyFar),
            Way(
                name: "send: a socket per leg, io_uring, \(Self.batch) at once",
                work: { self.ringRound(self.connected, opcode: 26) }, after: emptyFar),
            Way(name: "send: one socket for all, sendto", work: { self.sendEach(nil) }, after: emptyFar),
            Way(name: "send: one socket for all, sendmmsg of \(Self.batch)", work: sendBatches, after: emptyFar),
            Way(name: "send: GSO, \(Self.batch / 5) packets to one peer", work: sendSegments, after: emptyFar),
            Way(
                name: "receive: a socket per leg, recvfrom", before: fillNear, work: { self.receiveEach(twice: false) }),
            Way(
                name: "receive: the same, until it is empty", before: fillNear,
                work: { self.receiveEach(twice: true) }),
            Way(name: "receive: a socket per leg, epoll", before: watch, work: receiveByEpoll, after: unwatch),
            Way(name: "receive: a socket per leg, recvmmsg of 4", before: fillNear, work: receiveFour),
            Way(
                name: "receive: a socket per leg, io_uring, \(Self.batch) at once", before: fillNear,
                work: { self.ringRound(self.near, opcode: 27) }),
            Way(
                name: "receive: one socket for all, recvmmsg of \(Self.batch)", before: fillShared, work: receiveBatches
            ),
        ]
    }

    // MARK: The other end

    private func emptyFar() {
        for socket in far {
            var span = room.mutableSpan
            while case .datagram = socket.receive(into: &span) {}
        }
    }

    private func fillNear() {
        for (index, socket) in far.enumerated() { _ = socket.send(packet.span, to: nearNames[index]) }
    }

    private func fillShared() {
        for socket in far { _ = socket.send(packet.span, to: sharedName) }
    }

    // MARK: Sending

    private func sendEach(_ sockets: [MediaSocket]?) -> Bool {
        for index in farNames.indices { _ = (sockets?[index] ?? shared).send(packet.span, to: farNames[index]) }
        return true
    }

    private func sendConnected() -> Bool {
        for socket in connected { _ = send(socket.descriptor, packet, packet.count, CInt(MSG_DONTWAIT)) }
        return true
    }

    private func sendBatches() -> Bool {
        guard let sendMany else { return false }
        for start in stride(from: 0, to: farNames.count, by: Self.batch) {
            let count = min(Self.batch, farNames.count - start)
            for index in 0..<count { prepare(index, name: names + start + index, length: Self.length) }
            _ = sendMany(shared.descriptor, messages, UInt32(count), CInt(MSG_DONTWAIT), nil)
        }
        return true
    }

    private func sendSegments() -> Bool {
        let count = Self.batch / 5
        var size = CInt(Self.length)
        let length = socklen_t(MemoryLayout<CInt>.size)
        // UDP_SEGMENT of udp(7).
        guard setsockopt(shared.descriptor, CInt(IPPROTO_UDP), 103, &size, length) == 0 else { return false }
        for index in stride(from: 0, to: farNames.count, by: count) {
            _ = names.advanced(by: index).withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                sendto(
                    shared.descriptor, buffers, Self.length * count, CInt(MSG_DONTWAIT), name,
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        size = 0
        _ = setsockopt(shared.descriptor, CInt(IPPROTO_UDP), 103, &size, length)
        return true
    }

    private func prepare(_ index: Int, name: UnsafeMutablePointer<sockaddr_in>?, length: Int) {
        vectors[index] = iovec(iov_base: buffers + 2048 * index, iov_len: length)
        var message = Message()
        message.header.msg_name = name.map { UnsafeMutableRawPointer($0) }
        message.header.msg_namelen = name == nil ? 0 : socklen_t(MemoryLayout<sockaddr_in>.size)
        message.header.msg_iov = vectors + index
        message.header.msg_iovlen = 1
        messages[index] = message
    }

    // MARK: Receiving

    private func receiveEach(twice: Bool) -> Bool {
        for socket in near {
            var span = room.mutableSpan
            _ = socket.receive(into: &span)
            if twice { _ = socket.receive(into: &span) }
        }
        return true
    }

    private func receiveFour() -> Bool {
        guard let receiveMany else { return false }
        for socket in near {
            for index in 0..<4 { prepare(index, name: names + index, length: 2048) }
            _ = receiveMany(socket.descriptor, messages, 4, CInt(MSG_DONTWAIT), nil)
        }
        return true
    }

    private func receiveBatches() -> Bool {
        guard let receiveMany else { return false }
        for _ in stride(from: 0, to: near.count, by: Self.batch) {
            for index in 0..<Self.batch { prepare(index, name: nil, length: 2048) }
            _ = receiveMany(shared.descriptor, messages, UInt32(Self.batch), CInt(MSG_DONTWAIT), nil)
        }
        return true
    }

    private func watch() {
        fillNear()
        for (index, socket) in near.enumerated() { epoll.watch(socket, mark: UInt64(index)) }
    }

    /// All sockets are ready; the second look is what a level-triggered list costs when they are ready no more.
    private func receiveByEpoll() -> Bool {
        for index in 0..<epoll.poll() {
            var span = room.mutableSpan
            _ = near[Int(epoll.mark(index))].receive(into: &span)
        }
        return epoll.poll() == 0
    }

    private func unwatch() {
        for socket in near { epoll.unwatch(socket) }
    }

    private func ringRound(_ sockets: [MediaSocket], opcode: UInt8) -> Bool {
        guard let ring else { return false }
        for start in stride(from: 0, to: sockets.count, by: Self.batch) {
            let count = min(Self.batch, sockets.count - start)
            for index in 0..<count {
                ring.prepare(
                    opcode, descriptor: sockets[start + index].descriptor, buffer: buffers + 2048 * index,
                    length: opcode == 26 ? Self.length : 2048)
            }
            ring.submit(count)
        }
        return true
    }
}
