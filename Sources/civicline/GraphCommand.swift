import ArgumentParser
import CivicDaemon

extension GraphFormat: ExpressibleByArgument {}

struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a dialplan: its steps, and what leads from one to another.",
        discussion: """
            Steps have a shape and a colour by kind and tell what is said; ways have the key or the outcome that takes
            them. Steps with a warning have an orange frame. SVG is drawn by Debian's graphviz; any other picture is
            made from the text: civicline graph dialplans/county.yaml | dot -Tpng -o county.png
            """)

    @Argument(help: ArgumentHelp("The dialplan.", valueName: "file"))
    var file = "dialplans/county.yaml"
    @Option(help: "Text for Graphviz, or a picture: \(GraphFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = GraphFormat.dot
    @Option(help: ArgumentHelp("Language of the texts, e.g. en; else the plan's first.", valueName: "language"))
    var language: String?
    @Option(help: ArgumentHelp("Where to write it; else standard output.", valueName: "file"))
    var output: String?
    @Flag(help: "Draw ways as wide as the tests beside the dialplan take them.")
    var tests = false
    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        throw ExitCode(
            Commands.graph(
                file: file, format: format, language: language, tests: tests, output: output, config: options.config))
    }
}
