import CivicCore
import CivicDSP
import CivicRTP
import CivicWebRTC
import Glibc
import Synchronization

/// The audio of every call: real-time threads that own the legs' sockets, and the orders that steer them.
///
///     caller ─order─▶ lock ─▶ ring (4,096) ─▶ media thread ─▶ ring ─▶ pump ─▶ `news`
///                                                │
///                                                └─samples─▶ ring (4 s) ─▶ writer ─▶ files
///
/// Any thread or task may call it; no call waits for a media thread. Orders about a leg that is closed or unknown are
/// ignored. The threads hold the engine until `stop`, which every `start` needs.
package final class MediaEngine: Sendable {
    /// Legs that one bridge takes at most.
    package static let partiesPerBridge = 16

    let configuration: MediaConfiguration
    let clips: Guarded<ClipLibrary>
    let threads: [MediaThread]
    let control: Guarded<MediaControl>
    let writer: RecordingWriter
    /// What happens to the legs, for one reader; bounded by `MediaConfiguration.newsBound`, with the oldest kept.
    package let news: AsyncStream<MediaNews>

    let output: NewsOutput
    private let hasNews: Signal
    private let pumpMayEnd = Atomic<Bool>(false)
    private let running = Guarded<[SystemThread]>([])
    private let note = Guarded<String?>(nil)
    let unknownClips = Atomic<Int>(0)
    let refusedLoans = Atomic<Int>(0)
    let legsRefused = Atomic<Int>(0)
    let ordersDelayed = Atomic<Int>(0)
    let webLosses = Atomic<Int>(0)
    let doorkeeper: Doorkeeper
    let identity = Guarded<DTLSIdentity?>(nil)

    package init(_ configuration: MediaConfiguration, clips: ClipLibrary) throws(MediaError) {
        let hasNews = try Signal()
        var threads: [MediaThread] = []
        for _ in 0..<max(1, min(256, configuration.threads)) {
            threads.append(
                try MediaThread(
                    legBound: max(1, configuration.legsPerThread),
                    echoCancellers: max(0, configuration.echoCancellers), hasNews: hasNews))
        }
        let output = NewsOutput(bound: max(64, configuration.newsBound))
        self.configuration = configuration
        self.clips = Guarded(clips)
        self.threads = threads
        self.hasNews = hasNews
        self.output = output
        news = output.stream
        doorkeeper = try Doorkeeper()
        control = Guarded(MediaControl(ports: PortPool(configuration.ports), threads: threads.count))
        writer = RecordingWriter(
            syncInterval: configuration.recordingSyncInterval, disk: configuration.recordingDisk
        ) { output.yield($0) }
    }

    /// Starts the threads; fails when the address cannot be bound at all.
    package func start() throws(MediaError) {
        _ = try Epoll()
        if let probe = try MediaSocket.bound(to: configuration.bindHost, port: 0) { probe.close() }
        let isNew = control.withLock { control in
            guard case .idle = control.stage else { return false }
            control.stage = .running
            return true
        }
        guard isNew else { return }
        WarmUp.run()
        for (index, thread) in threads.enumerated() {
            try launch("civic-media-\(index)") { [self] in
                if let line = SystemThread.askForRealTime(priority: 20) { note.withLock { $0 = line } }
                thread.run()
                if let reason = thread.reasonForFailure { note.withLock { $0 = reason.description } }
            }
        }
        try launch("civic-news") { [self] in
            _ = SystemThread.askForRealTime(priority: 10)  // a key that waits here waits with the caller
            pump()
        }
        try launch("civic-doors") { [self] in doorkeeper.run(take) }
        try launch("civic-recorder") { [writer] in writer.run() }
    }

    /// Puts other clips in the place of those of the same names; what is playing plays on as it was.
    package func use(_ fresh: ClipLibrary) {
        clips.withLock { $0 = fresh.adding($0) }
    }

    /// Whether there is a clip of this name to be played.
    package func hasClip(_ name: String) -> Bool {
        clips.withLock { $0.has(name) }
    }

    private func launch(_ name: String, _ body: @escaping @Sendable () -> Void) throws(MediaError) {
        let thread = try SystemThread(name: name, body: body)
        running.withLock { $0.append(thread) }
    }

    /// Ends all legs, closes all files and ends the news. Waits for the threads: some tens of milliseconds.
    package func stop() {
        let wasRunning = control.withLock { control in
            guard case .running = control.stage else { return false }
            control.stage = .stopped
            return true
        }
        guard wasRunning else { return }
        for leg in control.withLock({ Array($0.legs.keys) }) { close(leg) }
        for bridge in control.withLock({ Array($0.bridges.keys) }) { closeBridge(bridge) }
        waitForReturns()
        writer.stop()
        for thread in threads { thread.stop() }
        doorkeeper.stop()
        pumpMayEnd.store(true, ordering: .releasing)
        hasNews.raise()
        for thread in running.withLock({ $0 }) { thread.join() }
        output.finish()
    }

    /// A thread gives back all that it was lent within a tick.
    private func waitForReturns() {
        let deadline = MonotonicClock.now + .seconds(2)
        while control.withLock({ $0.shares.contains { $0.lent > 0 } }), MonotonicClock.now < deadline {
            deliverSoon()
        }
    }

    /// A line for the log when the media threads have no real-time scheduling; known some milliseconds after `start`.
    package var schedulingNote: String? { note.withLock { $0 } }

    package func counters() -> MediaCounters {
        var sum = MediaCounters()
        for thread in threads { thread.counters.add(to: &sum) }
        sum.legsOpen = control.withLock { $0.legs.count }
        sum.legsRefused = legsRefused.load(ordering: .relaxed)
        sum.unknownClips = unknownClips.load(ordering: .relaxed)
        sum.ringOverflows += ordersDelayed.load(ordering: .relaxed) + refusedLoans.load(ordering: .relaxed)
        sum.newsDropped = output.dropped
        sum.webLosses = webLosses.load(ordering: .relaxed)
        return sum
    }

    // MARK: Orders

    /// Puts an order on its thread's ring; the caller holds the lock, which makes the many callers one producer.
    func order(_ order: MediaOrder, _ thread: Int, _ control: inout MediaControl) {
        if !control.shares[thread].backlog.isEmpty || !threads[thread].orders.push(order) {
            control.shares[thread].backlog.append(order)
            ordersDelayed.wrappingAdd(1, ordering: .relaxed)
        }
        threads[thread].wake.raise()
    }

    private func flushBacklog() -> Bool {
        control.withLock { control in
            var isEmpty = true
            for index in threads.indices {
                let sent = control.shares[index].backlog.prefix { threads[index].orders.push($0) }.count
                control.shares[index].backlog.removeFirst(sent)
                isEmpty = isEmpty && control.shares[index].backlog.isEmpty
            }
            return isEmpty
        }
    }

    // MARK: News

    /// The pump thread's life: waits for news, passes it on, frees what came back.
    private func pump() {
        while !pumpMayEnd.load(ordering: .acquiring) {
            hasNews.wait(milliseconds: flushBacklog() ? 1000 : 5)
            for (index, thread) in threads.enumerated() {
                while let item = thread.news.pop() { deliver(item, from: index) }
            }
        }
    }

    private func deliverSoon() {
        hasNews.raise()
        usleep(1000)
    }

    private func deliver(_ item: ThreadNews, from thread: Int) {
        switch item {
        case .digit(let leg, let code, let way):
            if let key = DTMFCode(code) { output.yield(.digit(LegID(value: leg), key.character, way)) }
        case .latched(let leg, let source): output.yield(.latched(LegID(value: leg), source.endpoint))
        case .rolledOver(let leg, let rollOver):
            control.withLock { $0.legs[LegID(value: leg)]?.rollOver = rollOver }
        case .mediaLost(let leg): output.yield(.mediaLost(LegID(value: leg)))
        case .audioMissing(let leg, let what): output.yield(.audioMissing(LegID(value: leg), what))
        case .audioFound(let leg): output.yield(.audioFound(LegID(value: leg)))
        case .playbackEnded(let leg, let playback, let end):
            let token = playback.value.token
            playback.free()
            returned(from: thread)
            output.yield(.playbackEnded(LegID(value: leg), token, end))
        case .dialled(let keys):
            keys.free()
            returned(from: thread)
        case .progress(let leg, let event): output.yield(.progress(LegID(value: leg), event))
        case .progressEnded(let detector):
            detector.free()
            returned(from: thread)
        case .codingReturned(let coding):
            coding.free()
            returned(from: thread)
        case .securityReturned(let security):
            security.free()
            returned(from: thread)
        case .bridgeReturned(let bridge):
            bridge.free()
            returned(from: thread)
        case .legReturned(let leg):
            let (id, report, port) = (leg.value.id, leg.value.report, leg.value.port)
            if leg.value.doorway != nil { doorkeeper.remove(id) }
            leg.value.rtp.close()
            leg.value.rtcp.close()
            leg.free()
            control.withLock { control in
                control.shares[thread].lent -= 1
                control.shares[thread].legs -= 1
                control.ports.giveBack(port)
            }
            output.yield(.closed(id, report))
        }
    }

    private func returned(from thread: Int) { control.withLock { $0.shares[thread].lent -= 1 } }
}
