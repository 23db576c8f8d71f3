import CivicCore
import CivicQueue
import Foundation

// Agents see who waits in their queues, and mark whose life and limb are at stake: the one exception of the order.
extension Switchboard: WaitingService {
    private static let mostShown = 200

    package func waiting(for agent: String) throws(DeskRefusal) -> [WaitingCaller] {
        guard let desk = desks[agent] else { throw .unknownAgent }
        let callers = placesInLine.compactMap { id, reference -> WaitingCaller? in
            guard let conversation = conversations[reference], let place = conversation.place,
                desk.profile.queues.contains(place.queue), dispatcher.position(of: id) != nil
            else { return nil }
            return WaitingCaller(
                id: id, conversation: reference, queue: place.queue, joinedAt: place.joinedAt,
                language: conversation.language, lastDigits: conversation.number.map { String($0.key.suffix(4)) },
                isLifeAndLimb: place.mark == .lifeAndLimb)
        }
        let sorted = callers.sorted {
            ($0.isLifeAndLimb ? 0 : 1, $0.joinedAt, $0.id) < ($1.isLifeAndLimb ? 0 : 1, $1.joinedAt, $1.id)
        }
        return Array(sorted.prefix(Self.mostShown))
    }

    package func markLifeAndLimb(_ isOn: Bool, place: Int64?, agent: String) throws(DeskRefusal) {
        guard let desk = desks[agent] else { throw .unknownAgent }
        let id: Int64
        if let place {
            id = place
            guard let queue = waiting(at: id)?.place?.queue, desk.profile.queues.contains(queue),
                dispatcher.position(of: id) != nil
            else {
                throw .invalid(field: "place", reason: "nobody waits there in a queue of yours")
            }
        } else {
            id = try talk(of: agent).1.lease.placeId
        }
        guard let conversation = waiting(at: id), (conversation.place?.mark == .lifeAndLimb) != isOn else { return }
        if conversation.place?.mark == .continuation { conversation.continues = true }
        note(
            isOn ? "life-and-limb" : "not-life-and-limb", of: conversation.reference, by: agent,
            ["queue": conversation.place?.queue ?? ""])
        carryOut(
            dispatcher.handle(
                .marked(placeId: id, isOn ? .lifeAndLimb : conversation.continues ? .continuation : nil),
                at: MonotonicClock.now, wallClock: Date()))
    }

    /// The line has marked a place: whoever has its card sees it.
    func showMark(_ mark: Place.Mark?, at place: Int64) {
        if let conversation = waiting(at: place) {
            conversation.place?.mark = mark
            conversation.lastPlace?.mark = mark
        }
        for (agent, desk) in desks where desk.call?.placeId == place && desk.call?.endedAt == nil {
            desks[agent]?.call?.isLifeAndLimb = mark == .lifeAndLimb
            publish("state", to: agent)
        }
    }
}
