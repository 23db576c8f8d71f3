import CivicCore
import CivicQueue
import CivicYAML

/// Reading of `queues.yaml`.
enum QueuesFile {
    static func queues(
        from document: YAMLValue, file: String
    ) -> (queues: [QueueDefinition], callBacks: CallBackSettings, diagnostics: [Diagnostic]) {
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
        let callBacks = CallBackSettings(reading: &reader)
        reader.finish()
        return (queues, callBacks, reader.diagnostics)
    }

    private static func definition(_ id: String, _ reader: inout YAMLReader) -> QueueDefinition {
        var queue = QueueDefinition(id: id)
        let hour = Duration.seconds(3_600)
        read("ring-for", .seconds(5) ... .seconds(120), "5s to 2m", into: &queue.ringFor, &reader)
        read("wrap-up", .zero...hour, "0s to 1h", into: &queue.wrapUp, &reader)
        read("service-level", .seconds(1)...hour, "1s to 1h", into: &queue.serviceLevel, &reader)
        read("language-relaxes-after", .zero...hour, "0s to 1h", into: &queue.languageRelaxesAfter, &reader)
        read("reserve-for", .seconds(1) ... .seconds(30), "1s to 30s", into: &queue.reserveFor, &reader)
        queue.languageLevel =
            reader.integer("language-level", in: SkillNeed.levels, default: queue.languageLevel) ?? queue.languageLevel
        queue.strategy = reader.choice("strategy", default: queue.strategy) ?? queue.strategy
        let longest = QueueDefinition.longestHeadStart
        read("head-start", .zero...longest, "0s to 2m", into: &queue.headStart, &reader)
        read("sticky-for", .zero ... .seconds(120), "0s to 2m", into: &queue.stickyFor, &reader)
        queue.relaxations = relaxations(&reader)
        reader.finish()
        return queue
    }

    /// `relax: [{ after: 20s, level: 3 }, { after: 40s, drop: tax }, { after: 1m, drop: all }]`
    private static func relaxations(_ reader: inout YAMLReader) -> [Relaxation] {
        guard let list = reader.optional("relax") else { return [] }
        guard let values = list.sequence, values.count <= 8 else {
            reader.note("'relax' takes a list of at most 8 steps", at: list, rule: "wrong-type")
            return []
        }
        var steps: [Relaxation] = []
        for value in values {
            var inner = YAMLReader(value, file: reader.file)
            let after = inner.duration("after")
            let level = inner.value["level"] == nil ? nil : inner.integer("level", in: SkillNeed.levels)
            let dropped = inner.value["drop"] == nil ? nil : inner.string("drop")
            _ = (inner.optional("level"), inner.optional("drop"))
            if (level == nil) == (dropped == nil) {
                inner.note("a step of 'relax' has either 'level' or 'drop'", at: value, rule: "wrong-value")
            } else if let after, after > .seconds(3_600) {
                inner.note("'after' takes at most 1h", at: value["after"] ?? value, rule: "wrong-value")
            } else if let after {
                let step: Relaxation.Step =
                    level.map { .level($0) } ?? (dropped == "all" ? .skills : .skill(dropped ?? ""))
                steps.append(Relaxation(after: after, step: step))
            }
            inner.finish()
            reader.absorb(inner)
        }
        return steps
    }

    static func read(
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
