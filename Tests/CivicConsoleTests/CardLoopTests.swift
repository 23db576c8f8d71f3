import CivicCore
import CivicConsole
import CivicDSP
import Foundation
import Testing

/// A card in virtual time: a queue that its own crystal fills or empties.
private final class VirtualCard {
    var seconds = 0.0
    let drift: Double  // millionths
    let rate: Int
    let channels: Int
    var microphone: (Int) -> Int16 = { _ in 0 }
    var heard: [Int16] = []
    var played = 0.0
    var queue: [Int16] = []  // one channel
    var captured = 0
    var isPlaying = false
    var xrunsToCome = 0
    var isBroken = false

    init(drift: Double, rate: Int = 48_000, channels: Int = 1) {
        self.drift = drift
        self.rate = rate
        self.channels = channels
    }

    /// Lets time pass: the loudspeaker plays what is in its queue.
    func pass(_ time: Double) {
        seconds += time
        guard isPlaying else { return }
        played += time * Double(rate) * (1 + drift * 1e-6)
        while played >= 1 && !queue.isEmpty {
            heard.append(queue.removeFirst())
            played -= 1
        }
        if queue.isEmpty { (isPlaying, played) = (false, 0) }
    }
}

private final class VirtualMicrophone: CardPort {
    let card: VirtualCard
    init(_ card: VirtualCard) { self.card = card }
    var device: String { "microphone" }
    var rate: Int { card.rate }
    var channels: Int { card.channels }
    var period: Int { card.rate / 100 }
    var buffer: Int { 8 * period }
    var available: Int? { period }
    var queued: Int { 0 }
    func read(into samples: inout MutableSpan<Int16>) -> CardStream.Transfer {
        if card.isBroken { return .failed("no such device") }
        if card.xrunsToCome > 0 {
            card.xrunsToCome -= 1
            card.pass(0.05)
            return .xrun
        }
        card.pass(Double(period) / (Double(rate) * (1 + card.drift * 1e-6)))
        for frame in 0..<period {
            for channel in 0..<channels {
                samples[frame * channels + channel] = channel == 0 ? card.microphone(card.captured) : 0
            }
            card.captured += 1
        }
        return .frames(period)
    }
    func write(_ samples: Span<Int16>) -> CardStream.Transfer { .failed("a microphone") }
    func recover() -> Bool { !card.isBroken }
}

private final class VirtualLoudspeaker: CardPort {
    let card: VirtualCard
    var hasRunDry = false
    init(_ card: VirtualCard) { self.card = card }
    var device: String { "loudspeaker" }
    var rate: Int { card.rate }
    var channels: Int { card.channels }
    var period: Int { card.rate / 100 }
    var buffer: Int { 4 * period }
    var available: Int? { dry ? nil : buffer - card.queue.count }
    var queued: Int { card.queue.count }
    private var dry: Bool { hasBegun && !card.isPlaying }
    private var hasBegun = false
    func read(into samples: inout MutableSpan<Int16>) -> CardStream.Transfer { .failed("a loudspeaker") }
    func write(_ samples: Span<Int16>) -> CardStream.Transfer {
        if dry { return .xrun }
        for frame in 0..<samples.count / channels { card.queue.append(samples[frame * channels]) }
        if card.queue.count >= 2 * period {
            card.isPlaying = true
            hasBegun = true
        }
        return .frames(samples.count / channels)
    }
    func recover() -> Bool {
        hasBegun = false
        return true
    }
}

@Suite("The card's loop, in virtual time")
struct CardLoopTests {
    /// The card's loop and a line that plays a tone and takes what the microphone hears.
    private func run(
        _ card: VirtualCard, seconds: Double, cancelsEcho: Bool = false, line: (Int) -> Int16,
        at turn: (Int) -> Void = { _ in }
    ) throws -> (figures: CardFigures, said: [Int16]) {
        let microphone = SampleRing(capacity: 4000)
        let loudspeaker = SampleRing(capacity: 4000)
        var loop = try CardLoop(
            capture: VirtualMicrophone(card), playback: VirtualLoudspeaker(card), microphone: microphone,
            loudspeaker: loudspeaker, target: 200, cancelsEcho: cancelsEcho)
        try loop.start()
        var said: [Int16] = []
        var frame = [Int16](repeating: 0, count: 160)
        var ticks = 0
        var turns = 0
        var isDry = true
        while card.seconds < seconds {
            turn(turns)
            turns += 1
            _ = try loop.turn { .zero + .nanoseconds(Int64(card.seconds * 1e9)) }
            while Double(ticks + 1) * 0.02 <= card.seconds {
                for index in frame.indices { frame[index] = line(ticks * 160 + index) }
                loudspeaker.push(frame.span)
                ticks += 1
                loudspeaker.stamp(.zero + .milliseconds(20 * ticks))
                microphone.stamp(.zero + .milliseconds(20 * ticks))
                if isDry && microphone.fill >= 360 {
                    isDry = false
                    microphone.drop(to: 360)
                    microphone.setFlowing(true)
                }
                guard !isDry else { continue }
                var output = frame.mutableSpan
                let count = microphone.pop(into: &output)
                isDry = count < 160
                if isDry { microphone.setFlowing(false) }
                said += frame[..<count]
            }
        }
        return (loop.figures, said)
    }

    private static let tone = Signal.sine(frequency: 1000, level: -12, count: 8000)

    @Test(
        "a tone goes through whole in both directions on a card of another clock",
        arguments: [(300.0, 1), (-300, 2), (0, 2)])
    func drift(drift: Double, channels: Int) throws {
        let card = VirtualCard(drift: drift, channels: channels)
        let sound = Signal.sine(frequency: 400, level: -12, count: 48_000, sampleRate: 48_000)
        card.microphone = { sound[$0 % sound.count] }
        let (figures, said) = try run(card, seconds: 60, line: { Self.tone[$0 % 8000] })
        #expect(figures.captureXruns == 0 && figures.playbackXruns == 0 && figures.starved == 0)
        // After a minute most of the drift is learnt; the rest moves the fill by some milliseconds.
        #expect(abs(Double(figures.captureDrift) - drift) < 100)
        #expect(abs(Double(figures.playbackDrift) + drift) < 100)
        // Whole: no gap and no repetition, which would scatter its power.
        let last = said.suffix(16_000)
        #expect(purity(of: last, at: 400, rate: 8000) > 0.999)
        #expect(purity(of: card.heard.suffix(96_000), at: 1000, rate: 48_000) > 0.999)
    }

    @Test("interruptions are counted, and the sound is back within a tenth of a second")
    func xruns() throws {
        let card = VirtualCard(drift: 0)
        let sound = Signal.sine(frequency: 400, level: -12, count: 48_000, sampleRate: 48_000)
        card.microphone = { sound[$0 % sound.count] }
        let (figures, said) = try run(card, seconds: 10, line: { Self.tone[$0 % 8000] }) { turn in
            if turn == 300 || turn == 600 { card.xrunsToCome = 1 }
        }
        #expect(figures.captureXruns == 2)
        #expect(figures.playbackXruns == 2)  // the queue of 20 ms does not last for 50
        #expect(purity(of: said.suffix(8000), at: 400, rate: 8000) > 0.99)
        #expect(purity(of: card.heard.suffix(48_000), at: 1000, rate: 48_000) > 0.99)
    }

    @Test("a card that is pulled out is told by its name; one that never comes back likewise")
    func lost() throws {
        let broken = VirtualCard(drift: 0)
        #expect(throws: CardError.lost(device: "microphone", reason: "no such device")) {
            _ = try run(broken, seconds: 2, line: { _ in 0 }) { if $0 == 50 { broken.isBroken = true } }
        }
        let stuck = VirtualCard(drift: 0)
        #expect(throws: CardError.self) {
            _ = try run(stuck, seconds: 20, line: { _ in 0 }) { if $0 == 50 { stuck.xrunsToCome = 1000 } }
        }
    }

    @Test("what the loudspeaker plays and the room gives back is taken out of the microphone")
    func echo() throws {
        // The room: 12 ms later and 12 dB lower. Noise, as speech has many frequencies.
        let far = Signal.whiteNoise(level: -20, count: 80_000, seed: 3)
        let card = VirtualCard(drift: 60, rate: 8000)
        card.microphone = { _ in card.heard.count > 96 ? card.heard[card.heard.count - 96] / 4 : 0 }
        let (figures, said) = try run(card, seconds: 10, cancelsEcho: true, line: { far[$0 % far.count] })
        #expect(try #require(figures.echoLoss) > 15)
        // -20 dB, 12 dB lower: without the canceller it would come back at -32.
        #expect(Level.dBFS(of: Array(said.suffix(16_000)).span) < -47)
    }

    @Test("a device without a clock is kept at the pace of real time")
    func pace() {
        var pace = CardPace(rate: 8000, at: .zero)
        var now = Duration.zero
        for _ in 0..<100 {
            now += pace.wait(after: 80, at: .zero + now)
        }
        #expect(now == .seconds(1))
        // After a stall it catches up, without a wait.
        #expect(pace.wait(after: 80, at: .zero + .seconds(3)) == .zero)
    }
}

/// The part of a block's power that lies within some Hz of one frequency, 0…1: blocks of 50 ms, each by itself, so that a
/// clock's drift does not count.
func purity(of samples: some Collection<Int16>, at frequency: Double, rate: Int) -> Double {
    let all = Array(samples)
    let length = rate / 20
    var (at, total) = (0.0, 0.0)
    for start in stride(from: 0, to: all.count - length + 1, by: length) {
        var (real, imaginary) = (0.0, 0.0)
        for index in 0..<length {
            let angle = 2 * Double.pi * frequency * Double(index) / Double(rate)
            let sample = Double(all[start + index])
            real += sample * cos(angle)
            imaginary += sample * sin(angle)
            total += sample * sample
        }
        at += 2 * (real * real + imaginary * imaginary) / Double(length)
    }
    return total > 0 ? at / total : 0
}
