import CivicDemo
import Foundation

/// `make demo`: one real call from end to end, printed as a time line; exit code 1 when anything of it did not happen.
@main
struct DemoCommand {
    static func main() async {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("civicline").path
        let timeline = Timeline(echo: true)
        do {
            let instance = try HotlineInstance(
                executable: executable, root: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
            try await FirstCall(instance: instance, timeline: timeline).run()
            print("\nThe call as a time line:\n\n\(timeline.text)\n\nEverything happened that should have.")
        } catch {
            print("\nIt did not happen: \(error)\n\nThe time line until then:\n\n\(timeline.text)")
            exit(1)
        }
    }
}
