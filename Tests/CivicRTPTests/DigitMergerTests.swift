import CivicCore
import CivicRTP
import Testing

@Suite("One press, several ways")
struct DigitMergerTests {
    private struct Telling {
        var code: UInt8 = 1
        var way: DigitMerger.Way
        var at: Int  // ms
    }

    /// Which of the tellings are new presses.
    private func accepted(_ tellings: [Telling]) -> [Bool] {
        var merger = DigitMerger()
        return tellings.map { merger.accept($0.code, by: $0.way, at: .zero + .milliseconds($0.at)) }
    }

    @Test("a press by three ways counts once")
    func threeWays() {
        let tellings = [
            Telling(way: .event, at: 0), Telling(way: .inBand, at: 120), Telling(way: .info, at: 300),
        ]
        #expect(accepted(tellings) == [true, false, false])
    }

    @Test("a key pressed twice and sent by two ways counts twice")
    func doublePress() {
        let tellings = [
            Telling(way: .event, at: 0), Telling(way: .inBand, at: 150), Telling(way: .event, at: 200),
            Telling(way: .inBand, at: 350),
        ]
        #expect(accepted(tellings) == [true, false, true, false])
    }

    @Test("both presses of one way may come before those of the other")
    func batched() {
        let tellings = [
            Telling(way: .event, at: 0), Telling(way: .event, at: 200), Telling(way: .info, at: 350),
            Telling(way: .info, at: 400),
        ]
        #expect(accepted(tellings) == [true, true, false, false])
    }

    @Test("one way never merges with itself, and other keys never merge")
    func distinct() {
        let tellings = [
            Telling(way: .event, at: 0), Telling(way: .event, at: 60), Telling(code: 2, way: .inBand, at: 80),
        ]
        #expect(accepted(tellings) == [true, true, true])
    }

    @Test("after the window another way's telling is a new press", arguments: [(800, false), (801, true)])
    func window(at time: Int, isNew: Bool) {
        #expect(accepted([Telling(way: .event, at: 0), Telling(way: .info, at: time)]) == [true, isNew])
    }

    @Test("a key that is held for seconds stays one press when INFO tells of it at its end")
    func held() {
        var merger = DigitMerger()
        _ = merger.accept(1, by: .event, at: .zero)
        for time in stride(from: 20, through: 4000, by: 20) { merger.hold(1, at: .zero + .milliseconds(time)) }
        let isNew = merger.accept(1, by: .info, at: .zero + .milliseconds(4300))
        #expect(!isNew)
    }
}
