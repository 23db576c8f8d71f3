import CivicCore
import CivicDSP
import CivicRTP
import Glibc

/// The life of a media thread: ten phases of 2 ms in each tick of 20 ms, every bridge served in two of them.
///
///     │0 │1 │2 │3 │4 │5 │6 │7 │8 │9 │0 │ …      phase p of tick t is due at origin + (10 t + p) · 2 ms
///      ▲ sleep until then ─▶ orders ─▶ the bridges of phase p + 3 listen ─▶ news ─▶ those of p are spoken to ─▶ figures
///
/// A leg's socket is read when it listens and at no other time, so no `epoll_wait` finds out what a read would tell as
/// well. It listens 6 ms before its packet goes out: time enough for a key to reach the dialplan, and for the next
/// prompt to come back and begin in the same tick. RTCP sockets have next to nothing, and are asked by epoll.
struct MediaLoop: ~Copyable {
    static let phases = 10
    /// From a bridge's listening to its speaking, in phases.
    private static let lead: Int64 = 3
    private static let phaseLength: Int64 = 2_000_000  // ns
    private static let tickLength: Int64 = 20_000_000
    /// Behind by more than this, ticks are left out rather than caught up with.
    private static let longestCatchUp: Int64 = 200_000_000

    /// Above it no further echo is taken up: a leg more is worth more than an echo less.
    private static let highestLoadForCancellers = 0.65

    private let thread: MediaThread
    private var epoll: Epoll
    private var context: TickContext
    private var scratch = TickScratch()
    private var legs: [Lent<MediaLeg>?]
    private var freeIndices: [Int]
    private var bridges = [Lent<MediaBridge>?](repeating: nil, count: MediaLoop.phases)
    private var legsInPhase = [Int](repeating: 0, count: MediaLoop.phases)
    private var legCount = 0
    private var phase: Int64 = 0  // phases since the origin
    private var origin: Int64 = 0  // ns on the monotonic clock
    private var load = 0.0
    private var recentLateness = 0.0  // ns, falls by half in 0.7 s
    private var ownEnd: Int64 = 0  // ns on the monotonic clock
    private var workedBefore: Int64 = 0  // ns of the thread's processor time

    init(_ thread: MediaThread) throws(MediaError) {
        self.thread = thread
        epoll = try Epoll()
        context = TickContext(
            counters: thread.counters, news: thread.news, echoCancellers: thread.echoCancellers)
        legs = [Lent<MediaLeg>?](repeating: nil, count: thread.legBound)
        freeIndices = Array((0..<thread.legBound).reversed())
    }

    mutating func run() {
        origin = MonotonicClock.now.nanoseconds
        workedBefore = Self.processorTime  // what the making of tables and cancellers took is no lateness
        while !thread.shouldStop {
            context.mark.enter()
            takeOrders()
            context.mark.exit()
            tellNews()
            if legCount == 0 {
                thread.wake.wait(milliseconds: 1000)
                (load, recentLateness) = (0, 0)
                thread.counters.load.set(0)
                thread.counters.recentLateness.set(0)
                origin = MonotonicClock.now.nanoseconds - phase * Self.phaseLength
                continue
            }
            sleep()
            runPhase()
        }
    }

    private func sleep() {
        let due = origin + phase * Self.phaseLength
        var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    private mutating func runPhase() {
        let due = origin + phase * Self.phaseLength
        context.now = MonotonicClock.now
        context.mark.enter()
        receiveControl()
        takeOrders()
        context.tick = (phase + Self.lead) / Int64(Self.phases)
        var next = bridges[Int((phase + Self.lead) % Int64(Self.phases))]
        while let bridge = next {
            next = bridge.value.next
            bridge.value.listen(&scratch, &context)
        }
        context.mark.exit()
        tellNews()
        context.mark.enter()
        context.tick = phase / Int64(Self.phases)
        next = bridges[Int(phase % Int64(Self.phases))]
        var moving: (bridge: Lent<MediaBridge>, shift: Int)?
        while let bridge = next {
            next = bridge.value.next
            bridge.value.speak(&scratch, &context)
            // One in each phase; who comes second asks again after the next packets.
            if moving == nil, case let shift = bridge.value.takeWantedShift(), shift > 0 { moving = (bridge, shift) }
        }
        if let moving { move(moving.bridge, sooner: moving.shift) }
        context.mark.exit()
        tellNews()
        let ended = MonotonicClock.now.nanoseconds
        judge(due: due, ended: ended)
        phase += 1
        let behind = ended - (origin + phase * Self.phaseLength)
        if behind > Self.longestCatchUp {
            phase += behind / Self.tickLength * Int64(Self.phases)
            ownEnd = min(ownEnd, ended)
        }
    }

    /// Nanoseconds that this thread has worked in its life.
    private static var processorTime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Counts the phase, and tells our own lateness from the machine's.
    ///
    /// `ownEnd` is when the phase would have ended on a machine that always runs us at once: processor time, queued up
    /// behind that of the phases before.
    private mutating func judge(due: Int64, ended: Int64) {
        let counters = thread.counters
        let worked = Self.processorTime
        let work = worked - workedBefore
        workedBefore = worked
        ownEnd = max(ownEnd, due) + work
        counters.phases.increment()
        counters.processorTime.set(Int(worked))
        counters.worstLateness.raise(to: Int(ended - due))
        counters.worstOwnLateness.raise(to: Int(ownEnd - due))
        if ownEnd - due > Self.tickLength {
            counters.latePhases.increment()
        } else if ended - due > Self.tickLength {
            counters.stalledPhases.increment()
        }
        load += (Double(work) / Double(Self.phaseLength) - load) / 512
        recentLateness = max(Double(ownEnd - due), recentLateness * (1 - 1 / 512))
        guard phase % Int64(Self.phases) == 0 else { return }
        context.echo.isOpen = load < Self.highestLoadForCancellers
        counters.load.set(Int(load * 1e6))
        counters.recentLateness.set(Int(recentLateness))
    }

    private mutating func tellNews() {
        guard context.hasNews else { return }
        context.hasNews = false
        thread.hasNews.raise()
    }

    // MARK: RTCP

    /// One datagram for each socket that has something; a second one waits 2 ms.
    private mutating func receiveControl() {
        context.mark.exit()
        let count = epoll.poll()
        context.mark.enter()
        var buffer = takeOut(&scratch.datagram)
        defer { scratch.datagram = buffer }
        for index in 0..<count {
            guard let leg = legs[Int(truncatingIfNeeded: epoll.mark(index))] else { continue }
            var room = buffer.mutableSpan
            context.mark.exit()
            let received = leg.value.rtcp.receive(into: &room)
            context.mark.enter()
            guard case .datagram(let length, let source) = received else { continue }
            guard length <= TickScratch.longestDatagram else {
                thread.counters.oversized.increment()
                continue
            }
            leg.value.receiveControl(buffer.span.extracting(0..<length), from: source, &context)
        }
    }

    // MARK: Orders

    private mutating func takeOrders() {
        while let order = thread.orders.pop() { carryOut(order) }
    }

    private mutating func carryOut(_ order: MediaOrder) {
        switch order {
        case .addBridge(let bridge): add(bridge)
        case .removeBridge(let bridge): remove(bridge)
        case .addLeg(let leg, let bridge): add(leg, to: bridge)
        case .removeLeg(let leg): remove(leg)
        case .connect(let leg, let plan, let change, let security):
            leg.value.connect(plan, change, security, &context)
        case .play(let leg, let playback): leg.value.play(playback, &context)
        case .stopPlaying(let leg): leg.value.endPlayback(.stopped, &context)
        case .dial(let leg, let keys): leg.value.dial(keys, &context)
        case .dialEvent(let leg, let code): if let key = DTMFCode(code) { _ = leg.value.eventSender.dial(key) }
        case .record(let leg, let recorder): leg.value.record(recorder)
        case .stopRecording(let leg): leg.value.endRecording(.stopped)
        case .recordBridge(let bridge, let recorder, let left, let right): bridge.value.record(recorder, left, right)
        case .stopRecordingBridge(let bridge): bridge.value.endRecording(.stopped)
        case .maskBridge(let bridge, let ticks): bridge.value.maskRecording(until: context.tick + Int64(ticks))
        case .loopBack(let leg, let on): leg.value.isLooped = on
        case .hear(let leg, let slot, let gain):
            leg.value.gains[slot].ramp(to: gain, over: MediaBridge.ramp)
        case .hold(let leg, let held): leg.value.setHeld(held)
        case .injectDigit(let leg, let code): leg.value.injectDigit(code, &context)
        case .watchProgress(let leg, let detector): leg.value.watchProgress(detector, &context)
        case .progressAnswered(let leg): leg.value.progress?.value.answered()
        case .endProgress(let leg): leg.value.endProgress(&context)
        }
    }

    private mutating func add(_ bridge: Lent<MediaBridge>) {
        var least = 0
        for index in legsInPhase.indices where legsInPhase[index] < legsInPhase[least] { least = index }
        bridge.value.phase = least
        bridge.value.next = bridges[least]
        bridges[least] = bridge
        legsInPhase[least] += 1  // counts as one from the start, so that bridges spread before their legs come
    }

    private mutating func remove(_ bridge: Lent<MediaBridge>) {
        unlink(bridge)
        legsInPhase[bridge.value.phase] -= 1
        bridge.value.endRecording(.stopped)
        context.tell(.bridgeReturned(bridge))
    }

    private mutating func unlink(_ bridge: Lent<MediaBridge>) {
        let phase = bridge.value.phase
        if bridges[phase].map({ $0 == bridge }) == true {
            bridges[phase] = bridge.value.next
        } else {
            var before = bridges[phase]
            while let candidate = before {
                if candidate.value.next.map({ $0 == bridge }) == true {
                    candidate.value.next = bridge.value.next
                    break
                }
                before = candidate.value.next
            }
        }
    }

    /// Moves a bridge, which has just been spoken to, to a sooner phase, unless that has twice its share already.
    private mutating func move(_ bridge: Lent<MediaBridge>, sooner shift: Int) {
        let old = bridge.value.phase
        let new = (old - shift + Self.phases) % Self.phases
        guard legsInPhase[new] <= 2 * (legCount + Self.phases) / Self.phases + 8 else { return }
        unlink(bridge)
        let weight = 1 + bridge.value.count
        legsInPhase[old] -= weight
        legsInPhase[new] += weight
        bridge.value.phase = new
        bridge.value.next = bridges[new]
        bridges[new] = bridge
        // Spoken to again within the same tick of the thread: for the peer, it is the next one.
        if new > old { bridge.value.countOneTickMore() }
    }

    private mutating func add(_ leg: Lent<MediaLeg>, to bridge: Lent<MediaBridge>) {
        // The control side opens no more legs than there are places.
        guard let index = freeIndices.popLast() else { return }
        legs[index] = leg
        leg.value.tableIndex = index
        leg.value.bridge = bridge
        bridge.value.add(leg)
        legsInPhase[bridge.value.phase] += 1
        legCount += 1
        thread.counters.legs.set(legCount)
        context.mark.exit()
        epoll.watch(leg.value.rtcp, mark: UInt64(index))
        context.mark.enter()
    }

    private mutating func remove(_ leg: Lent<MediaLeg>) {
        let index = leg.value.tableIndex
        guard legs.indices.contains(index) else { return }
        context.mark.exit()
        epoll.unwatch(leg.value.rtcp)
        context.mark.enter()
        leg.value.retire(&context)
        if let bridge = leg.value.bridge {
            bridge.value.remove(leg)
            legsInPhase[bridge.value.phase] -= 1
        }
        legs[index] = nil
        freeIndices.append(index)
        legCount -= 1
        thread.counters.legs.set(legCount)
        context.tell(.legReturned(leg))
    }
}
