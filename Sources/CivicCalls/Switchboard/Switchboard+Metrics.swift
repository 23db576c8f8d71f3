import CivicCore
import CivicMedia
import CivicQueue
import CivicSIP
import Foundation

// Figures for whoever watches, in Prometheus' text format.
extension Switchboard {
    package func metrics() async -> String {
        var page = MetricsPage()
        page.gauge("civicline_open", "1 while new calls are taken", takesCalls ? 1 : 0)
        page.gauge("civicline_conversations", "conversations in progress", conversations.count)
        page.gauge("civicline_extension_calls", "calls between accounts in progress", extensionCalls.count)
        page.counter("civicline_calls_offered_total", "calls that reached the switchboard", tallies.callsOffered)
        page.counter("civicline_calls_answered_total", "calls answered", tallies.callsAnswered)
        for (refusal, count) in tallies.refused.sorted(by: { $0.key < $1.key }) {
            page.counter(
                "civicline_calls_refused_total", "calls that the switchboard refused, by SIP status and reason", count,
                ["status": String(refusal.status), "reason": refusal.reason.rawValue])
        }
        for (way, count) in tallies.digits.sorted(by: { $0.key < $1.key }) {
            page.counter("civicline_digits_total", "keys pressed, by the way they came", count, ["way": way])
        }
        page.counter(
            "civicline_longest_calls_warned_total", "callers told that the longest call is nearly over",
            tallies.longestWarned)
        page.counter("civicline_cases_opened_total", "cases opened by keys or message", tallies.casesOpened)
        page.counter("civicline_media_lost_total", "legs ended by the media watchdog", tallies.mediaLost)
        page.counter(
            "civicline_audio_missing_total", "times that a party was sent audio and not heard for 2 s",
            tallies.audioMissing)
        page.counter("civicline_lookups_total", "look-ups answered", tallies.lookUps)
        page.counter(
            "civicline_lookup_milliseconds_total", "time spent in look-ups", Int(tallies.lookUpMilliseconds))
        page.counter("civicline_surges_told_total", "calls that heard what is put in front", tallies.surgesTold)
        page.counter(
            "civicline_surges_silent_total", "calls that could not be told what is put in front", tallies.surgesSilent)
        page.gauge("civicline_places_kept", "places kept from an earlier run for calling back", keptPlaces)
        page.gauge("civicline_call_backs", "places whose citizens are to be called back", dispatcher.callBacks)
        for queue in settings.queues {
            page.gauge(
                "civicline_waiting", "callers waiting", dispatcher.waiting(in: queue.id).count, ["queue": queue.id])
        }
        for state in ["signed-out", "not-ready", "ready", "reserved", "ringing", "talking", "wrap-up"] {
            page.gauge(
                "civicline_agents", "agents by state", desks.values.count { $0.state.word == state }, ["state": state])
        }
        add(await settings.sources?.figures() ?? [], to: &page)
        addQueue(to: &page)
        addMedia(to: &page)
        addTrunks(to: &page)
        addLines(to: &page)
        let counters = await signalling.perform { agent, _ in agent.counters }
        addSignalling(counters, to: &page)
        return page.text
    }

    private func add(_ sources: [LookUpFigures], to page: inout MetricsPage) {
        for figures in sources {
            page.counter(
                "civicline_data_source_asked_total", "questions sent to a data source", figures.asked,
                ["source": figures.source])
        }
        for figures in sources {
            for (outcome, count) in figures.outcomes.sorted(by: { $0.key < $1.key }) {
                page.counter(
                    "civicline_data_source_answers_total", "questions to a data source by what became of them", count,
                    ["source": figures.source, "outcome": outcome])
            }
        }
        for figures in sources {
            page.gauge(
                "civicline_data_source_resting", "1 while a data source is left alone because it failed too often",
                figures.isResting ? 1 : 0, ["source": figures.source])
        }
    }

    private func addQueue(to page: inout MetricsPage) {
        let figures = dispatcher.statistics
        page.counter("civicline_places_offered_total", "places in line taken", figures.offered)
        page.counter("civicline_places_answered_total", "places answered by a person", figures.answered)
        page.counter(
            "civicline_places_answered_in_time_total", "answered within the service level", figures.answeredInTime)
        page.counter("civicline_places_abandoned_total", "hung up before an answer", figures.abandoned)
        addCallBacks(figures, to: &page)
        page.counter("civicline_places_messages_total", "left a message instead of waiting", figures.messages)
        page.counter("civicline_places_overflowed_total", "went elsewhere", figures.overflowed)
        page.counter("civicline_offers_total", "offers to agents", figures.leases)
        page.counter("civicline_offers_failed_total", "offers that no agent took", figures.leasesFailed)
        page.counter("civicline_places_returned_total", "back in line after a talk", figures.returned)
    }

    private func addMedia(to page: inout MetricsPage) {
        let media = media.counters()
        page.gauge("civicline_media_legs", "media legs open", media.legsOpen)
        page.counter("civicline_media_phases_total", "runs of a phase of the media threads", media.phases)
        page.counter(
            "civicline_media_late_phases_total", "phases that ended more than 20 ms late through our own work",
            media.latePhases)
        page.counter(
            "civicline_media_stalled_phases_total", "phases that were late because the machine did not run us",
            media.stalledPhases)
        page.gauge(
            "civicline_media_worst_own_lateness_milliseconds", "worst lateness through our own work",
            media.worstOwnLateness.milliseconds)
        page.gauge(
            "civicline_media_worst_lateness_milliseconds", "worst lateness since the start",
            media.worstLateness.milliseconds)
        page.gauge("civicline_media_load", "busy part of the busiest media thread, 0 to 1", media.highestLoad)
        page.counter(
            "civicline_media_legs_refused_total", "legs refused because the media threads had no room",
            media.legsRefused)
        page.counter("civicline_rtp_received_total", "RTP packets received", media.packetsReceived)
        page.counter("civicline_rtp_sent_total", "RTP packets sent", media.packetsSent)
        page.counter("civicline_rtp_send_errors_total", "RTP packets that could not be sent", media.sendErrors)
        let dropped = [
            ("foreign-source", media.droppedForeignSource), ("malformed", media.droppedMalformed),
            ("payload-type", media.droppedWrongPayloadType), ("oversized", media.droppedOversized),
            ("jitter-buffer", media.droppedByJitterBuffer), ("unauthenticated", media.droppedUnauthenticated),
            ("replayed", media.droppedReplayed), ("encrypted", media.droppedEncrypted),
        ]
        for (reason, count) in dropped {
            page.counter("civicline_rtp_dropped_total", "RTP packets dropped, by reason", count, ["reason": reason])
        }
        page.counter("civicline_concealed_frames_total", "frames made up for lost packets", media.concealedFrames)
        page.counter(
            "civicline_echo_cancelled_frames_total", "frames of 20 ms that went through an echo canceller",
            media.cancelledFrames)
        page.counter(
            "civicline_digits_merged_total", "keys that came a second time by another way", media.digitsMerged)
        page.counter(
            "civicline_recorder_frames_dropped_total", "frames that a slow disk cost recordings",
            media.recorderFramesDropped)
        page.counter("civicline_unknown_clips_total", "clips asked for and not there", media.unknownClips)
        page.counter(
            "civicline_media_ring_overflows_total", "orders or news that met a full ring", media.ringOverflows)
    }

    private func addSignalling(_ counters: UserAgentCounters, to page: inout MetricsPage) {
        page.counter(
            "civicline_sip_received_total", "datagrams and messages of connections received", counters.received)
        page.counter("civicline_sip_malformed_total", "those that are no SIP message", counters.malformed)
        for (method, count) in counters.requests.sorted(by: { $0.key < $1.key }) {
            page.counter("civicline_sip_requests_total", "requests received, by method", count, ["method": method])
        }
        for (status, count) in counters.refusals.sorted(by: { $0.key < $1.key }) {
            page.counter(
                "civicline_sip_refusals_total", "requests refused, by status", count, ["status": String(status)])
        }
        for (reason, count) in counters.refusalReasons.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.counter(
                "civicline_sip_refusal_reasons_total", "requests refused, by reason", count,
                ["reason": reason.rawValue])
        }
        let kept = [
            ("flood", counters.gate.flooded), ("rate", counters.gate.shed), ("silenced", counters.gate.silenced),
            ("locked-out", counters.gate.lockedOut),
        ]
        for (reason, count) in kept {
            page.counter("civicline_sip_gate_total", "messages that the gate kept out", count, ["reason": reason])
        }
        page.counter("civicline_sip_scanners_total", "addresses that were silenced", counters.gate.scanners)
        page.counter("civicline_sip_retransmissions_sent_total", "messages sent again", counters.retransmissionsSent)
        page.counter(
            "civicline_sip_retransmissions_received_total", "messages that came again",
            counters.retransmissionsReceived)
        page.counter(
            "civicline_sip_transport_failures_total", "requests that could not be sent, or whose connection ended",
            counters.transportFailures)
        addConnections(counters.connections, to: &page)
        addTrace(counters.trace, to: &page)
        page.gauge("civicline_sip_calls", "SIP calls in progress, both ways", counters.activeCalls)
        page.gauge("civicline_sip_transactions", "SIP transactions alive", counters.activeTransactions)
    }

    private func addTrace(_ counters: MessageTrace.Counters, to page: inout MetricsPage) {
        page.counter("civicline_sip_trace_messages_total", "messages kept for looking at calls", counters.noted)
        let dropped = [("call-too-long", counters.thinned), ("memory", counters.evicted)]
        for (reason, count) in dropped {
            page.counter(
                "civicline_sip_trace_dropped_total", "kept messages that were let go, by reason", count,
                ["reason": reason])
        }
        page.gauge("civicline_sip_trace_bytes", "memory that kept messages take", counters.bytes)
    }

    private func addConnections(_ counters: ConnectionCounters, to page: inout MetricsPage) {
        for transport in [SIPTransport.tcp, .tls] {
            page.gauge(
                "civicline_sip_connections", "SIP connections alive, by transport", counters.open[transport] ?? 0,
                ["transport": transport.rawValue])
        }
        page.counter("civicline_sip_connections_begun_total", "SIP connections, both ways", counters.begun)
        page.counter(
            "civicline_sip_connections_unreachable_total", "SIP connections that could not be opened",
            counters.unreachable)
        for (reason, count) in counters.refused.sorted(by: { $0.key < $1.key }) {
            page.counter(
                "civicline_sip_connections_refused_total", "SIP connections turned away, by the limit they met", count,
                ["limit": reason])
        }
        for (reason, count) in counters.dropped.sorted(by: { $0.key < $1.key }) {
            page.counter(
                "civicline_sip_connections_dropped_total", "SIP connections ended by us, by reason", count,
                ["reason": reason])
        }
    }
}

/// Lines of the text exposition format 0.0.4; each name's help and type once.
struct MetricsPage {
    private(set) var text = ""
    private var named: Set<String> = []

    mutating func gauge(_ name: String, _ help: String, _ value: some Numeric, _ labels: [String: String] = [:]) {
        add(name, "gauge", help, "\(value)", labels)
    }

    mutating func counter(_ name: String, _ help: String, _ value: some Numeric, _ labels: [String: String] = [:]) {
        add(name, "counter", help, "\(value)", labels)
    }

    private mutating func add(
        _ name: String, _ type: String, _ help: String, _ value: String, _ labels: [String: String]
    ) {
        if named.insert(name).inserted { text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n" }
        let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }
}
