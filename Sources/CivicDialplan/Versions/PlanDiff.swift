import CivicYAML

/// What differs between two texts of a dialplan: by step, and by line as `diff -u` shows it.
package struct PlanDiff: Equatable, Sendable {
    package enum Line: Equatable, Sendable {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// Lines that differ, with their surroundings.
    package struct Hunk: Equatable, Sendable {
        /// Of the first line, from 1.
        package var oldStart: Int
        package var newStart: Int
        package var lines: [Line]

        /// `@@ -3,7 +3,8 @@`
        package var header: String {
            let old = lines.count { if case .added = $0 { false } else { true } }
            let new = lines.count { if case .removed = $0 { false } else { true } }
            return "@@ -\(oldStart),\(old) +\(newStart),\(new) @@"
        }
    }

    /// Steps by name, each in the order of its text; a step that only moved or was set in other lines is not among them.
    package var added: [String] = []
    package var removed: [String] = []
    package var changed: [String] = []
    package var hunks: [Hunk] = []
    /// The texts are too long to be compared line by line.
    package var isTooLong = false

    package var isEmpty: Bool { hunks.isEmpty && !isTooLong }

    /// Lines of a text that are still compared line by line.
    package static let mostLines = 20_000
    private static let context = 3

    package init(from old: String, to new: String) {
        compareSteps(Self.steps(of: old), Self.steps(of: new))
        let (oldLines, newLines) = (Self.lines(of: old), Self.lines(of: new))
        guard max(oldLines.count, newLines.count) <= Self.mostLines else {
            isTooLong = old != new
            return
        }
        hunks = Self.hunks(Self.merged(oldLines, newLines))
    }

    /// As `diff -u` writes it, without the head that names the files.
    package var text: String {
        hunks.map { hunk in
            let lines = hunk.lines.map { line in
                switch line {
                case .same(let text): " " + text
                case .removed(let text): "-" + text
                case .added(let text): "+" + text
                }
            }
            return ([hunk.header] + lines).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    // MARK: Steps

    private mutating func compareSteps(_ old: [(name: String, body: String)], _ new: [(name: String, body: String)]) {
        let before = Dictionary(old, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new, uniquingKeysWith: { first, _ in first })
        added = new.map(\.name).filter { before[$0] == nil }
        removed = old.map(\.name).filter { after[$0] == nil }
        changed = new.filter { step in before[step.name].map { $0 != step.body } ?? false }.map(\.name)
    }

    /// None where the text is not readable: then the lines say it.
    private static func steps(of text: String) -> [(name: String, body: String)] {
        guard let document = try? YAMLFile.parse(text, file: ""), let steps = document["steps"]?.mapping else {
            return []
        }
        return steps.compactMap { entry in entry.key.string.map { ($0, canonical(entry.value)) } }
    }

    /// The same for two values that mean the same, wherever and however they are written.
    private static func canonical(_ value: YAMLValue) -> String {
        switch value.content {
        case .scalar(let text, let isPlain):
            let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return isPlain ? text : "\"\(quoted)\""
        case .sequence(let values): return "[" + values.map(canonical).joined(separator: ", ") + "]"
        case .mapping(let entries):
            let pairs = entries.map { "\(canonical($0.key)): \(canonical($0.value))" }.sorted()
            return "{" + pairs.joined(separator: ", ") + "}"
        }
    }

    // MARK: Lines

    private static func lines(of text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
        let difference = new.difference(from: old)
        var removals: Set<Int> = []
        var insertions: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removals.insert(offset)
            case .insert(let offset, _, _): insertions.insert(offset)
            }
        }
        var lines: [Line] = []
        var (oldAt, newAt) = (0, 0)
        while oldAt < old.count || newAt < new.count {
            if removals.contains(oldAt) {
                lines.append(.removed(String(old[oldAt])))
                oldAt += 1
            } else if insertions.contains(newAt) {
                lines.append(.added(String(new[newAt])))
                newAt += 1
            } else {
                lines.append(.same(String(new[newAt])))
                oldAt += 1
                newAt += 1
            }
        }
        return lines
    }

    private static func hunks(_ lines: [Line]) -> [Hunk] {
        var hunks: [Hunk] = []
        var (oldLine, newLine) = (1, 1)
        var index = 0
        // Where each line stands in both texts.
        let places = lines.map { line -> (old: Int, new: Int) in
            defer {
                if case .added = line {} else { oldLine += 1 }
                if case .removed = line {} else { newLine += 1 }
            }
            return (oldLine, newLine)
        }
        func isChange(_ index: Int) -> Bool { if case .same = lines[index] { false } else { true } }
        while index < lines.count {
            guard isChange(index) else {
                index += 1
                continue
            }
            let start = max(0, index - context)
            var end = index
            while let next = (end..<min(lines.count, end + 2 * context + 1)).last(where: isChange), next >= end {
                end = next + 1
            }
            end = min(lines.count, end + context)
            hunks.append(
                Hunk(oldStart: places[start].old, newStart: places[start].new, lines: Array(lines[start..<end])))
            index = end
        }
        return hunks
    }
}
