import Foundation

/// Decides, leg by leg, whether a canceller is worth its cost, and which part of the path it should model.
///
///     listening ─ something comes back while we talk, or an echo is found ─▶ engaged
///     engaged ─ some seconds of talk without an echo ─▶ clear
///     clear ─ an echo is found ─▶ engaged
///
/// At the beginning of a call suspicion is enough, so that not even the first prompt's echo is heard. A leg that has
/// shown to have none is let alone until an echo is certain.
package struct EchoControl: Sendable {
    package enum State: Equatable, Sendable {
        case listening
        case engaged
        case clear
    }

    package private(set) var state = State.listening
    package private(set) var estimator = EchoPathEstimator()
    /// Where the canceller's model should begin, in samples.
    package private(set) var bulkDelay = 0

    private let reach: Int
    private let suspects: Bool
    private var farLevel: Float = 0
    private var quietest: Float = 1e9  // mean square of a frame that came back
    private var talkAtEvidence = 0
    private var isSearching = false

    package enum Tuning {
        /// Talk without an echo after which a canceller is released, in ms.
        package static let patience = 5000
        /// Talk without effect after which a proven canceller's place is searched for again, in ms.
        package static let contentment = 500
        /// The same, if somebody may have talked at the other end all the while.
        package static let doubt = 1500
        /// An echo is worth cancelling below this return loss, in dB, and no more above the other.
        package static let engages: Float = 40
        package static let releases: Float = 46
        /// Power of an echo over that of the quietest frames: -10 dB.
        package static let audible: Float = 0.1
    }

    /// - Parameters:
    ///   - reach: length of the canceller's model, in samples.
    ///   - suspects: whether suspicion is enough at the beginning; else a canceller waits until an echo is certain, a
    ///     second of talk or so.
    package init(reach: Int = 640, suspects: Bool = true) {
        self.reach = reach
        self.suspects = suspects
    }

    /// Begins anew, for another leg; takes no memory.
    package mutating func reset() {
        state = .listening
        estimator.reset()
        bulkDelay = 0
        farLevel = 0
        quietest = 1e9
        talkAtEvidence = 0
    }

    /// Hears a frame: what was sent, and what came back.
    ///
    /// - Parameter effect: how well the canceller does; `nil` without one.
    package mutating func process(far: Span<Int16>, near: Span<Int16>, effect: EchoEffect?) {
        // Where a canceller helps there is nothing to search for.
        if let effect, effect.isProven, effect.idleTalk < Tuning.contentment, effect.unhelpedTalk < Tuning.doubt {
            if isSearching { estimator.reset() }
            isSearching = false
        } else {
            isSearching = true
            estimator.process(far: far, near: near)
        }
        let (sent, returned) = (meanSquare(far), meanSquare(near))
        farLevel = max(sent, farLevel * 0.93)  // -3 dB in 200 ms
        quietest = min(returned, quietest * 1.02)  // 8 dB a second
        if let echo = estimator.estimate, echo.returnLoss < (state == .engaged ? Tuning.releases : Tuning.engages),
            state == .engaged || isHeard(echo)
        {
            talkAtEvidence = estimator.talk
            state = .engaged
            let margin = 80
            // A canceller that helps is where it should be, whatever a periodic signal makes the search believe. One that
            // has helped is searched for anew only after it has been of no use for a while, so what is found then counts.
            let mayMove = effect.map { $0.isProven || $0.idleTalk > 300 } ?? true
            let isInside =
                (bulkDelay == 0 || echo.delay >= bulkDelay + margin) && echo.delay <= bulkDelay + reach - margin + 16
            if mayMove && !isInside {
                bulkDelay = max(0, (echo.delay - 2 * margin) / EchoFilter.hop * EchoFilter.hop)
            }
        }
        switch state {
        case .listening:
            // -45 dBm0 sent, -60 dBm0 come back.
            if suspects && farLevel > 8000 && returned > 250 {
                state = .engaged
                talkAtEvidence = estimator.talk
            }
        case .engaged:
            if let effect, effect.isProven ? effect.modelledLoss < Tuning.releases : effect.idleTalk < Tuning.patience {
                talkAtEvidence = max(talkAtEvidence, estimator.talk - Tuning.patience / 2)
            }
            if estimator.talk - talkAtEvidence > Tuning.patience { state = .clear }
        case .clear: break
        }
    }

    /// Whether an echo stands out of what comes back at its quietest. What lies far below it nobody hears, and chance
    /// makes such a thing of any two signals.
    private func isHeard(_ echo: EchoPathEstimator.Estimate) -> Bool {
        farLevel * pow(10, -echo.returnLoss / 10) > Tuning.audible * quietest
    }

    /// Without the offset that A-law's silence has.
    private func meanSquare(_ frame: Span<Int16>) -> Float {
        var sum: Float = 0
        var squares: Float = 0
        for index in frame.indices {
            let sample = Float(frame[index])
            sum += sample
            squares += sample * sample
        }
        let mean = sum / Float(frame.count)
        return squares / Float(frame.count) - mean * mean
    }
}
