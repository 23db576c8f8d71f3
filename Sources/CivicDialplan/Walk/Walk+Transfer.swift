import CivicCore

// The caller is put through to somebody outside of the line.
extension Walk {
    struct Transferring: Sendable {
        enum Phase: Equatable {
            case prompting
            case ringing(WalkToken, until: MonotonicInstant)
            case talking(WalkToken)
        }

        var phase = Phase.prompting
    }

    /// The host tells at most this long after the ringing should have ended.
    static let transferReport = Duration.seconds(5)
    /// A citizen who has answered hears who calls, three times at most, before the call is taken by key.
    static let relayTaking = Duration.seconds(75)

    mutating func enter(_ transfer: TransferStep) {
        typedAhead = []
        answer()
        stay = .transferring(Transferring())
        if !speak(transfer.prompt, isInterruptible: false) { ring(transfer) }
    }

    mutating func promptOfTransferIsOver() {
        guard case .transfer(let transfer) = plan[step].action else { return }
        ring(transfer)
    }

    private mutating func ring(_ transfer: TransferStep) {
        guard case .transferring(let transferring) = stay, transferring.phase == .prompting else { return }
        let token = newToken()
        let taking = transfer.target == .relay ? Self.relayTaking : .zero
        stay = .transferring(
            Transferring(phase: .ringing(token, until: now + transfer.ringFor + taking + Self.transferReport)))
        let parts = (transfer.summary.isEmpty ? [] : [transfer.summary]) + story
        effects.append(
            .transfer(
                token, transfer.target, ringFor: transfer.ringFor,
                story: transfer.tellsStory ? parts.joined(separator: "; ") : nil))
    }

    mutating func hear(_ news: TransferNews, of token: WalkToken) {
        guard case .transferring(let transferring) = stay, case .transfer(let transfer) = plan[step].action else {
            return
        }
        switch (transferring.phase, news) {
        case (.ringing(token, _), .answered): stay = .transferring(Transferring(phase: .talking(token)))
        case (.ringing(token, _), .unanswered): go(transfer.noAnswer, by: .outcome("no-answer"))
        case (.ringing(token, _), .failed), (.ringing(token, _), .over): go(transfer.failed, by: .outcome("failed"))
        case (.talking(token), .over), (.talking(token), .failed), (.talking(token), .unanswered):
            if let over = transfer.over { go(over, by: .outcome(TransferStep.afterTalk)) } else { end(.served) }
        default: break
        }
    }

    mutating func keyWhileTransferring(_ key: Character) {
        guard key == "0", let person = plan.person else { return }
        stopSpeaking()
        abandonStay()
        note(.pressed(key))
        go(person)
    }

    mutating func transferIsOverdue() {
        guard case .transfer(let transfer) = plan[step].action else { return }
        abandonStay()
        go(transfer.noAnswer, by: .outcome("no-answer"))
    }
}
