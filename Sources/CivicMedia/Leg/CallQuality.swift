import Foundation

/// How a conversation over a leg was, by the E-model (ITU-T G.107), in its simplified form for packet networks.
///
///     R = 93.2 - Id - Ie,eff
///     Id     = 0.024 d + 0.11 (d - 177.3) above 177.3 ms     d: one way from mouth to ear (Cole and Rosenbluth, 2001)
///     Ie,eff = 95 Ppl / (Ppl + 25.1)                          Ppl: made-up frames in percent
///
/// 25.1 is G.711's robustness with concealment (G.113, table I.4), taken for all codecs alike: what is told is the
/// network's part.
package struct CallQuality: Equatable, Sendable {
    /// 0…93.2; above 80 is good, below 60 many are dissatisfied (G.109).
    package var rating: Double

    /// - Parameters:
    ///   - lost: part of what was heard that was made up, 0…1.
    ///   - delay: one way, in ms.
    package init(lost: Double, delay: Double) {
        let percent = 100 * max(0, min(1, lost))
        let late = max(0, delay - 177.3)
        rating = max(0, 93.2 - 0.024 * delay - 0.11 * late - 95 * percent / (percent + 25.1))
    }

    /// The mean opinion score that the rating stands for, 1…4.5 (G.107 annex B).
    package var meanOpinion: Double {
        if rating <= 0 { return 1 }
        return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6
    }
}

extension LegReport {
    /// What the party was heard like; `nil` when it hardly spoke: less than half a second was played.
    package var quality: CallQuality? {
        guard playedFrames >= 25 else { return nil }
        // The sender's packet of 20 ms, and our 6 ms between hearing and speaking.
        let delay = playoutDelay + 26 + (roundTrip ?? 0) / 2
        return CallQuality(lost: Double(concealedFrames) / Double(playedFrames), delay: delay)
    }
}
