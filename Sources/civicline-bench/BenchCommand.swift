import ArgumentParser
import CivicAudio

/// `civicline-bench`: what parts of the pipeline cost. A figure is a ratio of two things measured in one run.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "civicline-bench", abstract: "Benchmarks of CivicLine's parts.",
        subcommands: [
            AudioCommand.self, DTMFBench.self, EchoBench.self, JitterBench.self, ConcealBench.self, CodecBench.self,
            MixerBench.self, ProgressBench.self, SIPBench.self, SRTPBench.self, TickCommand.self, SendCommand.self,
            SoakCommand.self, PausesCommand.self, ExerciseCommand.self, DialplanBench.self,
            QueueBench.self, RecordBench.self,
        ])
}
