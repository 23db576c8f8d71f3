import CivicCore
import CivicSRTP

/// What the control side knows of bridges and legs; guarded by the engine's lock.
struct MediaControl {
    struct Bridge {
        var thread: Int
        var lent: Lent<MediaBridge>
        var slots = [LegID?](repeating: nil, count: MediaEngine.partiesPerBridge)
    }

    struct Leg {
        var thread: Int
        var lent: Lent<MediaLeg>
        var bridge: BridgeID
        var slot: Int
        var party: LegParty
        var plan: LegPlan?
        /// Of the peer's source, since its key is what it is.
        var rollOver: RollOver?
        var isWeb = false
        /// A browser's plan as it was asked for, without the keys and the way.
        var wanted: LegPlan?
        /// What has been settled with a browser.
        var settled: Settled?
    }

    /// Where the peer of a leg stands in a plan for another leg; `nil` where its key is not the same, or new itself.
    func rollOver(of leg: LegID?, under keys: SRTPKeys?) -> RollOver? {
        guard let leg, let keys, let record = legs[leg], let old = record.plan?.keys, old.suite == keys.suite,
            old.receiving == keys.receiving
        else { return nil }
        return record.rollOver
    }

    typealias Settled = (keys: SRTPKeys, way: SocketEndpoint)

    /// The state of one media thread.
    struct Share {
        var legs = 0
        /// Things that the thread has and will give back.
        var lent = 0
        /// Orders for which the ring had no room.
        var backlog: [MediaOrder] = []
    }

    enum Stage {
        case idle
        case running
        case stopped
    }

    var stage = Stage.idle
    var bridges: [BridgeID: Bridge] = [:]
    var legs: [LegID: Leg] = [:]
    var ports: PortPool
    var shares: [Share]
    var random = SystemRandomNumberGenerator()
    private var lastID: UInt32 = 0

    init(ports: PortPool, threads: Int) {
        self.ports = ports
        shares = [Share](repeating: Share(), count: threads)
    }

    /// A number that no living leg or bridge has.
    mutating func newID() -> UInt32 {
        repeat {
            lastID &+= 1
        } while lastID == 0 || legs[LegID(value: lastID)] != nil || bridges[BridgeID(value: lastID)] != nil
        return lastID
    }
}
