import CivicDSP
import Foundation
import Testing

/// What stands in a recording of a talk: two tracks of A-law, the citizen's on the left.
enum RecordedTrack {
    /// Stretches with and without the citizen's tone, in steps of 100 ms.
    static func runs(inLeftTrackOf file: URL) throws -> [(isTone: Bool, seconds: Double)] {
        let bytes = try Data(contentsOf: file)
        let data = try #require(bytes.range(of: Data("data".utf8)))
        let codes = bytes[(data.upperBound + 4)...].enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        var samples = [Int16](repeating: 0, count: codes.count)
        var room = samples.mutableSpan
        G711.decodeALaw(codes.span, into: &room)
        var runs: [(isTone: Bool, seconds: Double)] = []
        for start in stride(from: 0, to: samples.count - 799, by: 800) {
            let power = samples[start..<start + 800].reduce(0.0) { $0 + Double($1) * Double($1) } / 800
            let isTone = power > 100_000
            if runs.last?.isTone == isTone {
                runs[runs.count - 1].seconds += 0.1
            } else {
                runs.append((isTone, 0.1))
            }
        }
        return runs
    }
}
