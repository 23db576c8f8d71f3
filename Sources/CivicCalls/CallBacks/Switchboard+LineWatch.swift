import CivicCore
import CivicQueue
import Foundation
import Logging

// The line is looked after while it lives, and its figures are told.
extension Switchboard {
    /// A few places and agents a second; what is repaired is a fault of ours and is said aloud.
    func sweepLine(at now: MonotonicInstant) {
        let (found, effects) = dispatcher.sweep(at: now, wallClock: Date())
        for anomaly in found {
            tallies.lineRepairs[anomaly, default: 0] += 1
            log.error("the waiting line was repaired: \(anomaly.rawValue)")
            note("line-repaired", of: nil, ["what": anomaly.rawValue])
        }
        carryOut(effects)
    }

    func addCallBacks(_ figures: QueueStatistics, to page: inout MetricsPage) {
        page.counter("civicline_call_backs_total", "places to be called back, by every cause", figures.callBacks)
        page.counter("civicline_call_backs_dialled_total", "times that a citizen's phone was to ring", figures.dialled)
        page.counter("civicline_call_backs_taken_total", "call-backs that a citizen took", figures.taken)
        page.counter("civicline_places_resumed_total", "citizens who had their place again", figures.resumed)
        page.counter("civicline_places_unreachable_total", "left unreached, as cases", figures.unreachable)
        for failure in CallBackFailure.allCases {
            page.counter(
                "civicline_call_backs_failed_total", "attempts that came to nothing",
                figures.callBackFailures[failure] ?? 0, ["why": failure.rawValue])
        }
        for mark in Place.Mark.allCases {
            page.counter(
                "civicline_places_marked_total", "places that went ahead of longer waits", figures.marked[mark] ?? 0,
                ["mark": mark.rawValue])
        }
        for anomaly in QueueAnomaly.allCases {
            page.counter(
                "civicline_line_repairs_total", "faults of the line that the sweeper repaired",
                tallies.lineRepairs[anomaly] ?? 0, ["what": anomaly.rawValue])
        }
    }
}
