import CivicCRM
import Foundation
import Synchronization

/// Files that people have opened, and why, for as long as one works on a matter: nobody is asked twice for one.
///
/// Kept in memory: after a restart the reason is asked for again.
final class OpenFiles: Sendable {
    /// Seconds.
    static let lasts = 1_800.0
    private static let mostKept = 4_096

    private struct Key: Hashable {
        var agent: String
        var subject: FileSubject
    }

    private let kept = Mutex<[Key: (ground: OpeningGround, until: Date)]>([:])

    func keep(_ subject: FileSubject, for agent: String, _ ground: OpeningGround, at now: Date) {
        kept.withLock { kept in
            if kept.count >= Self.mostKept { kept = kept.filter { $0.value.until > now } }
            // What nobody can remember is asked for again.
            if kept.count >= Self.mostKept { kept.removeAll() }
            kept[Key(agent: agent, subject: subject)] = (ground, now + Self.lasts)
        }
    }

    func ground(of subject: FileSubject, for agent: String, at now: Date) -> OpeningGround? {
        kept.withLock { kept in
            kept[Key(agent: agent, subject: subject)].flatMap { $0.until > now ? $0.ground : nil }
        }
    }
}
