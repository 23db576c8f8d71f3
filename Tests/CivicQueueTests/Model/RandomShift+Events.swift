import CivicCore
import CivicQueue
import Foundation

// What happens.
extension RandomShift {
    private func roll(_ sides: Int, _ dice: inout SplitMix64) -> Int { Int.random(in: 0..<sides, using: &dice) }

    func event(_ dice: inout SplitMix64) -> QueueEvent? {
        // Rare enough that it changes nothing else: somebody is ready while others talk.
        if roll(3, &dice) == 0, let consultation = consultation(&dice) { return consultation }
        switch roll(36, &dice) {
        case 0..<5: return callers.count < mostCallers ? .joined(newcomer(&dice)) : nil
        case 5: return someCaller(&dice).map { .left(placeId: $0, Place.Leaving.allCases[roll(5, &dice)]) }
        case 6:
            let profile = profile(&dice)
            return roll(4, &dice) == 0
                ? .profileChanged(profile) : .signedIn(profile, deviceReady: roll(5, &dice) > 0)
        case 7: return .deviceChanged(agent: agent(&dice), ready: roll(4, &dice) > 0)
        case 8..<11, 23, 24:
            let wishes: [AgentWish] = [.ready, .ready, .ready, .ready, .notReady(reason: "break"), .signedOut]
            return .chose(agent: agent(&dice), wishes[roll(6, &dice)])
        case 11..<14: return someLease(&dice).map { .ringing($0) }
        case 14..<18: return someLease(&dice).map { .accepted($0) }
        case 18:
            let failures: [OfferFailure] = [.noAnswer, .declined, .deviceGone]
            return someLease(&dice).map { .offerFailed($0, failures[roll(3, &dice)]) }
        case 19...21:
            let ends: [TalkEnd] = [
                .citizenHungUp, .agentHungUp, .agentDeviceLost,
                .transferred(toQueue: Self.definitions[roll(4, &dice)].id), .handedOver(to: agent(&dice)),
            ]
            return someTalker(&dice).map { .talkEnded(placeId: $0, ends[roll(5, &dice)]) }
        case 22: return .wrapUpDone(agent: agent(&dice))
        case 25, 26:
            let number: String? = roll(6, &dice) == 0 ? nil : "+86\(roll(1_000, &dice))"
            return someCaller(&dice).map {
                .holds(placeId: $0, CallBack.Cause.allCases[roll(5, &dice)], number: number)
            }
        case 27:
            let at = roll(3, &dice) == 0 ? wallClock + Double(roll(200, &dice)) : nil
            return someCaller(&dice).map { .arranged(placeId: $0, number: "+861\(roll(1_000, &dice))", at: at) }
        case 28..<31: return someDialled(&dice).map { .taken(placeId: $0) }
        case 31, 32:
            return someDialled(&dice).map {
                .callBackFailed(placeId: $0, CallBackFailure.allCases[roll(6, &dice)])
            }
        case 33:
            return someCaller(&dice).map { .resumed(placeId: $0, ConversationReference(text: "C-again-\($0)")) }
        case 34:
            guard roll(3, &dice) == 0 else { return nil }
            let marks: [Place.Mark?] = [.lifeAndLimb, .continuation, nil]
            return someCaller(&dice).map { .marked(placeId: $0, marks[roll(3, &dice)]) }
        default: return nil
        }
    }

    /// What happens to a colleague who is asked, or somebody who is ready is asked.
    private func consultation(_ dice: inout SplitMix64) -> QueueEvent? {
        if let asked = someConsulted(&dice) {
            switch roll(6, &dice) {
            case 0..<3: return .consultAnswered(agent: asked.agent)
            case 3, 4: return .talkEnded(placeId: asked.placeId, .handedOver(to: asked.agent))
            default: return .consultEnded(agent: asked.agent)
            }
        }
        guard let colleague = someReady(&dice), let place = someTalker(&dice) else { return nil }
        return .consulted(agent: colleague, placeId: place)
    }

    private func someReady(_ dice: inout SplitMix64) -> String? {
        states.filter { if case .ready = $0.value { true } else { false } }.keys.sorted().randomElement(using: &dice)
    }

    private func someConsulted(_ dice: inout SplitMix64) -> (agent: String, placeId: Int64)? {
        states.compactMap { name, state in
            if case .consulted(let id, _) = state { (name, id) } else { nil }
        }
        .sorted { $0.0 < $1.0 }.randomElement(using: &dice)
    }

    private func newcomer(_ dice: inout SplitMix64) -> Place {
        let isKept = roll(10, &dice) == 0
        let joinedAt = wallClock.addingTimeInterval(isKept ? -Double(roll(600, &dice)) : 0)
        var place = Place(
            id: nextPlace, conversation: ConversationReference(text: "C-\(nextPlace)"),
            queue: Self.definitions[roll(4, &dice)].id, joinedAt: joinedAt, language: Self.languages[roll(3, &dice)],
            callbackNumber: roll(4, &dice) == 0 ? nil : "+8613\(roll(1_000, &dice))",
            state: isKept ? .kept : .waiting, leaving: nil, agent: nil)
        if isKept, roll(2, &dice) == 0, place.callbackNumber != nil { place.callBack = CallBack(cause: .dropped) }
        if roll(3, &dice) == 0 {
            place.skills = [SkillNeed(name: ["tax", "farming"][roll(2, &dice)], level: 1 + roll(5, &dice))]
        }
        if roll(5, &dice) == 0 { place.preferredAgent = agent(&dice) }
        return place
    }

    private func profile(_ dice: inout SplitMix64) -> AgentProfile {
        let name = agent(&dice)
        var skills: [String: Int] = [:]
        for skill in ["tax", "farming", "en"] where roll(2, &dice) == 0 { skills[skill] = 1 + roll(5, &dice) }
        let profile = AgentProfile(
            id: name, queues: Set(Self.definitions.map(\.id).filter { _ in roll(3, &dice) > 0 }),
            languages: Self.languages.filter { _ in roll(3, &dice) > 0 }, skills: skills)
        // Mostly the old profile, as a reload brings it.
        return profiles[name].flatMap { roll(10, &dice) == 0 ? nil : $0 } ?? profile
    }

    private func agent(_ dice: inout SplitMix64) -> String { "agent-\(roll(8, &dice))" }

    private func someCaller(_ dice: inout SplitMix64) -> Int64? { callers.keys.sorted().randomElement(using: &dice) }

    private func someTalker(_ dice: inout SplitMix64) -> Int64? {
        callers.filter { $0.value.state == .talking }.keys.sorted().randomElement(using: &dice)
    }

    /// Mostly one whose phone rings.
    private func someDialled(_ dice: inout SplitMix64) -> Int64? {
        guard roll(6, &dice) > 0 else { return someCaller(&dice) }
        return callers.filter { $0.value.dialledUntil != nil }.keys.sorted().randomElement(using: &dice)
    }

    /// Mostly one that is out, at times an old one.
    private func someLease(_ dice: inout SplitMix64) -> Lease? {
        roll(8, &dice) == 0
            ? everyLease.suffix(50).randomElement(using: &dice) : openLeases.randomElement(using: &dice)
    }
}
