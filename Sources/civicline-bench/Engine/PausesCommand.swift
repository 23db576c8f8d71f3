import ArgumentParser
import CivicCore
import Foundation
import Glibc

/// `civicline-bench pauses`: what the machine takes from a thread that does nothing but look at the clock.
///
/// Each look should be a fraction of a microsecond after the last. Where one is later, and the thread's own processor time
/// says that it ran meanwhile, the machine as a whole stood still: a guest whose host had other work. Such a pause in the
/// middle of a tick is counted there as work of our own, and no engine can be on time through it. Run one for each core.
struct PausesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pauses", abstract: "Pauses of the machine itself, seen by a thread that only looks at the clock.")

    @Option(help: "Minutes to run.") var minutes = 5

    func validate() throws {
        guard minutes > 0 else { throw ValidationError("--minutes must be 1 or more") }
    }

    func run() throws {
        print("minute  pauses >1 ms  >5 ms  >20 ms  longest ms  in all ms  told as stolen ms  others' turns ms")
        var stolen = StolenTime.milliseconds
        for minute in 1...minutes {
            let seen = Self.look(for: 60_000_000_000)
            let now = StolenTime.milliseconds
            print(
                minute.padded(6), seen.over1.padded(13), seen.over5.padded(6), seen.over20.padded(7),
                Int(seen.longest / 1_000_000).padded(11), Int(seen.sum / 1_000_000).padded(10),
                (now - stolen).padded(18),
                Int(seen.others / 1_000_000).padded(17))
            fflush(nil)
            stolen = now
        }
    }

    private struct Seen {
        var over1 = 0
        var over5 = 0
        var over20 = 0
        /// Nanoseconds.
        var longest: Int64 = 0
        var sum: Int64 = 0
        /// Time in which another thread of this machine had the core.
        var others: Int64 = 0
    }

    private static func look(for length: Int64) -> Seen {
        var seen = Seen()
        let begin = clock(CLOCK_MONOTONIC)
        var (last, lastWorked) = (begin, clock(CLOCK_THREAD_CPUTIME_ID))
        while last - begin < length {
            let (now, worked) = (clock(CLOCK_MONOTONIC), clock(CLOCK_THREAD_CPUTIME_ID))
            // Of this step alone: while another thread has the core, this one's own clock stands.
            let (passed, pause) = (now - last, min(now - last, worked - lastWorked))
            (last, lastWorked) = (now, worked)
            seen.others += passed - pause
            guard pause > 1_000_000 else { continue }
            seen.over1 += 1
            seen.sum += pause
            seen.longest = max(seen.longest, pause)
            if pause > 5_000_000 { seen.over5 += 1 }
            if pause > 20_000_000 { seen.over20 += 1 }
        }
        return seen
    }

    private static func clock(_ id: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(id, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
