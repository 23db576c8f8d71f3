import CivicConsole
import CivicCore
import Synchronization
import Testing

@Suite("The phone's screen")
struct ScreenTests {
    private final class Paper: Sendable {
        private let text = Mutex("")
        func add(_ more: String) { text.withLock { $0 += more } }
        var all: String { text.withLock { $0 } }
    }

    @Test("a level is a bar of 20 places from -60 dB on")
    func bar() {
        #expect(PhoneView.bar(-100) == "[....................]  -- dB")
        #expect(PhoneView.bar(-60) == "[....................] -60 dB")
        #expect(PhoneView.bar(-30) == "[##########..........] -30 dB")
        #expect(PhoneView.bar(0) == "[####################]   0 dB")
        #expect(PhoneView.bar(9) == "[####################]   9 dB")
    }

    @Test("shows loss, jitter, drift, xruns and echo in figures, and the keys")
    func figures() {
        var line = LineCore.Figures()
        (line.packets, line.lost, line.jitter) = (99, 1, 3.4)
        var card = CardFigures()
        (card.captureXruns, card.captureDrift, card.playbackDrift, card.delay, card.echoLoss) = (2, 31, -31, 40, 27.4)
        let view = PhoneView(PhoneMachine(stays: true), line: line, card: card, at: .zero)
        #expect(view.lines[0] == "waiting for calls")
        #expect(
            view.lines[2] == "jitter 3 ms  loss 1.0 %   card 40 ms  drift +31/-31 ppm  xruns 2/0  echo -27 dB")
        #expect(view.lines[3] == PhoneView.help)
        #expect(view.lines.allSatisfy { $0.count < 100 })
    }

    @Test("draws over its own lines in a terminal, only when something changed, and keeps what was said above them")
    func terminal() {
        let paper = Paper()
        let screen = PhoneScreen(isTerminal: true) { paper.add($0) }
        let view = PhoneView(PhoneMachine(stays: true), line: .init(), card: .init(), at: .zero)
        screen.show(view)
        let once = paper.all
        screen.show(view)
        #expect(paper.all == once)
        screen.say("ringing")
        #expect(paper.all == once + "\u{1B}[4A\r\u{1B}[Jringing\r\n")
    }

    @Test("prints only what happens where there is no terminal, and no control character from the network")
    func noTerminal() {
        let paper = Paper()
        let screen = PhoneScreen(isTerminal: false) { paper.add($0) }
        screen.show(PhoneView(PhoneMachine(stays: true), line: .init(), card: .init(), at: .zero))
        screen.say("\u{1B}[2JLi\u{7} is calling")
        #expect(paper.all == "[2JLi is calling\n")
    }
}
