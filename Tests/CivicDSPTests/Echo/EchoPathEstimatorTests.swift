import CivicDSP
import Testing

@Suite("Where an echo comes from")
struct EchoPathEstimatorTests {
    private func estimate(_ call: EchoTestCall) -> EchoPathEstimator {
        let returned = call.returned
        var estimator = EchoPathEstimator()
        for start in stride(from: 0, to: call.far.count - 159, by: 160) {
            estimator.process(
                far: call.far.span.extracting(start..<start + 160), near: returned.span.extracting(start..<start + 160))
        }
        return estimator
    }

    @Test("finds delays from 0 to 480 ms within 4 ms", arguments: [0, 10, 60, 120, 200, 300, 400, 480])
    func delay(milliseconds: Int) throws {
        var call = EchoTestCall(seed: 21)
        call.add(far: call.talk(seconds: 4, level: -16), path: .init(delay: milliseconds * 8))
        let found = try #require(estimate(call).estimate)
        #expect(abs(found.delay - milliseconds * 8 - 16) <= 32)
    }

    @Test(
        "is certain of a clear echo within a second and a half of talk", arguments: [0, 60, 200, 400], [6.0, 15, 25])
    func quick(milliseconds: Int, loss: Double) {
        var call = EchoTestCall(seed: 24)
        call.add(
            far: call.talk(seconds: 4, level: -16), path: .init(delay: milliseconds * 8, loss: loss),
            near: call.noise(seconds: 4, level: -55))
        let returned = call.returned
        var estimator = EchoPathEstimator()
        var start = 0
        while estimator.estimate == nil, start + 160 <= call.far.count {
            let range = start..<start + 160
            estimator.process(far: call.far.span.extracting(range), near: returned.span.extracting(range))
            start += 160
        }
        #expect(estimator.talk <= 1500)
        #expect(estimator.estimate != nil)
    }

    @Test("says the return loss within 4 dB", arguments: [6.0, 12, 18, 24, 30])
    func returnLoss(loss: Double) throws {
        var call = EchoTestCall(seed: 22)
        call.add(far: call.talk(seconds: 5, level: -10), path: .init(delay: 800, loss: loss, shape: 6))
        let found = try #require(estimate(call).estimate)
        // The band below 900 Hz is what it hears; the test's path is about even over frequency.
        #expect(abs(Double(found.returnLoss) - loss) < 4)
    }

    @Test("finds an echo under a louder near end")
    func doubleTalk() throws {
        var call = EchoTestCall(seed: 23)
        call.add(
            far: call.talk(seconds: 6, level: -16), path: .init(delay: 1600), near: call.talk(seconds: 6, level: -20))
        let found = try #require(estimate(call).estimate)
        #expect(abs(found.delay - 1616) <= 32)
    }

    @Test("finds none where there is none", arguments: [UInt64(31), 32, 33])
    func none(seed: UInt64) {
        var call = EchoTestCall(seed: seed)
        call.add(
            far: call.talk(seconds: 6, level: -16), path: nil, near: call.noise(seconds: 6, level: -30))
        #expect(estimate(call).estimate == nil)
    }
}

@Suite("When a canceller is worth its cost")
struct EchoControlTests {
    private func state(_ call: EchoTestCall) -> EchoControl.State {
        var leg = EchoLeg()
        _ = call.cancelled(by: &leg)
        return leg.control.state
    }

    @Test("nothing sent: no canceller, whatever comes back")
    func nothingSent() {
        var call = EchoTestCall()
        call.add(
            far: [Double](repeating: 0, count: 24_000), path: nil, near: call.talk(seconds: 3, level: -10))
        #expect(state(call) == .listening)
    }

    @Test("nothing comes back: no canceller")
    func nothingReturned() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 3), path: nil)
        #expect(state(call) == .listening)
    }

    @Test("an echo: one within the first frames")
    func echo() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 0.1), path: .init())
        #expect(state(call) == .engaged)
    }

    @Test("only a near end that talks into the prompt: released after some seconds")
    func nearOnly() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 12), path: nil, near: call.talk(seconds: 12, level: -20))
        #expect(state(call) == .clear)
    }

    @Test("an echo that goes away: released; one that comes: engaged again")
    func comesAndGoes() {
        var call = EchoTestCall()
        call.add(far: call.talk(seconds: 3), path: .init())
        call.add(far: call.talk(seconds: 20), path: nil)
        #expect(state(call) == .clear)
        call.add(far: call.talk(seconds: 4), path: .init(delay: 1200))
        #expect(state(call) == .engaged)
    }
}
