package import CivicCore
import Glibc

/// A UDP socket for one call's audio, and the few questions about addresses that a phone has.
package final class DatagramSocket: Sendable {
    package let local: SocketEndpoint
    private let descriptor: CInt

    /// Binds a free port of a numeric address; `nil` when the system refuses.
    package init?(host: String) {
        guard
            let made = Self.withAddress(
                host, 0,
                { address, length -> (CInt, SocketEndpoint)? in
                    let descriptor = socket(
                        CInt(address.pointee.sa_family),
                        CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
                    guard descriptor >= 0 else { return nil }
                    guard bind(descriptor, address, length) == 0, let local = Self.localName(of: descriptor) else {
                        _ = Glibc.close(descriptor)
                        return nil
                    }
                    return (descriptor, local)
                }), let made
        else { return nil }
        (descriptor, local) = made
    }

    deinit { _ = Glibc.close(descriptor) }

    package func send(_ bytes: [UInt8], to target: SocketEndpoint) {
        _ = Self.withAddress(target.host, target.port) { address, length in
            sendto(descriptor, bytes, bytes.count, 0, address, length)
        }
    }

    /// Reads what has come, at most 64 datagrams.
    package func drain() -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        var buffer = [UInt8](repeating: 0, count: 2048)
        for _ in 0..<64 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            datagrams.append(Array(buffer[..<count]))
        }
        return datagrams
    }

    /// The numeric address of a name or address.
    package static func resolve(_ host: String, port: UInt16) -> SocketEndpoint? {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let first = list else { return nil }
        defer { freeaddrinfo(list) }
        guard let address = first.pointee.ai_addr else { return nil }
        return name(of: address, first.pointee.ai_addrlen).map { SocketEndpoint(host: $0.host, port: port) }
    }

    /// Our own address as a packet to that place would carry it.
    package static func ownAddress(towards target: SocketEndpoint) -> String? {
        withAddress(target.host, target.port) { address, length -> String? in
            let descriptor = socket(CInt(address.pointee.sa_family), CInt(SOCK_DGRAM.rawValue), 0)
            guard descriptor >= 0 else { return nil }
            defer { _ = Glibc.close(descriptor) }
            return connect(descriptor, address, length) == 0 ? localName(of: descriptor)?.host : nil
        } ?? nil
    }

    private static func localName(of descriptor: CInt) -> SocketEndpoint? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            // A sockaddr_storage is made to be seen as any socket address.
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0 ? name(of: address, length) : nil
            }
        }
    }

    private static func name(of address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t) -> SocketEndpoint? {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let code = getnameinfo(
            address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
            NI_NUMERICHOST | NI_NUMERICSERV)
        guard code == 0, let port = UInt16(text(service)) else { return nil }
        return SocketEndpoint(host: text(host), port: port)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func withAddress<R>(
        _ host: String, _ port: UInt16, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> R
    ) -> R? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = CInt(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let first = list else { return nil }
        defer { freeaddrinfo(list) }
        return first.pointee.ai_addr.map { body($0, first.pointee.ai_addrlen) }
    }
}
