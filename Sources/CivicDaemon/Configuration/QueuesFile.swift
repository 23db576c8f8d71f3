import CivicCore
import CivicQueue
import CivicYAML

/// Reading of `queues.yaml`.
enum QueuesFile {
    static func queues(
        from document: YAMLValue, file: String
    ) -> (queues: [QueueDefinition], diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        var queues: [QueueDefinition] = []
        if let map = reader.required("queues") {
            if (map.mapping ?? []).isEmpty {
                reader.note("'queues' takes a mapping of queues", at: map, rule: "wrong-type")
            }
            for entry in map.mapping ?? [] {
                guard let id = entry.key.string, !id.isEmpty else { continue }
                // `general:` alone takes every default.
                let empty = YAMLValue(content: .mapping([]), line: entry.value.line, column: entry.value.column)
                var inner = YAMLReader(entry.value.isNull ? empty : entry.value, file: file)
                queues.append(definition(id, &inner))
                reader.absorb(inner)
            }
        }
        reader.finish()
        return (queues, reader.diagnostics)
    }

    private static func definition(_ id: String, _ reader: inout YAMLReader) -> QueueDefinition {
        var queue = QueueDefinition(id: id)
        let hour = Duration.seconds(3_600)
        read("ring-for", .seconds(5) ... .seconds(120), "5s to 2m", into: &queue.ringFor, &reader)
        read("wrap-up", .zero...hour, "0s to 1h", into: &queue.wrapUp, &reader)
        read("service-level", .seconds(1)...hour, "1s to 1h", into: &queue.serviceLevel, &reader)
        read("language-relaxes-after", .zero...hour, "0s to 1h", into: &queue.languageRelaxesAfter, &reader)
        read("reserve-for", .seconds(1) ... .seconds(30), "1s to 30s", into: &queue.reserveFor, &reader)
        reader.finish()
        return queue
    }

    private static func read(
        _ key: String, _ range: ClosedRange<Duration>, _ bounds: String, into duration: inout Duration,
        _ reader: inout YAMLReader
    ) {
        guard let given = reader.duration(key, default: duration) else { return }
        if range.contains(given) {
            duration = given
        } else {
            reader.note("'\(key)' takes \(bounds)", at: reader.value[key] ?? reader.value, rule: "wrong-value")
        }
    }
}
