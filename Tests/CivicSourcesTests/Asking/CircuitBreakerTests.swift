import CivicCore
import CivicDialplan
import CivicSources
import Testing

@Suite struct CircuitBreakerTests {
    private let rule = CircuitRule(failures: 3, pause: .seconds(10))

    private func opened() -> CircuitBreaker {
        var circuit = CircuitBreaker(rule)
        for _ in 0..<3 { _ = circuit.failed(at: .zero) }
        return circuit
    }

    @Test("it opens after so many failures in a row, and a success in between begins the count anew")
    func opens() {
        var circuit = CircuitBreaker(rule)
        #expect(circuit.failed(at: .zero) == nil)
        #expect(circuit.failed(at: .zero) == nil)
        circuit.succeeded()
        #expect(circuit.failed(at: .zero) == nil)
        #expect(circuit.failed(at: .zero) == nil)
        #expect(circuit.admits(at: .zero) == true)
        #expect(circuit.failed(at: .zero) == .seconds(10))
        #expect(circuit.admits(at: .zero + .milliseconds(9_999)) == false)
    }

    @Test("after the pause one question goes out; when it is answered, all do")
    func closes() {
        var circuit = opened()
        let later = MonotonicInstant.zero + .seconds(10)
        #expect(circuit.admits(at: later) == true)
        #expect(circuit.admits(at: later) == false)
        circuit.succeeded()
        for _ in 0..<2 { #expect(circuit.admits(at: later) == true) }
        #expect(!circuit.isOpen)
    }

    @Test("each trial that fails doubles the pause, up to ten minutes")
    func doubles() {
        var circuit = opened()
        var now = MonotonicInstant.zero
        var pauses: [Int64] = []
        var pause = Duration.seconds(10)
        for _ in 0..<8 {
            now += pause
            #expect(circuit.admits(at: now) == true)
            pause = circuit.failed(at: now) ?? .zero
            pauses.append(pause.milliseconds / 1_000)
        }
        #expect(pauses == [20, 40, 80, 160, 320, 600, 600, 600])
    }

    @Test("a question that was not put leaves the trial to the next")
    func gaveUp() {
        var circuit = opened()
        let later = MonotonicInstant.zero + .seconds(10)
        #expect(circuit.admits(at: later) == true)
        circuit.gaveUp(at: later)
        #expect(circuit.admits(at: later) == true)
    }

    @Test("answers are given again until their time is over, and the oldest make room")
    func shelf() throws {
        func question(_ number: Int) throws -> SentArguments {
            try #require(SentArguments(["account": .number(number)], zone: shanghai))
        }
        var shelf = AnswerShelf(keepsFor: .seconds(60))
        shelf.keep(.notFound, for: try question(0), at: .zero)
        #expect(shelf.answer(to: try question(0), at: .zero + .milliseconds(59_999)) == .notFound)
        #expect(shelf.answer(to: try question(1), at: .zero) == nil)
        #expect(shelf.answer(to: try question(0), at: .zero + .seconds(60)) == nil)
        for number in 0...AnswerShelf.most { shelf.keep(.notFound, for: try question(number), at: .zero) }
        #expect(shelf.answer(to: try question(0), at: .zero) == nil)
        #expect(shelf.answer(to: try question(1), at: .zero) == .notFound)
        var none = AnswerShelf(keepsFor: .zero)
        none.keep(.notFound, for: try question(0), at: .zero)
        #expect(none.answer(to: try question(0), at: .zero) == nil)
    }
}
