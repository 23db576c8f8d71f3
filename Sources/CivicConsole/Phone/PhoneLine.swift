package import CivicCore
import CivicDSP
package import CivicSDP
import Foundation
import Glibc
import Synchronization

/// The line's thread: every 20 ms it takes what came, gives the card a frame, and sends one of the card's.
package final class PhoneLine: Sendable {
    private let core: Mutex<LineCore>
    private let socket: DatagramSocket
    private let card: SoundCard
    private let isStopping = Atomic<Bool>(false)
    private let gaps = Atomic<Int>(0)

    package init(_ socket: DatagramSocket, card: SoundCard) {
        self.socket = socket
        self.card = card
        var random = SystemRandomNumberGenerator()
        core = Mutex(LineCore(random: &random))
    }

    /// Where the far end sends its audio.
    package var local: SocketEndpoint { socket.local }
    package var figures: LineCore.Figures { core.withLock { $0.figures } }
    /// Times that the microphone had no whole frame when one was due.
    package var microphoneGaps: Int { gaps.load(ordering: .relaxed) }
    package func connect(_ audio: NegotiatedAudio?) { core.withLock { $0.connect(audio) } }
    package func play(_ tone: LineTone) { core.withLock { $0.tone = tone } }
    package func mute(_ isMuted: Bool) { core.withLock { $0.isMuted = isMuted } }
    package func press(_ key: Character) { core.withLock { $0.press(key) } }

    package func run() {
        let thread = Thread { [self] in
            Haste.ask(priority: 16)
            work()
        }
        thread.name = "civic-line"
        thread.start()
    }

    package func stop() { isStopping.store(true, ordering: .releasing) }

    private func work() {
        var microphone = [Int16](repeating: 0, count: LineCore.frame)
        var loudspeaker = [Int16](repeating: 0, count: LineCore.frame)
        var due = MonotonicClock.now
        var isDry = true
        while !isStopping.load(ordering: .acquiring) {
            due += .milliseconds(20)
            var time = timespec(
                tv_sec: Int(due.nanoseconds / 1_000_000_000), tv_nsec: Int(due.nanoseconds % 1_000_000_000))
            while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
            let now = MonotonicClock.now
            if now - due > .milliseconds(200) { due = now }  // the machine slept: no use in catching up
            for datagram in socket.drain() { core.withLock { $0.receive(datagram.span, at: now) } }
            takeFrame(&microphone, &isDry)
            card.microphone.stamp(due)
            let (packet, target) = core.withLock { core in
                var output = loudspeaker.mutableSpan
                core.hear(into: &output, at: now)
                return (core.say(microphone.span), core.remote)
            }
            card.loudspeaker.push(loudspeaker.span)
            card.loudspeaker.stamp(due)
            if let packet, let target { socket.send(packet, to: target) }
        }
    }

    /// A frame of the microphone; silence after it has run dry, until the ring is filled as it should be.
    private func takeFrame(_ microphone: inout [Int16], _ isDry: inout Bool) {
        let ring = card.microphone
        // After a stall of ours, what waited too long is left out.
        if ring.fill > 4 * SoundCard.target { ring.drop(to: SoundCard.target + LineCore.frame) }
        if isDry && ring.fill >= SoundCard.target + LineCore.frame {
            isDry = false
            ring.drop(to: SoundCard.target + LineCore.frame)
            ring.setFlowing(true)
        }
        var count = 0
        if !isDry {
            var output = microphone.mutableSpan
            count = ring.pop(into: &output)
            isDry = count < LineCore.frame
            if isDry {
                ring.setFlowing(false)
                gaps.wrappingAdd(1, ordering: .relaxed)
            }
        }
        for index in count..<LineCore.frame { microphone[index] = 0 }
    }
}
