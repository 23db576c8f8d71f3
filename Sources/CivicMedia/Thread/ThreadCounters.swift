import Synchronization

/// A figure that one thread counts and others read: no locked instruction on the counting side.
struct Tally: ~Copyable, Sendable {
    private let value = Atomic<Int>(0)

    /// Only by the thread that owns the figure.
    func increment(by count: Int = 1) {
        value.store(value.load(ordering: .relaxed) &+ count, ordering: .relaxed)
    }

    /// Only by the thread that owns the figure.
    func raise(to count: Int) {
        if count > value.load(ordering: .relaxed) { value.store(count, ordering: .relaxed) }
    }

    func set(_ count: Int) { value.store(count, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
}

/// The figures of one media thread.
final class ThreadCounters: Sendable {
    let phases = Tally()
    let latePhases = Tally()
    let stalledPhases = Tally()
    let worstLateness = Tally()  // nanoseconds
    let worstOwnLateness = Tally()  // nanoseconds
    let processorTime = Tally()  // nanoseconds
    let load = Tally()  // processor time in millionths of all time, smoothed over about a second
    let recentLateness = Tally()  // nanoseconds of our own, the worst of about the last second
    let legs = Tally()
    let packetsReceived = Tally()
    let packetsSent = Tally()
    let sendErrors = Tally()
    let foreign = Tally()
    let malformed = Tally()
    let wrongPayloadType = Tally()
    let oversized = Tally()
    let unauthenticated = Tally()
    let replayed = Tally()
    let looksEncrypted = Tally()
    let byJitterBuffer = Tally()
    let concealed = Tally()
    let digitsByEvent = Tally()
    let digitsInBand = Tally()
    let digitsByInfo = Tally()
    let digitsMerged = Tally()
    let recorderFramesDropped = Tally()
    let oneWayAlarms = Tally()
    let cancelledFrames = Tally()
    let newsLost = Tally()

    /// Adds them to the engine's figures.
    func add(to sum: inout MediaCounters) {
        sum.phases += phases.count
        sum.latePhases += latePhases.count
        sum.stalledPhases += stalledPhases.count
        sum.worstOwnLateness = max(sum.worstOwnLateness, .nanoseconds(worstOwnLateness.count))
        sum.worstLateness = max(sum.worstLateness, .nanoseconds(worstLateness.count))
        sum.highestLoad = max(sum.highestLoad, Double(load.count) / 1e6)
        sum.processorTime += .nanoseconds(processorTime.count)
        sum.packetsReceived += packetsReceived.count
        sum.packetsSent += packetsSent.count
        sum.sendErrors += sendErrors.count
        sum.droppedForeignSource += foreign.count
        sum.droppedMalformed += malformed.count
        sum.droppedWrongPayloadType += wrongPayloadType.count
        sum.droppedOversized += oversized.count
        sum.droppedUnauthenticated += unauthenticated.count
        sum.droppedReplayed += replayed.count
        sum.droppedEncrypted += looksEncrypted.count
        sum.droppedByJitterBuffer += byJitterBuffer.count
        sum.concealedFrames += concealed.count
        sum.digitsByEvent += digitsByEvent.count
        sum.digitsInBand += digitsInBand.count
        sum.digitsByInfo += digitsByInfo.count
        sum.digitsMerged += digitsMerged.count
        sum.recorderFramesDropped += recorderFramesDropped.count
        sum.oneWayAlarms += oneWayAlarms.count
        sum.cancelledFrames += cancelledFrames.count
        sum.ringOverflows += newsLost.count
    }
}
