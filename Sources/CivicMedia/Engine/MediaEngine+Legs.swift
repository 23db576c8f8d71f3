import CivicCore
import CivicPlayout
import Synchronization

// Bridges and legs: opening, connecting, closing.
extension MediaEngine {
    /// Opens a bridge on the thread with the fewest legs.
    package func openBridge() throws(MediaError) -> BridgeID {
        try control.withLock { control throws(MediaError) in
            guard case .running = control.stage else { throw .stopped }
            let able = threads.indices.filter { hasRoom($0, control) }
            guard let thread = able.min(by: { control.shares[$0].legs < control.shares[$1].legs }) else {
                legsRefused.wrappingAdd(1, ordering: .relaxed)
                throw .overloaded
            }
            let id = BridgeID(value: control.newID())
            let lent = Lent(MediaBridge(id: id))
            control.bridges[id] = MediaControl.Bridge(thread: thread, lent: lent)
            control.shares[thread].lent += 1
            order(.addBridge(lent), thread, &control)
            return id
        }
    }

    /// Opens a bridge with its first leg, a citizen's; neither stays where one of them cannot be had.
    package func openBridgeWithLeg() throws(MediaError) -> (bridge: BridgeID, leg: OpenedLeg) {
        let bridge = try openBridge()
        do throws(MediaError) {
            return (bridge, try openLeg(in: bridge))
        } catch {
            closeBridge(bridge)
            throw error
        }
    }

    /// Closes a bridge with the legs that are still in it.
    package func closeBridge(_ bridge: BridgeID) {
        control.withLock { control in
            guard let record = control.bridges[bridge] else { return }
            for leg in record.slots { if let leg { close(leg, &control) } }
            control.bridges[bridge] = nil
            order(.removeBridge(record.lent), record.thread, &control)
        }
    }

    /// Binds a port pair and puts a leg into the bridge; it is silent until it is connected.
    ///
    /// - Parameters:
    ///   - party: decides how soon a silent peer is given up.
    ///   - isWeb: a browser is to be expected there; see `expect`.
    package func openLeg(
        in bridge: BridgeID, for party: LegParty = .citizen, isWeb: Bool = false
    ) throws(MediaError) -> OpenedLeg {
        try control.withLock { control throws(MediaError) in
            guard case .running = control.stage else { throw .stopped }
            guard let record = control.bridges[bridge] else { throw .unknownBridge }
            guard let slot = record.slots.firstIndex(of: nil) else { throw .bridgeFull }
            guard hasRoom(record.thread, control) else {
                legsRefused.wrappingAdd(1, ordering: .relaxed)
                throw .overloaded
            }
            let (port, rtp, rtcp) = try bindPair(&control)
            let id = LegID(value: control.newID())
            let doorway = isWeb ? Doorway() : nil
            let leg = Lent(
                MediaLeg(
                    id: id, port: port, rtp: rtp, rtcp: rtcp, slot: slot, jitterFrames: configuration.jitterFrames,
                    limits: limits(for: party), conditioning: conditioning(for: party), random: &control.random))
            if let doorway {
                // The doorkeeper keeps it alive until the leg is back.
                leg.value.doorway = .passUnretained(doorway)
                doorkeeper.add(id, doorway, rtp)
            }
            control.legs[id] = MediaControl.Leg(
                thread: record.thread, lent: leg, bridge: bridge, slot: slot, party: party, plan: nil,
                isWeb: isWeb)
            control.bridges[bridge]?.slots[slot] = id
            control.shares[record.thread].legs += 1
            control.shares[record.thread].lent += 1
            order(.addLeg(leg, to: record.lent), record.thread, &control)
            return OpenedLeg(id: id, port: port)
        }
    }

    /// Tells a leg what was negotiated; again after each new offer. Another address in it opens the latch anew.
    ///
    /// A browser's leg is connected as soon as its keys and the way to it are settled, too.
    ///
    /// - Parameter former: the leg that the peer moves here from. Where it keeps its key, it goes on counting its encrypted
    ///   packets where it was (RFC 3711 §3.3.1), and so must we.
    package func connect(_ leg: LegID, _ wanted: LegPlan, after former: LegID? = nil) {
        withLeg(leg) { record, control in
            var plan = wanted
            if record.isWeb {
                control.legs[leg]?.wanted = wanted
                guard let settled = record.settled else { return }
                plan.keys = settled.keys
                plan.remote = settled.way
            }
            guard let change = change(from: record.plan, to: plan, of: record.party) else {
                refusedLoans.wrappingAdd(1, ordering: .relaxed)
                return
            }
            let old = record.plan?.keys
            let rollOver = control.rollOver(of: former, under: plan.keys)
            guard let security = try? SecurityChange.change(from: old, to: plan.keys, after: rollOver) else {
                if case .new(let coding) = change { coding.free() }
                refusedLoans.wrappingAdd(1, ordering: .relaxed)
                return
            }
            if case .new = change { control.shares[record.thread].lent += 1 }
            if case .new = security { control.shares[record.thread].lent += 1 }
            control.legs[leg]?.plan = plan
            if rollOver != nil || old?.receiving != plan.keys?.receiving || old?.suite != plan.keys?.suite {
                control.legs[leg]?.rollOver = rollOver
            }
            order(.connect(record.lent, WirePlan(plan), change, security), record.thread, &control)
        }
    }

    /// What another plan means for a leg's codec; `nil` when the codec cannot be had, for want of memory.
    private func change(from old: LegPlan?, to new: LegPlan, of party: LegParty) -> CodingChange? {
        guard LegCoding.isNeeded(for: new) else { return .plain }
        if let old, old.codec == new.codec, old.packetTime == new.packetTime { return .keep }
        var settings = AudioReceiver.Settings()
        settings.initialDelay = configuration.jitterFrames * 20
        guard
            let coding = try? LegCoding(
                new.codec, packetTime: new.packetTime, settings: settings, conditioning: conditioning(for: party))
        else { return nil }
        return .new(Lent(coding))
    }

    private func conditioning(for party: LegParty) -> LegConditioning {
        party == .agent ? configuration.agentConditioning : configuration.citizenConditioning
    }

    /// Closes a leg; `MediaNews.closed` tells when its ports are free.
    package func close(_ leg: LegID) {
        control.withLock { close(leg, &$0) }
    }

    private func close(_ leg: LegID, _ control: inout MediaControl) {
        guard let record = control.legs.removeValue(forKey: leg) else { return }
        control.bridges[record.bridge]?.slots[record.slot] = nil
        order(.removeLeg(record.lent), record.thread, &control)
    }

    /// Runs an order about a leg that is open; does nothing for others.
    func withLeg(_ leg: LegID, _ body: (MediaControl.Leg, inout MediaControl) -> Void) {
        control.withLock { control in
            guard let record = control.legs[leg] else { return }
            body(record, &control)
        }
    }

    /// Whether a thread can take another leg without harm to those that it has: by its places, by what it has on loan,
    /// by its load, and by how late its own work has lately made it.
    private func hasRoom(_ thread: Int, _ control: borrowing MediaControl) -> Bool {
        let share = control.shares[thread]
        let counters = threads[thread].counters
        // A leg may have a codec, a prompt, keys, a detector and two encryptions on loan beside itself.
        return share.legs < threads[thread].legBound && share.lent + 8 <= MediaThread.lentBound
            && Double(counters.load.count) / 1e6 <= configuration.highestLoad
            && Int64(counters.recentLateness.count) <= configuration.highestLateness.nanoseconds
    }

    private func limits(for party: LegParty) -> PeerWatch.Limits {
        func ticks(_ duration: Duration) -> Int { Int(max(1, duration.milliseconds / 20)) }
        let later = party == .agent ? configuration.agentMediaTimeout : configuration.mediaTimeout
        return PeerWatch.Limits(first: ticks(configuration.firstMediaTimeout), later: ticks(later))
    }

    private func bindPair(_ control: inout MediaControl) throws(MediaError) -> (UInt16, MediaSocket, MediaSocket) {
        // Ports that another program has go back to the end of the line.
        for _ in 0..<control.ports.count {
            guard let port = control.ports.take() else { break }
            do throws(MediaError) {
                if let rtp = try MediaSocket.bound(to: configuration.bindHost, port: port) {
                    if let rtcp = try MediaSocket.bound(to: configuration.bindHost, port: port + 1) {
                        return (port, rtp, rtcp)
                    }
                    rtp.close()
                }
            } catch {
                control.ports.giveBack(port)
                throw error
            }
            control.ports.giveBack(port)
        }
        throw .noFreePorts
    }
}
