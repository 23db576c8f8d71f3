import CivicCore
import CivicMedia
import CivicSIP
import Foundation

/// A leg that has been closed and whose report is still to come.
struct ClosingLeg {
    var conversation: ConversationReference
    /// `citizen` or `agent`.
    var party: String
    var trunk: String
}

/// What the legs of one trunk were like, added up.
struct TrunkTally {
    var legs = 0
    /// By suite of their encryption; `none` for plain ones.
    var suites: [String: Int] = [:]
    var packetsReceived = 0
    var packetsLost = 0
    var framesPlayed = 0
    var framesConcealed = 0
    /// By way: `rfc4733`, `inBand`, `info`.
    var digits: [String: Int] = [:]
    var digitsDoubled = 0
    var digitsSuppressed = 0
    var talkOffSuspects = 0

    mutating func add(_ report: LegReport) {
        legs += 1
        suites[report.encryption, default: 0] += 1
        packetsReceived += report.packetsReceived
        packetsLost += report.packetsLost
        framesPlayed += report.playedFrames
        framesConcealed += report.concealedFrames
        digits[DigitWay.rfc4733.rawValue, default: 0] += report.digitsByEvent
        digits[DigitWay.inBand.rawValue, default: 0] += report.digitsInBand
        digits[DigitWay.info.rawValue, default: 0] += report.digitsByInfo
        digitsDoubled += report.digitsMerged
        digitsSuppressed += report.digitsSuppressed
        talkOffSuspects += report.digitsSuspected
    }
}

// What a call's audio was like: kept in its record, and added up by trunk.
extension Switchboard {
    /// Trunks that are told apart; what is beyond them is added up as one.
    private static let mostTrunks = 64

    /// Closes a party's leg; what it was like follows with `MediaNews.closed`.
    func closeLeg(_ leg: LegID, of conversation: Conversation, as party: String) {
        legs[leg] = nil
        closing[leg] = ClosingLeg(
            conversation: conversation.reference, party: party,
            trunk: party == "citizen" ? trunk(of: conversation) : outsideTrunk(of: leg) ?? "accounts")
        media.close(leg)
    }

    func closed(_ leg: LegID, _ report: LegReport) {
        guard let known = closing.removeValue(forKey: leg) else { return }
        let isNew = trunkTallies[known.trunk] == nil
        trunkTallies[isNew && trunkTallies.count >= Self.mostTrunks ? "others" : known.trunk, default: .init()]
            .add(report)
        guard report.packetsReceived > 0 || report.packetsSent > 0 else { return }
        var details = report.details
        details["party"] = known.party
        note("audio-quality", of: known.conversation, details)
        if let quality = report.quality { showQuality(quality.meanOpinion, of: known.conversation) }
    }

    /// The desks that have the call on them are told how it sounded.
    private func showQuality(_ opinion: Double, of conversation: ConversationReference) {
        for (id, desk) in desks where desk.call?.conversation == conversation {
            desks[id]?.call?.meanOpinion = min(desk.call?.meanOpinion ?? opinion, opinion)
            publish("state", to: id)
        }
    }

    /// The name of the trunk, or the group, that a citizen's call is counted with.
    func trunk(of conversation: Conversation) -> String {
        if case .browser = conversation.line { return "pages" }
        return conversation.trunk ?? (conversation.isOfAccount ? "accounts" : "strangers")
    }

    func addTrunks(to page: inout MetricsPage) {
        for (trunk, tally) in trunkTallies.sorted(by: { $0.key < $1.key }) {
            let label = ["trunk": trunk]
            page.counter("civicline_trunk_legs_total", "legs closed, by trunk", tally.legs, label)
            for (suite, count) in tally.suites.sorted(by: { $0.key < $1.key }) {
                page.counter(
                    "civicline_trunk_encryption_total", "legs closed, by trunk and suite of their encryption", count,
                    label.merging(["suite": suite]) { $1 })
            }
            page.counter(
                "civicline_trunk_packets_received_total", "RTP packets received, by trunk", tally.packetsReceived, label
            )
            page.counter(
                "civicline_trunk_packets_lost_total", "RTP packets that never came, by trunk", tally.packetsLost, label)
            page.counter(
                "civicline_trunk_frames_played_total", "frames of 20 ms played, by trunk", tally.framesPlayed, label)
            page.counter(
                "civicline_trunk_frames_concealed_total", "frames of 20 ms made up, by trunk", tally.framesConcealed,
                label)
            for (way, count) in tally.digits.sorted(by: { $0.key < $1.key }) {
                page.counter(
                    "civicline_trunk_digits_total", "keys heard, by trunk and way", count,
                    label.merging(["way": way]) { $1 })
            }
            page.counter(
                "civicline_trunk_digits_doubled_total", "keys that came by a second way, by trunk",
                tally.digitsDoubled, label)
            page.counter(
                "civicline_trunk_digits_suppressed_total", "keys that were our own, come back as an echo, by trunk",
                tally.digitsSuppressed, label)
            page.counter(
                "civicline_trunk_talk_off_suspects_total", "tones that came near to a key without being one, by trunk",
                tally.talkOffSuspects, label)
        }
    }
}

extension LegReport {
    /// The suite's name in SDP, or `none`.
    fileprivate var encryption: String { suite?.rawValue ?? "none" }

    /// For the call's record: figures only, rounded to what they are worth.
    fileprivate var details: [String: String] {
        func rounded(_ value: Double, _ digits: Int = 1) -> String {
            value.formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US_POSIX")))
        }
        func percent(_ part: Int, of whole: Int) -> String {
            rounded(whole > 0 ? 100 * Double(part) / Double(whole) : 0, 2)
        }
        var details = [
            "packets": "\(packetsReceived)",
            "encryption": encryption,
            "lost-percent": percent(packetsLost, of: packetsReceived + packetsLost),
            "late-packets": "\(latePackets)",
            "jitter-ms": rounded(jitterMilliseconds),
            "concealed-percent": percent(concealedFrames, of: playedFrames),
            "buffer-ms": rounded(playoutDelay, 0),
        ]
        if let level { details["level-dbfs"] = rounded(level) }
        if let roundTrip { details["round-trip-ms"] = rounded(roundTrip, 0) }
        if let lostAtPeer { details["lost-at-peer"] = "\(lostAtPeer)" }
        if let echoReturnLoss { details["echo-return-loss-db"] = rounded(echoReturnLoss, 0) }
        if let echoDelay { details["echo-delay-ms"] = "\(echoDelay)" }
        if oneWayAlarms > 0 { details["one-way-alarms"] = "\(oneWayAlarms)" }
        if let quality {
            details["r-factor"] = rounded(quality.rating, 0)
            details["mos"] = rounded(quality.meanOpinion)
        }
        return details
    }
}
