import ArgumentParser
import CivicCore
import CivicSRTP

/// `civicline-bench srtp`: what the protection of a packet costs, by suite.
struct SRTPBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "srtp",
        abstract: "Cost of protecting and unprotecting an RTP packet of 20 ms of G.711, beside AES-CM with SHA-1.")

    @Option(help: "Packets for each figure.") var packets = 200_000

    func run() throws {
        guard (1_000...10_000_000).contains(packets) else { throw BenchFault(description: "1000 to 10000000 packets") }
        var reference = (protect: 1.0, unprotect: 1.0)
        print("suite                     protect ns (times)   unprotect ns (times)")
        for suite in [SRTPSuite.aes128SHA1, .aes128SHA1Short, .aes256GCM] {
            let cost = try measure(suite)
            if suite == .aes128SHA1 { reference = cost }
            let ratios = (cost.protect / reference.protect, cost.unprotect / reference.unprotect)
            print(
                suite.rawValue + String(repeating: " ", count: max(1, 26 - suite.rawValue.count))
                    + "\(Int(cost.protect)) (\(rounded(ratios.0)))             \(Int(cost.unprotect)) (\(rounded(ratios.1)))"
            )
        }
    }

    private func rounded(_ ratio: Double) -> Double { (ratio * 100).rounded() / 100 }

    /// Mean over all packets, in ns of this thread's own time.
    private func measure(_ suite: SRTPSuite) throws -> (protect: Double, unprotect: Double) {
        let master = suite.makeMaster()
        var sender = try SRTPSender(suite, master: master)
        var receiver = try SRTPReceiver(suite, master: master)
        var packet = [UInt8](repeating: 0x55, count: 172)
        (packet[0], packet[1]) = (0x80, 8)
        var plain = [UInt8](repeating: 0, count: 256)
        let batch = 1000
        var wires = [[UInt8]](repeating: [UInt8](repeating: 0, count: 256), count: batch)
        var (protecting, unprotecting) = (Duration.zero, Duration.zero)
        var failed = 0
        var sequence: UInt16 = 0
        for _ in 0..<(packets / batch) {
            var length = 0
            protecting += CPUTime.measure {
                for index in 0..<batch {
                    (packet[2], packet[3]) = (UInt8(sequence >> 8), UInt8(sequence & 0xFF))
                    sequence &+= 1
                    var room = wires[index].mutableSpan
                    length = sender.protect(packet.span, into: &room) ?? 0
                }
            }
            unprotecting += CPUTime.measure {
                for index in 0..<batch {
                    let wire = wires[index]
                    var room = plain.mutableSpan
                    let verdict = receiver.unprotect(wire.span.extracting(0..<length), into: &room)
                    if verdict != .plain(length: 172) { failed += 1 }
                }
            }
        }
        guard failed == 0 else { throw BenchFault(description: "\(failed) packets did not come through") }
        let count = Double(packets / batch * batch)
        return (protecting.inNanoseconds / count, unprotecting.inNanoseconds / count)
    }
}

extension Duration {
    fileprivate var inNanoseconds: Double { self / .nanoseconds(1) }
}
