package import CivicDSP
import Foundation

/// What the media engine is built with.
package struct MediaConfiguration: Sendable {
    /// Numeric address that the RTP sockets are bound to.
    package var bindHost: String
    /// RTP takes the even ports in it, RTCP the odd ones after them.
    package var ports: ClosedRange<UInt16>
    /// Media threads; as many as cores.
    package var threads: Int
    /// A peer that was heard once and is silent on the wire for this long is reported lost.
    package var mediaTimeout: Duration
    /// The same for an agent's telephone.
    package var agentMediaTimeout: Duration
    /// A peer that was never heard is reported lost this long after `connect`.
    package var firstMediaTimeout: Duration
    /// Play-out delay that the jitter buffer begins with, in frames of 20 ms.
    package var jitterFrames: Int
    /// How often a growing recording is made safe from a power cut.
    package var recordingSyncInterval: Duration
    /// What a recording keeps in memory for a disk that is busy; what comes while it is full is lost to the file.
    package var recordingBuffer = Duration.milliseconds(2500)
    package var recordingDisk = RecordingDisk.system
    /// Legs that one thread takes at most.
    package var legsPerThread: Int
    /// A thread that is busy for more than this part of its time takes no new legs, 0…1. Linux takes the core from
    /// real-time threads for 50 ms in each second in which they have had 95 % of it (sched_rt_runtime_us): stay clear.
    package var highestLoad: Double
    /// Nor does one whose own work has made it later than this within about the last second.
    package var highestLateness: Duration
    /// News kept for a slow reader; more is dropped and counted.
    package var newsBound: Int
    /// Legs of a thread that are looked at for an echo, and cancellers for those that have one; 0 lets echoes be.
    package var echoCancellers = 32
    /// What is done to the speech of citizens, and of agents.
    package var citizenConditioning = LegConditioning()
    package var agentConditioning = LegConditioning()
    /// The country's progress tones.
    package var tones = TonePlan.china

    package init(
        bindHost: String = "127.0.0.1", ports: ClosedRange<UInt16> = 30000...31999,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount, mediaTimeout: Duration = .seconds(20),
        agentMediaTimeout: Duration = .seconds(5), firstMediaTimeout: Duration = .seconds(40), jitterFrames: Int = 3,
        recordingSyncInterval: Duration = .seconds(2), legsPerThread: Int = 4000, highestLoad: Double = 0.8,
        highestLateness: Duration = .milliseconds(10), newsBound: Int = 16384
    ) {
        self.bindHost = bindHost
        self.ports = ports
        self.threads = threads
        self.mediaTimeout = mediaTimeout
        self.agentMediaTimeout = agentMediaTimeout
        self.firstMediaTimeout = firstMediaTimeout
        self.jitterFrames = jitterFrames
        self.recordingSyncInterval = recordingSyncInterval
        self.legsPerThread = legsPerThread
        self.highestLoad = highestLoad
        self.highestLateness = highestLateness
        self.newsBound = newsBound
    }
}
