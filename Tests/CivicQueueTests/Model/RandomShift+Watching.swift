import CivicCore
import CivicQueue
import Foundation

// What is looked at after every event.
extension RandomShift {
    mutating func watch() {
        for (name, state) in states {
            expect(dispatcher.state(of: name) == state, "\(name) is not what was told")
            switch state {
            case .reserved(_, let until), .ringing(_, let until), .wrapUp(_, let until):
                expect(until > now, "\(name) outlived a deadline")
            case .consulted(let id, let until):
                expect(until.map { $0 > now } ?? true, "\(name) is rung for too long")
                expect(callers[id]?.state == .talking, "\(name) was asked about \(id), who does not talk")
            case .ready, .notReady, .signedOut, .talking: break
            }
        }
        expect(dispatcher.nextDeadline.map { $0 > now } ?? true, "a deadline was left over")
        for (id, caller) in callers {
            expect(caller.dialledUntil.map { $0 > now } ?? true, "\(id) is called for too long")
            // One that was due as quiet hours began stands in line, and is put aside when an agent is found.
            let isSeen = caller.state == .callBack && (isInLine(caller) || dispatcher.position(of: id) != nil)
            expect(
                caller.state != .callBack || isSeen || dispatcher.nextDeadline != nil, "\(id) waits to be due for ever")
        }
        watchTalks()
        watchNobodyIdle()
        watchPositions()
        watchCounts()
    }

    private mutating func watchTalks() {
        var talkers: [Int64: Int] = [:]
        for case .talking(let id, _) in states.values { talkers[id, default: 0] += 1 }
        for (id, caller) in callers {
            expect(talkers[id, default: 0] == (caller.state == .talking ? 1 : 0), "\(id) talks with how many?")
        }
    }

    private mutating func watchNobodyIdle() {
        for (name, state) in states {
            guard case .ready = state else { continue }
            for caller in callers.values where canBeOffered(caller) && !maySticky(caller) {
                expect(!mayTake(name, caller), "\(name) is idle while \(caller.place.id) waits")
            }
        }
    }

    private mutating func watchPositions() {
        for (id, caller) in callers {
            let position = dispatcher.position(of: id)
            guard let isIn = isSurelyInLine(caller) else { continue }
            guard isIn else {
                expect(position == nil, "\(id) has a position and is not in line")
                continue
            }
            guard let position else {
                expect(false, "\(id) has no position")
                continue
            }
            let ahead = callers.values.count {
                isSurelyInLine($0) != false && $0.place.queue == caller.place.queue
                    && isEarlier($0.place, than: caller.place)
            }
            expect((1...(ahead + 1)).contains(position), "\(id) is at \(position) with \(ahead) ahead")
            expect(position <= caller.position ?? .max, "the position of \(id) rose")
            callers[id]?.position = position
        }
    }

    private mutating func watchCounts() {
        let counted = dispatcher.statistics
        expect(counted.offered == joined, "joined")
        let settled =
            counted.answered + counted.abandoned + counted.messages + counted.overflowed + counted.unreachable
        expect((0...callers.count).contains(counted.offered - settled), "the counts do not add up")
        let without = callers.values.count { $0.place.callBack != nil && $0.place.callbackNumber != nil }
        expect(dispatcher.callBacks <= without, "call-backs of nobody")
    }
}
