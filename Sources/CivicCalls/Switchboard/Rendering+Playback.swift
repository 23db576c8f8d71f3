import CivicMedia
import CivicSpeech

extension Rendering {
    /// Its clips and pauses, as the media threads play them.
    var playback: [PlaybackPart] {
        parts.map { part in
            switch part {
            case .clip(let name): .clip(name)
            case .pause(let milliseconds): .pause(milliseconds: milliseconds)
            }
        }
    }
}
