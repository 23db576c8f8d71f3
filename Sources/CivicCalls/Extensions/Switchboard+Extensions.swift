import Logging
import CivicCore
import CivicMedia
import CivicSDP
import CivicSIP

// Calls between accounts.
extension Switchboard {
    /// - Parameter outside: a call that was admitted beyond the house, over a trunk.
    func connectExtension(_ call: CallHandle, _ incoming: IncomingCall, outside: PhoneNumber? = nil) {
        func refuse(_ status: Int, _ reason: String, because cause: CallRefusal, retryAfter: Duration? = nil) {
            if outside != nil { lines.guardian.ended() }
            self.refuse(call, status, reason, because: cause, retryAfter: retryAfter)
        }
        let bridge: BridgeID
        let callerLeg: OpenedLeg
        let calleeLeg: OpenedLeg
        do {
            bridge = try media.openBridge()
            do {
                callerLeg = try media.openLeg(in: bridge)
                calleeLeg = try media.openLeg(in: bridge)
            } catch {
                media.closeBridge(bridge)
                throw error
            }
        } catch {
            return refuse(503, "All lines are busy", because: .media, retryAfter: .seconds(10))
        }
        let callerPolicy = settings.encryption.policy(for: incoming)
        var caller = LegAudio(
            leg: callerLeg.id, local: local(port: callerLeg.port, callerPolicy, trunk: incoming.trunk))
        caller.peerHost = incoming.source.host
        if let offer = incoming.offer {
            do {
                var trial = caller
                _ = try trial.answer(offer.bytes)
                caller.offer = offer.bytes
            } catch {
                media.close(callerLeg.id)
                media.close(calleeLeg.id)
                media.closeBridge(bridge)
                let (status, reason) = refusal(for: error)
                return refuse(status, reason, because: .audio)
            }
        }
        let policy = settings.encryption.policy(forPhone: incoming.calledUser)
        let callee = LegAudio(leg: calleeLeg.id, local: local(port: calleeLeg.port, policy))
        extensionCalls[callerLeg.id] = ExtensionCall(
            callerCall: call, calleeCall: nil, bridge: bridge, caller: caller, callee: callee, trunk: incoming.trunk)
        occupy(incoming.trunk)
        parties[call] = .extensionCaller(callerLeg.id)
        legs[callerLeg.id] = .extensionCaller(callerLeg.id)
        legs[calleeLeg.id] = .extensionCallee(callerLeg.id)
        let reference = ConversationReference(using: &random)
        signalling.tie(incoming.callID, to: reference, as: "caller")
        if let outside {
            log.info("\(reference) goes outside")
            return ringOutside(outside, leg: calleeLeg.id)
        }
        ringDevice(
            of: incoming.calledUser, leg: calleeLeg.id, offer: OfferAnswer.offer(callee.local),
            caller: incoming.callerNumber ?? "anonymous", reference: reference)
        log.info("\(reference) goes to an extension")
    }

    /// A description in it is early media: announcements of the other side's network, which the caller hears.
    func extensionProgress(_ key: LegID, status: Int, _ body: SIPBody?) {
        guard var pair = extensionCalls[key], status >= 180, !pair.isAnswered else { return }
        let early = body.flatMap { takeEarlyMedia($0, in: &pair) }
        extensionCalls[key] = pair
        let call = pair.callerCall
        signalling.submit { agent, now in agent.ring(call, body: early.map { .sdp($0) }, at: now) }
    }

    /// - Returns: what the caller is answered; `nil` where the description is unusable, or where the caller has made no
    ///   offer that it could answer.
    private func takeEarlyMedia(_ body: SIPBody, in pair: inout ExtensionCall) -> [UInt8]? {
        guard pair.caller.offer != nil || pair.earlyAnswer != nil, (try? pair.callee.accept(body.bytes)) != nil else {
            return nil
        }
        connect(pair.callee)
        if let offer = pair.caller.offer, let answer = try? pair.caller.answer(offer) {
            pair.earlyAnswer = answer
            connect(pair.caller)
        }
        return pair.earlyAnswer
    }

    func extensionAnswered(_ key: LegID, _ body: SIPBody?) {
        guard var pair = extensionCalls[key], !pair.isAnswered else { return }
        do {
            try pair.callee.accept(body?.bytes ?? [])
            pair.isAnswered = true
            connect(pair.callee)
            let call = pair.callerCall
            let answer: [UInt8]
            if let early = pair.earlyAnswer {
                answer = early
            } else if let offer = pair.caller.offer {
                answer = try pair.caller.answer(offer)
                connect(pair.caller)
            } else {
                answer = OfferAnswer.offer(pair.caller.local)
            }
            signalling.submit { agent, now in agent.answer(call, body: .sdp(answer), at: now) }
            extensionCalls[key] = pair
        } catch {
            refuse(pair.callerCall, 488, "The other phone speaks no common codec", because: .audio)
            parties[pair.callerCall] = nil
            endExtension(key)
        }
    }

    func extensionAcknowledged(_ key: LegID, _ body: SIPBody?) {
        guard var pair = extensionCalls[key], pair.caller.agreed == nil else { return }
        do {
            try pair.caller.accept(body?.bytes ?? [])
            connect(pair.caller)
            extensionCalls[key] = pair
        } catch {
            endExtension(key)
        }
    }

    func extensionFailed(_ key: LegID, status: Int) {
        guard let pair = extensionCalls[key] else { return }
        parties[pair.callerCall] = nil
        let passedOn = [404, 408, 480, 486, 487, 488, 600, 603].contains(status) ? status : 480
        refuse(
            pair.callerCall, passedOn == 487 ? 480 : passedOn, "The other phone did not take the call", because: .callee
        )
        endExtension(key)
    }

    /// Ends both sides, but for one that has found another place; whoever has gone already is not told again.
    func endExtension(_ key: LegID, sparing spared: CallHandle? = nil) {
        guard let pair = extensionCalls.removeValue(forKey: key) else { return }
        if let reference = pair.joining, let conversation = conversations[reference] {
            guestFailed(conversation, status: 480)
        }
        for call in [pair.callerCall, pair.calleeCall].compactMap(\.self)
        where call != spared && parties.removeValue(forKey: call) != nil {
            hangUp(call)
        }
        release(pair.trunk)
        for leg in [pair.caller.leg, pair.callee.leg] {
            releaseOutside(leg)
            legs[leg] = nil
            media.close(leg)
        }
        media.closeBridge(pair.bridge)
    }
}
