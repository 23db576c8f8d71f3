import CivicDaemon
import Foundation
import Testing

@Suite("civicline graph")
struct GraphCommandTests {
    private let top = ShippedConfigurationTests.top.path

    private func draw(_ format: GraphFormat, language: String? = nil, tests: Bool = false) throws -> (Int32, String) {
        let output = FileManager.default.temporaryDirectory.appending(path: "graph-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let code = Commands.graph(
            file: top + "/dialplans/county.yaml", format: format, language: language, tests: tests,
            output: output.path, config: top + "/config/civicline.yaml")
        return (code, (try? String(contentsOf: output, encoding: .utf8)) ?? "")
    }

    @Test("writes Graphviz's text in the language that is asked for")
    func dot() throws {
        let (code, text) = try draw(.dot, language: "en")
        #expect(code == 0)
        #expect(text.hasPrefix("digraph \"Dialplan county\" {\n"))
        #expect(text.contains("Thank you for calling. Goodbye."))
        #expect(try draw(.dot, language: "fr").0 != 0)
    }

    @Test("draws SVG whose steps and ways have titles")
    func svg() throws {
        let (code, text) = try draw(.svg, language: "en", tests: true)
        #expect(code == 0)
        #expect(text.contains("<title>Dialplan county</title>"))
        #expect(text.contains("<title>case&#45;more</title>"))
        #expect(text.contains("language, key 1, key 2: language&#45;chosen"))
    }

    @Test("with tests it counts calls of plans that lead to the plan, too, and says where there are none at all")
    func ledTo() throws {
        let scene = try PlanFolder()
        try scene.write("line", PlanFolder.plan("line", "12345", then: "goto: tax"))
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        let config = scene.folder + "/civicline.yaml"
        let text = try String(contentsOfFile: config, encoding: .utf8)
        try text.replacing("../dialplans", with: "plans").replacing("../prompts", with: top + "/prompts")
            .write(toFile: config, atomically: true, encoding: .utf8)
        func draw(tests: Bool) -> (Int32, String) {
            let output = scene.folder + "/out.dot"
            let code = Commands.graph(
                file: scene.path("tax"), format: .dot, language: "en", tests: tests, output: output, config: config)
            return (code, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
        }
        #expect(draw(tests: true).0 != 0)
        try scene.write("line.tests", "tests:\n  - { name: goes on, expect: { hang-up: goodbye } }\n")
        let (plain, counted) = (draw(tests: false), draw(tests: true))
        #expect(plain.0 == 0 && counted.0 == 0)
        #expect(!counted.1.isEmpty && counted.1 != plain.1)
    }

    @Test("says what to install where dot is missing, ends one that takes too long, and tells what dot complains of")
    func faults() throws {
        func line(_ dot: String, path: String? = nil, deadline: Duration = .seconds(10)) -> String {
            do {
                _ = try Graphviz.svg(of: dot, path: path, deadline: deadline)
                return "a picture"
            } catch {
                return "\(error)"
            }
        }
        #expect(
            line("digraph {}", path: "/nowhere")
                == "no program 'dot' is on PATH; install Debian's graphviz, or take --format dot")
        #expect(line("digraph {", path: nil).hasPrefix("dot made no picture (exit code 1): Error: "))
        let folder = FileManager.default.temporaryDirectory.appending(path: "dot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let slow = folder.appending(path: "dot")
        try "#!/bin/sh\nexec sleep 60\n".write(to: slow, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow.path)
        let begin = ContinuousClock.now
        #expect(
            line("digraph {}", path: folder.path, deadline: .milliseconds(200))
                == "dot did not end within 0.2 seconds; the graph is too large for it")
        #expect(ContinuousClock.now - begin < .seconds(30))
    }
}
