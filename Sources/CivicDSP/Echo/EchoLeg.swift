/// The echo of one leg in the engine's hands: control, and a canceller only while it is wanted.
///
/// The engine keeps a pool of ``LineEchoCanceller`` values, made before they are needed. Where a leg `wantsCanceller`,
/// it lends one; where `takeBack()` gives one back, it returns to the pool. Neither allocates. Without a canceller what
/// came back goes through unchanged.
package struct EchoLeg: EchoCancelling, Sendable {
    package private(set) var control: EchoControl
    private var canceller: LineEchoCanceller?

    /// - Parameter suspects: whether suspicion is enough for a canceller (``EchoControl``).
    package init(suspects: Bool = true) { control = EchoControl(suspects: suspects) }

    /// Begins anew, for another leg; its canceller has been taken back. Takes no memory.
    package mutating func reset() { control.reset() }

    package var hasCanceller: Bool { canceller != nil }

    /// Hears a frame, and judges by it whether a canceller is needed; comes before `process`.
    package mutating func observe(far: Span<Int16>, near: Span<Int16>) {
        control.process(far: far, near: near, effect: canceller?.effect)
    }

    /// Whether a canceller is needed and there is none.
    package var wantsCanceller: Bool { control.state == .engaged && canceller == nil }

    /// Whether there is a canceller that is no longer needed.
    package var hasIdleCanceller: Bool { control.state != .engaged && canceller != nil }

    /// Puts a canceller in; it starts afresh.
    package mutating func lend(_ canceller: consuming LineEchoCanceller) {
        canceller.reset()
        canceller.aim(at: control.bulkDelay)
        self.canceller = canceller
    }

    /// Takes the canceller out.
    package mutating func takeBack() -> LineEchoCanceller? {
        let canceller = self.canceller.take()
        return canceller
    }

    package mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        if canceller != nil {
            canceller?.aim(at: control.bulkDelay)
            canceller?.process(far: far, near: near, into: &output)
        } else {
            for index in near.indices { output[index] = near[index] }
        }
    }
}
