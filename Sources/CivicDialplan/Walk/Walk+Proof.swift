import CivicCore

// Whoever talks with an agent keys a proof: a walk of its own through the plan's first `verify`, beside the one that is with
// the agent. It begins with the question, is over when a way leads out of the step, and never hangs up.
extension Walk {
    package enum ProofEnd: String, Codable, Sendable {
        case proven, refused, locked, late
    }

    /// Tokens of such a walk are not lower than this, and those of others do not come near it.
    package static let proofTokens: UInt32 = 1 << 30

    /// How many tokens each proof of a call has for itself: more than the keys of one can bring about. A late answer to
    /// one that is over is thereby nobody's.
    private static let tokensOfProof: UInt32 = 1 << 16

    /// - Parameter proofsBefore: that the call had already.
    /// - Returns: `nil` where the plan has no step `verify`.
    package init?(proving citizen: Int64, by plan: Plan, _ context: CallerContext, proofsBefore: UInt32 = 0) {
        guard let (question, steps) = plan.proof else { return nil }
        self.init(plan: plan, context: context)
        step = question
        confinement = steps
        isAnswered = true
        lastToken = Self.proofTokens + proofsBefore % (Self.proofTokens / Self.tokensOfProof) * Self.tokensOfProof
        variables["caller.citizen"] = .number(Int(citizen))
    }

    /// How it ended; `nil` while it goes on.
    package var proofEnd: ProofEnd? {
        guard isOver else { return nil }
        if variable("caller.confidence") == .text(CallerConfidence.proven.rawValue) { return .proven }
        return currentStep.split(separator: "/").last.flatMap { ProofEnd(rawValue: String($0)) } ?? .refused
    }

    mutating func leaveProof() {
        stopSpeaking()
        finish()
    }
}

extension Plan {
    /// The question of the first `verify`, and all its steps.
    fileprivate var proof: (question: StepID, steps: Set<StepID>)? {
        for check in steps {
            guard case .lookUp(let lookUp) = check.action, lookUp.source == "citizen-proof",
                let slash = check.name.lastIndex(of: "/")
            else { continue }
            let block = steps.filter { $0.name.hasPrefix(check.name[...slash]) }
            let question = block.first { if case .collect = $0.action { true } else { false } }
            if let question { return (question.id, Set(block.map(\.id))) }
        }
        return nil
    }
}
