import CivicDSP

// Our own voice, come back.
extension MediaLeg {
    /// Talk that was sent without an echo after which a leg is let alone, in ms.
    private static let echoPatience = 8000
    /// Ticks until it is looked at again: half a minute.
    private static let echoRest: Int64 = 1500

    /// Takes out of what the party said what we sent to it; before keys are looked for, and before the recorder.
    mutating func cancelEcho(_ context: inout TickContext) {
        // A wideband phone has no line behind it, whose echo could come back.
        guard !isWide, let observer = echo ?? borrowObserver(&context) else { return }
        let far = takeOut(&sent)
        let near = takeOut(&heard)
        defer { sent = far }
        observer.value.observe(far: far.span, near: near.span)
        context.echo.serve(observer)
        guard observer.value.hasCanceller else {
            heard = near
            if isWithoutEcho(observer) { giveBackObserver(&context) }
            return
        }
        // The frame that came becomes the pool's room for the next output.
        var output = takeOut(&context.echo.output)
        var room = output.mutableSpan
        observer.value.process(far: far.span, near: near.span, into: &room)
        heard = output
        context.echo.output = near
        context.counters.cancelledFrames.increment()
    }

    /// Gives back what was borrowed, and keeps in the report what was found.
    mutating func giveBackObserver(_ context: inout TickContext) {
        guard let observer = echo else { return }
        noteEcho(observer)
        echo = nil
        nextEchoLook = context.tick + Self.echoRest
        context.echo.giveBack(observer)
    }

    private mutating func borrowObserver(_ context: inout TickContext) -> Lent<EchoLeg>? {
        guard !isSentSilent, context.tick >= nextEchoLook else { return nil }
        echo = context.echo.takeObserver()
        if echo == nil { nextEchoLook = context.tick + 50 }  // in a second again
        return echo
    }

    private func isWithoutEcho(_ observer: Lent<EchoLeg>) -> Bool {
        let control = observer.value.control
        return control.state == .clear
            || control.state == .listening && control.estimator.talk > Self.echoPatience
    }

    private mutating func noteEcho(_ observer: Lent<EchoLeg>) {
        guard let found = observer.value.control.estimator.estimate else { return }
        report.echoReturnLoss = Double(found.returnLoss)
        report.echoDelay = found.delay / 8
    }

    /// Keeps what was sent in this tick, as it was heard at the other end.
    mutating func keepSent(_ payload: Span<UInt8>, _ codec: LegCodec) {
        isSentSilent = false
        var samples = takeOut(&sent)
        var output = samples.mutableSpan
        codec.decode(payload, into: &output)
        sent = samples
    }

    /// Keeps that nothing, or no sound, was sent.
    mutating func keepSentSilence() {
        guard !isSentSilent else { return }
        isSentSilent = true
        for index in sent.indices { sent[index] = 0 }
    }
}
