import CivicCore
import CivicSIP
import Testing

@Suite("Answers of the domain name system that are kept")
struct DNSCacheTests {
    private let question = DNSCache.Question(name: "a.example", type: .a)

    private func at(_ seconds: Double) -> MonotonicInstant { .zero + .seconds(seconds) }

    /// An answer for a.example with addresses that may be kept for `lives` seconds each.
    private func message(_ lives: [UInt32]) throws -> DNSMessage {
        var bytes: [UInt8] = [0, 1, 0x81, 0x80, 0, 1, 0, UInt8(lives.count), 0, 0, 0, 0]
        bytes += [1] + Array("a".utf8) + [7] + Array("example".utf8) + [0, 0, 1, 0, 1]
        for (index, life) in lives.enumerated() {
            let ttl = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: life >> UInt32($0)) }
            bytes += [0xC0, 12, 0, 1, 0, 1] + ttl + [0, 4, 192, 0, 2, UInt8(index)]
        }
        return try DNSMessage(parsing: bytes)
    }

    @Test(
        "the shortest time to live counts, within bounds",
        arguments: [([300, 60], 60), ([0], 5), ([90_000], 3600)] as [([UInt32], Double)])
    func timeToLive(lives: [UInt32], kept: Double) throws {
        var cache = DNSCache()
        let message = try message(lives)
        #expect(message.timeToLive == lives.min())
        cache.keep(message, for: question, at: at(0))
        #expect(cache.fresh(question, at: at(kept - 1))?.count == lives.count)
        #expect(cache.fresh(question, at: at(kept)) == nil)
        #expect(cache.stale(question, at: at(kept + 80_000))?.count == lives.count)
        #expect(cache.stale(question, at: at(kept + 90_000)) == nil)
    }

    @Test("what is not there is asked again after half a minute")
    func negative() throws {
        var cache = DNSCache()
        cache.keep(try message([]), for: question, at: at(0))
        #expect(cache.fresh(question, at: at(29)) == [])
        #expect(cache.fresh(question, at: at(30)) == nil)
    }

    @Test("a full cache takes new names all the same")
    func bounded() throws {
        var cache = DNSCache(capacity: 4)
        let message = try message([60])
        for index in 0..<9 {
            cache.keep(message, for: DNSCache.Question(name: "\(index).example", type: .a), at: at(0))
        }
        #expect(cache.fresh(DNSCache.Question(name: "8.example", type: .a), at: at(1)) != nil)
    }
}
