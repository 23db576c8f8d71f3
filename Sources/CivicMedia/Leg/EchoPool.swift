import CivicDSP

/// What a media thread has to take echoes out with, all of it made before the first tick.
///
///     leg that we speak to ─ borrows ─▶ EchoLeg: is there an echo? ─ yes ─▶ LineEchoCanceller until it is gone
///                          ◀─ gives back ─ 8 s of talk without one; asks again half a minute later
///
/// A canceller costs as much as a leg without one, so it waits until an echo is certain: until then the detector of keys,
/// which knows what we send, takes none of ours for the caller's. So a thread with many legs looks at them in turn, and
/// its memory and time for echoes have a bound. A leg that finds the pool empty goes on without, and asks again.
struct EchoPool: ~Copyable {
    private var observers: [Lent<EchoLeg>]
    private var cancellers: [LineEchoCanceller]
    /// Whether the thread has time for further cancellers.
    var isOpen = true
    /// Room for what comes out of a canceller.
    var output = [Int16](repeating: 0, count: MediaLeg.frame)

    /// - Parameter size: cancellers, and legs that are looked at, at one time; about 0.1 MB each.
    init(size: Int) {
        observers = (0..<size).map { _ in Lent(EchoLeg(suspects: false)) }
        cancellers = Self.cancellers(size, warmedUpBy: observers)
    }

    /// A first frame gives every array memory of its own: values that began alike may share it until they differ.
    private static func cancellers(_ size: Int, warmedUpBy observers: [Lent<EchoLeg>]) -> [LineEchoCanceller] {
        var cancellers: [LineEchoCanceller] = []
        cancellers.reserveCapacity(size)
        let silence = [Int16](repeating: 0, count: MediaLeg.frame)
        var output = silence
        for observer in observers {
            observer.value.lend(LineEchoCanceller())
            observer.value.observe(far: silence.span, near: silence.span)
            var room = output.mutableSpan
            observer.value.process(far: silence.span, near: silence.span, into: &room)
            if let canceller = observer.value.takeBack() { cancellers.append(consume canceller) }
            observer.value.reset()
        }
        return cancellers
    }

    deinit {
        // The thread has ended: no leg holds one any more.
        for observer in observers { observer.free() }
    }

    mutating func takeObserver() -> Lent<EchoLeg>? { observers.popLast() }

    mutating func giveBack(_ observer: Lent<EchoLeg>) {
        if let canceller = observer.value.takeBack() { cancellers.append(consume canceller) }
        observer.value.reset()
        observers.append(observer)
    }

    /// Lends a canceller where one is wanted, and takes one back where it is not needed any more.
    mutating func serve(_ observer: Lent<EchoLeg>) {
        if isOpen, observer.value.wantsCanceller, let canceller = cancellers.popLast() {
            observer.value.lend(consume canceller)
        } else if observer.value.hasIdleCanceller, let canceller = observer.value.takeBack() {
            cancellers.append(consume canceller)
        }
    }
}
