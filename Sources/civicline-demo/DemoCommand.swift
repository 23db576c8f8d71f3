import CivicDemo
import Foundation

/// `make demo`: one real call from end to end, printed as a time line. `make line-load`: a line full of citizens. Exit code 1
/// when anything of it did not happen.
@main
struct DemoCommand {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "line" {
            await fullLine(arguments.dropFirst())
        } else {
            await firstCall()
        }
    }

    private static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("civicline").path
    private static let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)

    private static func firstCall() async {
        let timeline = Timeline(echo: true)
        do {
            let instance = try HotlineInstance(executable: executable, root: root)
            try await FirstCall(instance: instance, timeline: timeline).run()
            print("\nThe call as a time line:\n\n\(timeline.text)\n\nEverything happened that should have.")
        } catch {
            print("\nIt did not happen: \(error)\n\nThe time line until then:\n\n\(timeline.text)")
            exit(1)
        }
    }

    /// `line CITIZENS AGENTS MINUTES`
    private static func fullLine(_ arguments: ArraySlice<String>) async {
        let numbers = arguments.compactMap(Int.init)
        guard numbers.count == 3, arguments.count == 3, (1...900).contains(numbers[0]), (1...200).contains(numbers[1]),
            (1...600).contains(numbers[2])
        else {
            print("usage: civicline-demo line CITIZENS AGENTS MINUTES (at most 900, 200 and 600)")
            exit(2)
        }
        let load = LineLoad(citizens: numbers[0], agents: numbers[1], duration: .seconds(60 * numbers[2]))
        do {
            let instance = try load.instance(executable: executable, root: root)
            let report = try await load.run(on: instance) { line in
                print(line)
                fflush(nil)
            }
            print(report.text)
            guard report.holds else { exit(1) }
        } catch {
            print("It did not happen: \(error)")
            exit(1)
        }
    }
}

extension LineLoad.Report {
    /// Nothing broke a rule of the line, and nobody was turned away.
    fileprivate var holds: Bool { repairs == 0 && idleWhileWaiting == 0 && refused == 0 && answered > 0 }

    fileprivate var text: String {
        """

        waited at one time, at most     \(Int(mostWaiting))
        talked at one time, at most     \(Int(mostTalking))
        answered                        \(Int(answered))
        offers that came to nothing     \(Int(offersFailed))
        repairs of the line             \(Int(repairs))
        free agent, waiting citizen     \(idleWhileWaiting) s
        calls refused                   \(Int(refused))
        SIP messages sent again         \(Int(retransmissions))
        ticks late, of all              \(Int(latePhases)) of \(Int(phases))
        processor                       \(Int((processor * 100).rounded())) % of a core
        memory                          \(Int(megabytes)) MB
        """
    }
}
