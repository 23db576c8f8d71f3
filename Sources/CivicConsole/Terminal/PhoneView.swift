package import CivicCore
import CivicDSP
import Foundation

/// What the screen shows, worked out of the figures: lines of text, no terminal.
package struct PhoneView: Equatable, Sendable {
    package var lines: [String]

    package static let help = "digits * # A-D send keys   Enter answer   m mute   h hold   x hang up   q quit"

    package init(
        _ machine: PhoneMachine, line: LineCore.Figures, card: CardFigures, at now: MonotonicInstant
    ) {
        lines = [
            Self.status(machine, at: now),
            "hear " + Self.bar(line.levelIn) + "   speak " + Self.bar(machine.isMuted ? Level.floor : line.levelOut),
            Self.network(line) + "   " + Self.card(card),
            Self.help,
        ]
    }

    /// The last line, when all is over.
    package static func summary(line: LineCore.Figures, card: CardFigures, microphoneGaps: Int) -> String {
        "\(network(line)), \(line.packets) packets in, \(line.sent) out; \(Self.card(card)); "
            + "gaps \(microphoneGaps) in the microphone, \(card.starved) ms in the loudspeaker"
    }

    private static func status(_ machine: PhoneMachine, at now: MonotonicInstant) -> String {
        var text: String
        switch machine.state {
        case .idle: text = machine.registration.map { "waiting for calls as \($0)" } ?? "waiting for calls"
        case .calling: text = "calling"
        case .ringing: text = "ringing"
        case .incoming(_, let from): text = "\(from) is calling: Enter answers, x refuses"
        case .talking(let since):
            let seconds = Int((now - since).inSeconds)
            text = String(format: "talking %d:%02d", seconds / 60, seconds % 60)
        case .done: text = "ended"
        }
        if machine.isMuted { text += "  [muted]" }
        if machine.isHeld { text += "  [on hold]" }
        if !machine.typed.isEmpty { text += "  keys \(machine.typed)" }
        return text
    }

    /// A bar from -60 to 0 dBFS, 20 places, with the figure.
    package static func bar(_ level: Double) -> String {
        let places = max(0, min(20, Int(((level + 60) / 3).rounded())))
        let figure = level <= Level.floor ? "  -- dB" : String(format: "%4.0f dB", level)
        return "[" + String(repeating: "#", count: places) + String(repeating: ".", count: 20 - places) + "]" + figure
    }

    private static func network(_ line: LineCore.Figures) -> String {
        let expected = line.packets + line.lost
        let loss = expected > 0 ? 100 * Double(line.lost) / Double(expected) : 0
        return String(format: "jitter %.0f ms  loss %.1f %%", line.jitter, loss)
    }

    private static func card(_ card: CardFigures) -> String {
        var text = String(
            format: "card %d ms  drift %+d/%+d ppm  xruns %d/%d", card.delay, card.captureDrift, card.playbackDrift,
            card.captureXruns, card.playbackXruns)
        text += card.echoLoss.map { String(format: "  echo -%.0f dB", max(0, $0)) } ?? "  echo --"
        return text
    }
}
