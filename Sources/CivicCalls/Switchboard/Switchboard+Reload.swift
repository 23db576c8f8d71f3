import CivicCore
import CivicQueue
package import CivicSIP
import Foundation

// People, phones and trunks that a reload puts in the place of those so far; calls in progress are not touched.
extension Switchboard {
    /// Takes who may call what, the agents' seats, the accounts of phones, and the trunks.
    ///
    /// - Parameters:
    ///   - fresh: its other settings are passed over.
    ///   - accounts: by SIP user.
    package func use(_ fresh: SwitchboardSettings, accounts: [String: SIPAccount]) {
        settings.admission = fresh.admission
        settings.extensions = fresh.extensions
        settings.encryption = fresh.encryption
        settings.trunkAudio = fresh.trunkAudio
        settings.nightZone = fresh.nightZone
        settings.unitPhones = fresh.unitPhones
        settings.callBackService = fresh.callBackService
        use(fresh.trunks, fresh.outbound)
        signalling.submit { agent, _ in agent.replaceAccounts(accounts) }
        use(fresh.seats)
    }

    private func use(_ seats: [AgentSeat]) {
        settings.seats = seats
        let staying = Set(seats.map(\.profile.id))
        for agent in desks.keys.filter({ !staying.contains($0) }).sorted() { clear(agent) }
        for seat in seats {
            let agent = seat.profile.id
            guard let desk = desks[agent] else {
                desks[agent] = Desk(seat: seat)
                desks[agent]?.profile = profile(of: seat)
                look(for: seat)
                continue
            }
            desks[agent]?.isGone = false
            guard desk.seat != seat else { continue }
            let profile = profile(of: seat)
            desks[agent]?.seat = seat
            desks[agent]?.profile = profile
            if desk.seat.sipUser != seat.sipUser {
                desks[agent]?.phoneReady = false
                look(for: seat)
            }
            guard desk.isSignedIn else { continue }
            let ready = desks[agent]?.deviceReady ?? false
            carryOut(
                dispatcher.handle(
                    .signedIn(profile, deviceReady: ready), at: MonotonicClock.now, wallClock: Date()))
        }
    }

    /// Nobody sits there any more; a call that is there is talked to its end.
    private func clear(_ agent: String) {
        guard desks[agent]?.isGone == false else { return }
        desks[agent]?.isGone = true
        desks[agent]?.feed.finish()
        guard desks[agent]?.isSignedIn == true else {
            desks[agent] = nil
            return
        }
        desks[agent]?.isSignedIn = false
        carryOut(
            dispatcher.handle(.chose(agent: agent, .signedOut), at: MonotonicClock.now, wallClock: Date()))
    }

    /// The phone of a seat may have been registered before the seat was there.
    private func look(for seat: AgentSeat) {
        guard let user = seat.sipUser else { return }
        let enter = self.enter
        signalling.submit { agent, now in
            let isRegistered = !agent.bindings(of: user, at: now).isEmpty
            enter.yield(.phoneSeen(user: user, isRegistered))
        }
    }
}
