package import CivicCore
package import CivicDialplan

/// What became of the questions to one source since the start.
package struct SourceTally: Sendable, Equatable {
    /// Sent to the endpoint.
    package var asked = 0
    package var found = 0
    package var notFound = 0
    package var late = 0
    /// Every fault but `late` and `resting`.
    package var failed = 0
    /// Not sent, because the endpoint is left alone.
    package var spared = 0
    /// Answered from what was kept.
    package var kept = 0
    package var isResting = false

    package init(
        asked: Int = 0, found: Int = 0, notFound: Int = 0, late: Int = 0, failed: Int = 0, spared: Int = 0,
        kept: Int = 0,
        isResting: Bool = false
    ) {
        (self.asked, self.found, self.notFound, self.late) = (asked, found, notFound, late)
        (self.failed, self.spared, self.kept, self.isResting) = (failed, spared, kept, isResting)
    }
}

/// What a source said to a question.
package struct SourceAnswer: Sendable, Equatable {
    package var outcome: LookUpOutcome
    /// Why it is `failed`.
    package var fault: SourceFault?
    package var isKept = false

    package init(outcome: LookUpOutcome, fault: SourceFault? = nil, isKept: Bool = false) {
        self.outcome = outcome
        self.fault = fault
        self.isKept = isKept
    }
}

/// Puts the questions to one source: within its deadline, so many at once, and none while it is in trouble.
package actor SourceCounter {
    package nonisolated let source: DataSource
    private let client: any SourceClient
    /// With secrets; the fault where one is missing.
    nonisolated let headers: Result<[SentHeader], SourceFault>
    private let turnstile: Turnstile
    private let now: @Sendable () -> MonotonicInstant
    private let tell: @Sendable (String) -> Void
    private var circuit: CircuitBreaker
    private var shelf: AnswerShelf
    private var figures = SourceTally()

    /// - Parameter tell: for the log; hears when the source gets into trouble and out of it, never what was asked.
    package init(
        _ source: DataSource, client: any SourceClient, secrets: SourceSecrets,
        now: @escaping @Sendable () -> MonotonicInstant = { MonotonicClock.now },
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.client = client
        self.now = now
        self.tell = tell
        headers = Result { () throws(SourceFault) in try secrets.headers(of: source) }
        turnstile = Turnstile(atOnce: source.bounds.atOnce)
        circuit = CircuitBreaker(source.circuit)
        shelf = AnswerShelf(keepsFor: source.keepsFor)
    }

    package var tally: SourceTally {
        var tally = figures
        tally.isResting = circuit.isOpen
        return tally
    }

    package func ask(_ arguments: [String: DialplanValue]) async -> SourceAnswer {
        // What cannot be asked for, such as a number that was not keyed, is nowhere to be found.
        guard let question = SentArguments(arguments, zone: source.zone), let made = request(question) else {
            return SourceAnswer(outcome: .notFound)
        }
        if let kept = shelf.answer(to: question, at: now()) {
            figures.kept += 1
            return SourceAnswer(outcome: kept, isKept: true)
        }
        let request: SourceQuestion
        switch made {
        case .success(let ready): request = ready
        case .failure(let fault): return failed(fault)
        }
        guard circuit.admits(at: now()) else {
            figures.spared += 1
            return SourceAnswer(outcome: .failed, fault: .resting)
        }
        do {
            let outcome = try source.outcome(of: try await response(to: request))
            noteSuccess()
            if case .found = outcome { figures.found += 1 } else { figures.notFound += 1 }
            shelf.keep(outcome, for: question, at: now())
            return SourceAnswer(outcome: outcome)
        } catch let fault as SourceFault {
            return noteFailure(fault)
        } catch {
            return noteFailure(.unreachable)
        }
    }

    private func request(_ question: SentArguments) -> Result<SourceQuestion, SourceFault>? {
        guard let address = source.address.address(with: question) else { return nil }
        return headers.map { headers in
            SourceQuestion(
                method: source.method, address: address, headers: headers,
                body: source.method == .post ? source.body?.json(with: question) ?? .object([:]) : nil,
                largestAnswer: source.bounds.largestAnswer, authorities: source.authorities)
        }
    }

    private func response(to request: SourceQuestion) async throws -> SourceResponse {
        let (client, turnstile, deadline) = (self.client, self.turnstile, source.bounds.deadline)
        return try await withThrowingTaskGroup(of: SourceResponse.self) { group in
            group.addTask {
                try await turnstile.enter()
                do {
                    await self.noteAsked()
                    let response = try await client.answer(to: request)
                    await turnstile.leave()
                    return response
                } catch {
                    await turnstile.leave()
                    throw error
                }
            }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw SourceFault.late
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw SourceFault.late }
            return response
        }
    }

    private func noteAsked() { figures.asked += 1 }

    private func noteSuccess() {
        if circuit.isOpen { tell("data source \(source.id) answers again") }
        circuit.succeeded()
    }

    private func noteFailure(_ fault: SourceFault) -> SourceAnswer {
        if fault == .crowded {
            circuit.gaveUp(at: now())
        } else if !fault.isOfEndpoint {
            noteSuccess()
        } else if let pause = circuit.failed(at: now()) {
            tell(
                "data source \(source.id) failed \(source.circuit.failures) times in a row or again after a pause, at last: "
                    + "\(fault); it is left alone for \(Int(pause.inSeconds.rounded())) s")
        }
        return failed(fault)
    }

    private func failed(_ fault: SourceFault) -> SourceAnswer {
        if fault == .late { figures.late += 1 } else { figures.failed += 1 }
        return SourceAnswer(outcome: .failed, fault: fault)
    }
}
