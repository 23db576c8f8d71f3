import CivicCore
import Glibc

/// A UDP socket that never blocks, as the media threads use it.
package struct MediaSocket: BitwiseCopyable, Sendable {
    package let descriptor: CInt
    let isIPv6: Bool

    /// What a receive came to.
    package enum Received: BitwiseCopyable {
        case nothing
        /// The datagram's own length; more than the buffer's when it was cut.
        case datagram(length: Int, from: MediaAddress)
    }

    /// Binds a socket; `nil` when the port is taken.
    package static func bound(to host: String, port: UInt16) throws(MediaError) -> MediaSocket? {
        let isIPv6 = host.contains(":")
        let descriptor = socket(
            isIPv6 ? AF_INET6 : AF_INET,
            CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
                | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotBind("socket: \(systemReason())") }
        let new = MediaSocket(descriptor: descriptor, isIPv6: isIPv6)
        new.mark()
        let result = try new.bind(to: host, port: port)
        if !result { new.close() }
        return result ? new : nil
    }

    /// The port that the system has chosen, where 0 was asked for.
    package var localPort: UInt16 {
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // The kernel writes at most the size that is given.
        let result = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? Self.address(of: &name).port : 0
    }

    package func close() { _ = Glibc.close(descriptor) }

    /// Takes one datagram, without waiting.
    package func receive(into buffer: inout MutableSpan<UInt8>) -> Received {
        var from = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // The kernel writes at most the buffer's and the address's sizes, both given.
        let count = buffer.withUnsafeMutableBufferPointer { bytes in
            withUnsafeMutablePointer(to: &from) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    recvfrom(
                        descriptor, bytes.baseAddress, bytes.count,
                        CInt(MSG_DONTWAIT) | CInt(MSG_TRUNC), address, &length)
                }
            }
        }
        guard count >= 0 else { return .nothing }
        return .datagram(length: count, from: Self.address(of: &from))
    }

    /// How long the datagram that was read last had been waiting, in nanoseconds; `nil` before the kernel keeps arrival
    /// times for this socket, which the first call asks for.
    func waitOfLast() -> Int64? {
        var arrival = timespec()
        // SIOCGSTAMPNS of socket(7): the kernel writes one timespec.
        guard ioctl(descriptor, 0x8907, &arrival) == 0 else { return nil }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec - arrival.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec - arrival.tv_nsec)
    }

    /// Sends a datagram, without waiting; `false` when the system would not take it.
    package func send(_ datagram: Span<UInt8>, to target: MediaAddress) -> Bool {
        if isIPv6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = target.port.bigEndian
            // Sixteen bytes of the address are written whole.
            withUnsafeMutableBytes(of: &name.sin6_addr) { bytes in
                bytes.storeBytes(of: target.high.bigEndian, toByteOffset: 0, as: UInt64.self)
                bytes.storeBytes(of: target.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return transmit(datagram, &name, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
        guard target.isIPv4 else { return false }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = target.port.bigEndian
        name.sin_addr.s_addr = UInt32(truncatingIfNeeded: target.low).bigEndian
        return transmit(datagram, &name, socklen_t(MemoryLayout<sockaddr_in>.size))
    }

    private func transmit<Name>(_ datagram: Span<UInt8>, _ name: inout Name, _ length: socklen_t) -> Bool {
        // Both pointers live for the call only, with the lengths they have.
        datagram.withUnsafeBufferPointer { bytes in
            withUnsafePointer(to: &name) { pointer in
                sendto(
                    descriptor, bytes.baseAddress, bytes.count,
                    CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL),
                    UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), length) == bytes.count
            }
        }
    }

    /// Asks the network for expedited forwarding (RFC 3246) and the kernel for room for half a second of packets.
    private func mark() {
        var service: CInt = 0xB8
        var room: CInt = 32768
        let size = socklen_t(MemoryLayout<CInt>.size)
        if isIPv6 {
            _ = setsockopt(descriptor, CInt(IPPROTO_IPV6), IPV6_TCLASS, &service, size)
            var both: CInt = 0
            _ = setsockopt(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &both, size)
        } else {
            _ = setsockopt(descriptor, CInt(IPPROTO_IP), IP_TOS, &service, size)
        }
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, size)
    }

    private func bind(to host: String, port: UInt16) throws(MediaError) -> Bool {
        var result: CInt
        if isIPv6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            guard inet_pton(AF_INET6, host, &name.sin6_addr) == 1 else { throw badHost(host) }
            result = bind(&name, socklen_t(MemoryLayout<sockaddr_in6>.size))
        } else {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            guard inet_pton(AF_INET, host, &name.sin_addr) == 1 else { throw badHost(host) }
            result = bind(&name, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        guard result != 0 else { return true }
        guard errno == EADDRINUSE || errno == EACCES else {
            let reason = systemReason()
            close()
            throw .cannotBind("\(SocketEndpoint(host: host, port: port)): \(reason)")
        }
        return false
    }

    private func bind<Name>(_ name: inout Name, _ length: socklen_t) -> CInt {
        // The name is one of the socket address structs, with its own length.
        withUnsafePointer(to: &name) {
            Glibc.bind(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), length)
        }
    }

    private func badHost(_ host: String) -> MediaError {
        close()
        return .cannotBind("\"\(host)\" is no numeric IP address")
    }

    private static func address(of storage: inout sockaddr_storage) -> MediaAddress {
        // The family says which struct the kernel has written; both fit into the storage.
        withUnsafeBytes(of: &storage) { bytes in
            if storageFamily(bytes) == AF_INET6 {
                let name = bytes.loadUnaligned(as: sockaddr_in6.self)
                return MediaAddress(name.sin6_addr, port: UInt16(bigEndian: name.sin6_port))
            }
            let name = bytes.loadUnaligned(as: sockaddr_in.self)
            return MediaAddress(v4: UInt32(bigEndian: name.sin_addr.s_addr), port: UInt16(bigEndian: name.sin_port))
        }
    }

    private static func storageFamily(_ bytes: UnsafeRawBufferPointer) -> CInt {
        CInt(bytes.loadUnaligned(as: sa_family_t.self))
    }
}

/// The text of the last system error.
func systemReason() -> String { String(cString: strerror(errno)) }
