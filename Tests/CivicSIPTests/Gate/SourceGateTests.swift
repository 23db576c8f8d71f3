import CivicCore
import CivicSIP
import Testing

/// What a source may do, in virtual time.
@Suite("The gate before the user agent") struct SourceGateTests {
    private static let start = MonotonicInstant.zero + .seconds(1000)
    private static let stranger = "198.51.100.7"
    private static let trunk = "192.0.2.1"

    private static func gate(_ change: (inout GateLimits) -> Void = { _ in }) -> Gate {
        var limits = GateLimits()
        change(&limits)
        return Gate(SourceGate(limits) { $0 == trunk })
    }

    @Test("one source's flood is dropped, another source is read all the time, and the flooder again later")
    func flood() {
        let gate = Self.gate { $0.messagesPerSecond = 100 }
        let read = (0..<5000).filter { gate.reads(from: Self.stranger, at: Self.start + .milliseconds($0 / 5)) }
        #expect(read.count >= 200 && read.count <= 310)
        #expect(gate.reads(from: "198.51.100.8", at: Self.start + .seconds(1)))
        #expect(gate.counters.flooded == 5000 - read.count)
        #expect(gate.reads(from: Self.stranger, at: Self.start + .seconds(3)))
    }

    @Test("new work beyond the rate is shed, a trunk has a rate of its own")
    func rate() {
        let gate = Self.gate { limits in
            limits.requestsPerSecond = 2
            limits.requestsPerSecondOfTrunk = 100
        }
        func passed(_ host: String) -> Int {
            (0..<500).count { _ in gate.admits(from: host, at: Self.start) == .pass }
        }
        #expect(passed(Self.stranger) == 20)
        #expect(gate.counters.shed == 480)
        #expect(
            gate.admits(from: Self.stranger, at: Self.start + .milliseconds(400)) == .shed(retryAfter: .seconds(10)))
        #expect(gate.admits(from: Self.stranger, at: Self.start + .seconds(1)) == .pass)
        // The trunk's first burst is a stranger's, since it is filled from there.
        _ = passed(Self.trunk)
        let later = (0..<500).count { _ in gate.admits(from: Self.trunk, at: Self.start + .seconds(4)) == .pass }
        #expect(later == 400)
    }

    @Test("wrong passwords make source and account wait longer and longer; a right one ends it")
    func guessing() {
        let gate = Self.gate()
        var now = Self.start
        var looked = 0
        // Once a second for ten minutes.
        for _ in 0..<600 {
            if gate.checksCredentials(of: "1001", from: Self.stranger, at: now) {
                looked += 1
                gate.failed(user: "1001", from: Self.stranger, at: now)
            }
            now = now + .seconds(1)
        }
        // Five for nothing, then 4, 8, 16 … s between them.
        #expect(looked >= 10 && looked <= 12)
        #expect(gate.counters.lockedOut == 600 - looked)
        // The account waits from elsewhere, too; another account from elsewhere does not.
        #expect(!gate.checksCredentials(of: "1001", from: "198.51.100.8", at: now))
        #expect(gate.checksCredentials(of: "1002", from: "198.51.100.8", at: now))
        gate.succeeded(user: "1001", from: Self.stranger, at: now)
        #expect(gate.checksCredentials(of: "1001", from: Self.stranger, at: now))
    }

    @Test("a user who does not exist counts as one who does")
    func unknownUser() {
        let (known, unknown) = (Self.gate(), Self.gate())
        for second in 0..<100 {
            let now = Self.start + .seconds(second)
            let looks = known.checksCredentials(of: "1001", from: Self.stranger, at: now)
            #expect(looks == unknown.checksCredentials(of: "nobody", from: Self.stranger, at: now))
            guard looks else { continue }
            known.failed(user: "1001", from: Self.stranger, at: now)
            unknown.failed(user: "nobody", from: Self.stranger, at: now)
        }
    }

    @Test("a scanner falls silent for an hour, a trunk and a phone's neighbour never")
    func scanner() {
        let gate = Self.gate()
        for _ in 0..<20 { gate.refused(from: Self.stranger, at: Self.start) }
        #expect(!gate.reads(from: Self.stranger, at: Self.start + .seconds(3599)))
        #expect(gate.reads(from: Self.stranger, at: Self.start + .seconds(3600)))
        #expect(gate.counters.scanners == 1)
        #expect(gate.counters.silenced == 1)

        for _ in 0..<1000 { gate.refused(from: Self.trunk, at: Self.start) }
        #expect(gate.reads(from: Self.trunk, at: Self.start))
        gate.succeeded(user: "1001", from: "203.0.113.9", at: Self.start)
        for _ in 0..<1000 { gate.refused(from: "203.0.113.9", at: Self.start + .seconds(60)) }
        #expect(gate.reads(from: "203.0.113.9", at: Self.start + .seconds(60)))
    }

    @Test("a flood of new addresses does not grow the table, and does not free a silenced source that goes on")
    func bounded() {
        let gate = Self.gate { $0.capacity = 100 }
        for _ in 0..<20 { gate.refused(from: Self.stranger, at: Self.start) }
        for index in 0..<10_000 {
            _ = gate.reads(from: "10.0.\(index / 256).\(index % 256)", at: Self.start)
            if index % 20 == 0 { #expect(!gate.reads(from: Self.stranger, at: Self.start)) }
        }
    }
}

/// A gate that can be asked within an expectation.
private final class Gate {
    private var gate: SourceGate
    init(_ gate: SourceGate) { self.gate = gate }

    var counters: GateCounters { gate.counters }
    func reads(from host: String, at now: MonotonicInstant) -> Bool { gate.reads(from: host, at: now) }
    func admits(from host: String, at now: MonotonicInstant) -> SourceGate.Verdict { gate.admits(from: host, at: now) }
    func checksCredentials(of user: String, from host: String, at now: MonotonicInstant) -> Bool {
        gate.checksCredentials(of: user, from: host, at: now)
    }
    func failed(user: String, from host: String, at now: MonotonicInstant) {
        gate.failed(user: user, from: host, at: now)
    }
    func succeeded(user: String?, from host: String, at now: MonotonicInstant) {
        gate.succeeded(user: user, from: host, at: now)
    }
    func refused(from host: String, at now: MonotonicInstant) { gate.refused(from: host, at: now) }
}
