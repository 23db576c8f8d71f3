import CivicCalls
import CivicDialplan
import CivicSources

/// The data sources as the calls want to see them.
struct OutsideSources: LookUpSources {
    let sources: DataSources

    func ask(_ source: String, _ arguments: [String: DialplanValue]) async -> LookUpOutcome? {
        await sources.ask(source, arguments)?.outcome
    }

    func figures() async -> [LookUpFigures] {
        await sources.tallies().map { source, tally in
            LookUpFigures(
                source: source, asked: tally.asked,
                outcomes: [
                    "found": tally.found, "not-found": tally.notFound, "late": tally.late, "failed": tally.failed,
                    "spared": tally.spared, "kept": tally.kept,
                ], isResting: tally.isResting)
        }
    }
}
