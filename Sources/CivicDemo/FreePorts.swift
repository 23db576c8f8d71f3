import Glibc
import Synchronization

/// Ports on the loopback address that nobody uses at the moment.
package enum FreePorts {
    /// What was given out lately, claimed from other runs on this machine. Several tests run at once, in several processes,
    /// and what is given out is not bound yet.
    private static let lately = Mutex<(ports: [Claim], blocks: [[Claim]])>(([], []))
    /// Ports of one claim of a range.
    private static let block: UInt16 = 100
    private static let rtp: ClosedRange<UInt16> = 20_000...32_599

    /// `count` different UDP ports, free for TCP too, and none of those that the system hands out to connections by itself
    /// (from 32,768 on): one of these would be gone again before the program that it is for has started.
    package static func take(_ count: Int) -> [UInt16] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        var ports: [UInt16] = []
        while ports.count < count {
            let udp = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            sockets.append(udp)
            let port = bound(udp, to: .random(in: 10_000...19_999))
            let tcp = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(tcp)
            guard let port, bound(tcp, to: port) != nil, let claim = Claim("port-\(port)") else { continue }
            lately.withLock { $0.ports = $0.ports.suffix(100) + [claim] }
            ports.append(port)
        }
        return ports
    }

    /// A stretch of `count` ports beginning at an even one, for RTP; at most 12,600. Where others have claimed the room, the
    /// oldest of our own claims go; where even then there is none, it is a stretch that somebody else may use, too.
    package static func range(_ count: UInt16) -> ClosedRange<UInt16> {
        let count = min(count, UInt16(rtp.count))
        let blocks = (Int(count) + Int(block) - 1) / Int(block)
        let all = rtp.count / Int(block)
        return lately.withLock { lately in
            while true {
                // Each place once, beginning anywhere.
                let begin = Int.random(in: 0...(all - blocks))
                for first in (0...(all - blocks)).map({ (begin + $0) % (all - blocks + 1) }) {
                    var claims: [Claim] = []
                    for number in first..<first + blocks {
                        guard let claim = Claim("rtp-\(number)") else { break }
                        claims.append(claim)
                    }
                    guard claims.count == blocks else { continue }
                    lately.blocks.append(claims)
                    return stretch(from: first, count)
                }
                guard !lately.blocks.isEmpty else { return stretch(from: begin, count) }
                lately.blocks.removeFirst()
            }
        }
    }

    private static func stretch(from first: Int, _ count: UInt16) -> ClosedRange<UInt16> {
        let port = rtp.lowerBound + UInt16(first) * block
        return port...(port + count - 1)
    }

    private static func bound(_ socket: Int32, to port: UInt16) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        return result ? UInt16(bigEndian: address.sin_port) : nil
    }

    /// A name on this machine that one process has at a time, and no process after its end: a socket in the abstract name
    /// space of unix(7).
    private final class Claim: Sendable {
        private let socket: Int32

        /// Nil where somebody has it.
        init?(_ name: String) {
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array("\0civicline-\(name)".utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
            }
            guard result == 0 else { return nil }
        }

        deinit { close(socket) }
    }
}
