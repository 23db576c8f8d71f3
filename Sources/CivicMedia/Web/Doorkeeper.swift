import CivicCore
import CivicWebRTC
import Synchronization

/// Looks after the browsers that are at the doors of their legs: answers their checks, shakes hands, and tells the engine
/// when their audio may flow.
///
/// One thread, apart from the media threads and from the news: a handshake costs a millisecond.
final class Doorkeeper: Sendable {
    /// What has come of a leg's door.
    enum Outcome: Sendable {
        case secured(LegID, SRTPKeys, SocketEndpoint)
        case moved(LegID, SocketEndpoint)
        case lost(LegID, String)
    }

    private struct Door: Sendable {
        let doorway: Doorway
        let socket: MediaSocket
        /// `nil` until the leg knows whom to expect.
        var peer: WebPeer?
        var nextLook: MonotonicInstant
    }

    /// A way is checked by its browser within about so long, and a round trip of a handshake takes as much.
    private static let pace: CInt = 10  // ms
    private static let lookEvery = Duration.milliseconds(50)

    private let doors = Guarded<[LegID: Door]>([:])
    private let isStopping = Atomic<Bool>(false)
    private let wake: Signal

    init() throws(MediaError) { wake = try Signal() }

    func add(_ leg: LegID, _ doorway: Doorway, _ socket: MediaSocket) {
        doors.withLock {
            $0[leg] = Door(doorway: doorway, socket: socket, peer: nil, nextLook: MonotonicClock.now)
        }
        wake.raise()
    }

    func expect(_ peer: WebPeer, at leg: LegID) {
        doors.withLock { $0[leg]?.peer = peer }
    }

    /// Says good-bye and forgets the leg; its socket is not used after this.
    func remove(_ leg: LegID) {
        doors.withLock { doors in
            guard let door = doors.removeValue(forKey: leg), let peer = door.peer else { return }
            for effect in peer.close() { send(effect, over: door.socket) }
        }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        wake.raise()
    }

    /// The thread's life. `report` is called without the lock.
    func run(_ report: (Outcome) -> Void) {
        while !isStopping.load(ordering: .acquiring) {
            let isEmpty = doors.withLock { $0.isEmpty }
            wake.wait(milliseconds: isEmpty ? 1000 : Self.pace)
            for outcome in doors.withLock(lookAfter) { report(outcome) }
        }
    }

    private func lookAfter(_ doors: inout [LegID: Door]) -> [Outcome] {
        let now = MonotonicClock.now
        var outcomes: [Outcome] = []
        for leg in Array(doors.keys) {
            guard var door = doors[leg] else { continue }
            var effects: [WebPeer.Effect] = []
            while let datagram = door.doorway.take() {
                effects += door.peer?.receive(datagram.bytes, from: datagram.source, at: now) ?? []
            }
            if door.nextLook <= now {
                door.nextLook = now + Self.lookEvery
                effects += door.peer?.advance(to: now) ?? []
            }
            doors[leg] = door
            for effect in effects {
                switch effect {
                case .send: send(effect, over: door.socket)
                case .secured(let keys, let way): outcomes.append(.secured(leg, keys, way))
                case .moved(let way): outcomes.append(.moved(leg, way))
                case .lost(let reason): outcomes.append(.lost(leg, reason))
                }
            }
        }
        return outcomes
    }

    private func send(_ effect: WebPeer.Effect, over socket: MediaSocket) {
        guard case .send(let bytes, let target) = effect, let address = MediaAddress(target) else { return }
        _ = socket.send(bytes.span, to: address)
    }
}
