import Glibc
import Synchronization

/// Ports on the loopback address that nobody uses at the moment.
package enum FreePorts {
    /// What was given out lately. Several tests run at once, and what is given out is not bound yet.
    private static let lately = Mutex<(ports: [UInt16], ranges: [ClosedRange<UInt16>])>(([], []))

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
            guard let port, bound(tcp, to: port) != nil else { continue }
            let isNew = lately.withLock { lately in
                guard !lately.ports.contains(port) else { return false }
                lately.ports = lately.ports.suffix(200) + [port]
                return true
            }
            if isNew { ports.append(port) }
        }
        return ports
    }

    /// A stretch of `count` ports beginning at an even one, for RTP.
    package static func range(_ count: UInt16) -> ClosedRange<UInt16> {
        lately.withLock { lately in
            var range: ClosedRange<UInt16> = 0...0
            for _ in 0..<1_000 {
                let first = UInt16.random(in: 10_000...(16_300 - count / 2)) * 2
                range = first...(first + count - 1)
                if !lately.ranges.contains(where: { $0.overlaps(range) }) { break }
            }
            lately.ranges = lately.ranges.suffix(8) + [range]
            return range
        }
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
}
