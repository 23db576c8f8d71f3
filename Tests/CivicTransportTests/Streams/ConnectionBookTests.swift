import CivicCore
import CivicSIP
import CivicTransport
import Testing

@Suite("What is known of connections")
struct ConnectionBookTests {
    private let remote = SocketEndpoint(host: "192.0.2.1", port: 40_000)

    private func limits(_ change: (inout ConnectionLimits) -> Void = { _ in }) -> ConnectionLimits {
        var limits = ConnectionLimits()
        change(&limits)
        return limits
    }

    private func at(_ seconds: Double) -> MonotonicInstant { .zero + .milliseconds(Int64(seconds * 1000)) }

    private func flow(_ result: Result<SIPFlow, ConnectionBook.Refusal>) -> SIPFlow? { try? result.get() }

    @Test("one source has so many and no more, and gets room when one goes; a trunk is not held to it")
    func perSource() throws {
        var book = ConnectionBook(limits: limits { $0.perSource = 2 }) { $0 == "198.51.100.1" }
        func admit(_ host: String, _ port: UInt16) -> Result<SIPFlow, ConnectionBook.Refusal> {
            book.admit(.tcp, remote: SocketEndpoint(host: host, port: port), isInbound: true, at: .zero)
        }
        let first = try #require(flow(admit("192.0.2.1", 1)))
        _ = admit("192.0.2.1", 2)
        #expect(admit("192.0.2.1", 3) == .failure(.source))
        #expect(flow(admit("192.0.2.2", 1)) != nil)
        for port: UInt16 in 1...9 { #expect(flow(admit("198.51.100.1", port)) != nil) }
        book.remove(first)
        #expect(flow(admit("192.0.2.1", 4)) != nil)
        // One subscriber has a whole network of IPv6.
        _ = admit("2001:db8:1:2::1", 1)
        _ = admit("2001:db8:1:2::2", 1)
        #expect(admit("2001:db8:1:2:ffff::9", 1) == .failure(.source))
        #expect(flow(admit("2001:db8:1:3::1", 1)) != nil)
    }

    @Test("all together are so many and no more")
    func total() {
        var book = ConnectionBook(limits: limits { $0.total = 1 })
        _ = book.admit(.tcp, remote: remote, isInbound: true, at: .zero)
        #expect(book.admit(.tls, remote: remote, isInbound: false, at: .zero) == .failure(.total))
        #expect(book.open == [.tcp: 1])
    }

    @Test("connections that others make us open have their share too, and a trunk finds room when all is taken")
    func bothWays() {
        var book = ConnectionBook(
            limits: limits {
                $0.total = 3
                $0.perSource = 1
            }
        ) { $0 == "198.51.100.1" }
        let trunk = SocketEndpoint(host: "198.51.100.1", port: 5060)
        #expect(flow(book.admit(.tcp, remote: remote, isInbound: true, at: .zero)) != nil)
        #expect(flow(book.admit(.tcp, remote: remote, isInbound: false, at: .zero)) != nil)
        #expect(book.admit(.tcp, remote: remote, isInbound: false, at: .zero) == .failure(.source))
        for _ in 0..<4 { #expect(flow(book.admit(.tcp, remote: trunk, isInbound: true, at: .zero)) != nil) }
        #expect(book.admit(.tcp, remote: trunk, isInbound: true, at: .zero) == .failure(.total))
    }

    @Test("silence, a handshake that does not end and a message that does not end have their times")
    func overdue() throws {
        var book = ConnectionBook(
            limits: limits {
                $0.idle = .seconds(60)
                $0.handshake = .seconds(5)
                $0.unfinished = .seconds(10)
            })
        let tcp = try #require(flow(book.admit(.tcp, remote: remote, isInbound: true, at: at(0))))
        let tls = try #require(flow(book.admit(.tls, remote: remote, isInbound: true, at: at(0))))
        let ours = try #require(flow(book.admit(.tcp, remote: remote, isInbound: false, at: at(0))))
        func faults(_ seconds: Double) -> [SIPFlow: String] {
            Dictionary(uniqueKeysWithValues: book.overdue(at: at(seconds)).map { ($0.flow, $0.fault.rawValue) })
        }
        #expect(faults(4.9).isEmpty)
        #expect(faults(5) == [tls: "handshake", ours: "handshake"])
        book.noteHandshake(of: tls, at: at(4))
        book.noteHandshake(of: ours, at: at(4))
        #expect(faults(59).isEmpty && faults(60) == [tcp: "idle"])
        // A message in drops: each drop is heard, and its time is over all the same.
        for second in 50..<60 {
            book.noteInput(of: tcp, endsMessage: false, isInsideMessage: true, at: at(Double(second)))
        }
        #expect(faults(59.9).isEmpty && faults(60) == [tcp: "unfinished"])
        // Messages in a row, none of which takes long.
        book.noteInput(of: tcp, endsMessage: true, isInsideMessage: true, at: at(59))
        #expect(faults(63).isEmpty)
        book.noteInput(of: tcp, endsMessage: true, isInsideMessage: false, at: at(63))
        #expect(faults(100) == [tls: "idle", ours: "idle"])
    }

    @Test("an address leads to its connection, by its alias too, until that is gone")
    func addresses() throws {
        var book = ConnectionBook(limits: limits())
        let alias = SocketEndpoint(host: "192.0.2.1", port: 5060)
        let first = try #require(flow(book.admit(.tcp, remote: remote, isInbound: true, at: .zero)))
        book.addAlias(alias, of: first)
        #expect(book.flow(.tcp, to: remote) == first && book.flow(.tcp, to: alias) == first)
        #expect(book.flow(.tls, to: alias) == nil)
        let other = SocketEndpoint(host: "192.0.2.1", port: 40_001)
        let second = try #require(flow(book.admit(.tcp, remote: other, isInbound: true, at: .zero)))
        book.addAlias(alias, of: second)  // Taken.
        #expect(book.flow(.tcp, to: alias) == first)
        book.remove(first)
        #expect(book.flow(.tcp, to: remote) == nil && book.flow(.tcp, to: alias) == nil)
        book.addAlias(alias, of: second)
        #expect(book.flow(.tcp, to: alias) == second)
    }
}
