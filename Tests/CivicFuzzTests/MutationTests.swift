import CivicCore
import CivicFuzz
import CivicSIP
import Foundation
import Testing

/// A few seconds of what `make fuzz` does for longer, the same on every machine.
@Suite("the corpus, changed by fixed seeds") struct MutationTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    private static func corpus(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = fixtures.appendingPathComponent(target == .agent ? "message" : target.rawValue)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appendingPathComponent(name))))
        }
    }

    /// A whole user agent costs a hundred times what a parser does.
    private static func count(of target: FuzzTarget) -> Int {
        switch target {
        case .message: 80_000
        case .fields: 30_000
        case .agent: 2000
        case .sdp: 28_000
        case .rtp, .rtcp, .dns, .stun: 20_000
        case .mail: 15_000
        case .form: 5000
        }
    }

    @Test("every seed keeps every promise", arguments: FuzzTarget.allCases)
    func seeds(target: FuzzTarget) throws {
        let corpus = try Self.corpus(of: target)
        #expect(!corpus.isEmpty)
        for (name, bytes) in corpus {
            let fault = target.check(bytes)
            #expect(fault == nil, "\(name): \(fault ?? "")")
        }
    }

    @Test("240,000 changed inputs keep every promise, and none traps", arguments: FuzzTarget.allCases)
    func mutations(target: FuzzTarget) throws {
        let corpus = try Self.corpus(of: target).map(\.bytes)
        var mutator = Mutator(seed: 3261)
        var faults: [String: [UInt8]] = [:]
        for index in 0..<Self.count(of: target) {
            let input = mutator.mutate(corpus[index % corpus.count], with: corpus[index * 7 % corpus.count])
            if let fault = target.check(input), faults[fault] == nil { faults[fault] = input }
        }
        for (fault, input) in faults {
            Issue.record("\(fault): \(Data(input.prefix(4000)).base64EncodedString())")
        }
        #expect(FuzzTarget.allCases.map(Self.count).reduce(0, +) == 240_000)
    }

    @Test("the seeds are messages, most of them sound")
    func soundSeeds() throws {
        let sound = try Self.corpus(of: .message).count { (try? SIPMessage(parsing: $0.bytes)) != nil }
        #expect(sound > 30)
    }
}
