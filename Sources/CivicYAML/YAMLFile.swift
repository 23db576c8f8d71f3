package import CivicCore
import Yams

/// Bounds on what one YAML file may hold; beyond them it is refused with one diagnostic, in bounded time and memory.
package struct YAMLLimits: Sendable {
    /// Bytes of UTF-8.
    package var size = 2 << 20
    package var depth = 32
    /// Values in the whole file.
    package var values = 200_000

    package init() {}
}

/// Reading of YAML files into values with places.
///
/// Anchors and aliases are refused: no file of ours needs them, and they are how a short file becomes a huge one.
/// A key that stands twice in one mapping is refused too. A byte order mark, as some editors write it, is passed over.
package enum YAMLFile {
    package static func parse(_ text: String, file: String, limits: YAMLLimits = YAMLLimits()) throws(Diagnostics)
        -> YAMLValue
    {
        func refuse(_ message: String, line: Int = 0, column: Int = 0, rule: String = "yaml") -> Diagnostics {
            Diagnostics([Diagnostic(file: file, line: line, column: column, message: message, rule: rule)])
        }
        guard text.utf8.count <= limits.size else {
            throw refuse("the file is larger than \(limits.size) bytes", rule: "file-too-large")
        }
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        if let place = firstControl(in: text) {
            throw refuse(
                "a control character stands here; save the file as plain text", line: place.line, column: place.column,
                rule: "encoding")
        }
        if let tab = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .first(where: {
                $0.element.prefix { $0 == " " || $0 == "\t" }.contains("\t") && $0.element.contains { !$0.isWhitespace }
            })
        {
            throw refuse("a tab indents this line; YAML takes spaces", line: tab.offset + 1, column: 1, rule: "tab")
        }
        let deepest = nesting(of: text)
        guard deepest <= limits.depth * 4 else {
            throw refuse("the file is nested deeper than \(limits.depth) levels", rule: "too-deep")
        }
        do {
            let parser = try Parser(yaml: text)
            guard let node = try parser.singleRoot() else {
                throw refuse("the file is empty", line: 1, column: 1, rule: "empty-file")
            }
            var conversion = Conversion(file: file, limits: limits)
            return try conversion.value(from: node, depth: 0)
        } catch let error as Diagnostics {
            throw error
        } catch let error as YamlError {
            throw Self.diagnostics(for: error, in: text, file: file)
        } catch {
            throw refuse("not readable as YAML")
        }
    }

    /// What no text file holds: control characters other than tabs and line ends.
    private static func firstControl(in text: String) -> (line: Int, column: Int)? {
        var (line, column) = (1, 0)
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 { column += 1 }
            switch byte {
            case UInt8(ascii: "\n"): (line, column) = (line + 1, 0)
            case UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case 0..<0x20, 0x7F: return (line, column)
            default: break
            }
        }
        return nil
    }

    /// A bound on the nesting of flow collections, found without recursion before the parser recurses.
    private static func nesting(of text: String) -> Int {
        var depth = 0
        var deepest = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            default: break
            }
        }
        return deepest
    }

    private static func diagnostics(for error: YamlError, in text: String, file: String) -> Diagnostics {
        var line = 0
        var column = 0
        var message = "not readable as YAML"
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (line, column) = (mark.line, mark.column)
            message = problem.hasPrefix("did not find expected") ? problem + " here" : problem
        case .duplicatedKeysInMapping(let duplicates, let context):
            (line, column) = (context.mark.line, context.mark.column)
            let names = duplicates.sorted().joined(separator: "', '")
            if let name = duplicates.sorted().first { line = again(name, from: line, column, in: text) ?? line }
            return Diagnostics([
                Diagnostic(
                    file: file, line: line, column: column, message: "'\(names)' stands more than once in this mapping",
                    rule: "duplicate-key")
            ])
        default: break
        }
        return Diagnostics([Diagnostic(file: file, line: line, column: column, message: message, rule: "yaml")])
    }

    /// The line where a key stands for the second time, where its mapping has a line for each key.
    private static func again(_ key: String, from line: Int, _ column: Int, in text: String) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var isSeen = false
        for index in lines.indices.dropFirst(line - 1) {
            let words = lines[index].drop { $0 == " " }
            if words.isEmpty || words.first == "#" { continue }
            let indent = lines[index].count - words.count
            // The first key may stand behind a dash.
            guard indent >= column - 1 || index == line - 1 else { return nil }
            guard indent == column - 1 || index == line - 1 else { continue }
            let start = lines[index].dropFirst(column - 1)
            guard start.prefix(while: { $0 != ":" }).trimming(" \"'") == key else { continue }
            if isSeen { return index + 1 }
            isSeen = true
        }
        return nil
    }
}

extension Substring {
    /// Without these characters at its ends.
    fileprivate func trimming(_ characters: String) -> Substring {
        var rest = drop { characters.contains($0) }
        while let last = rest.last, characters.contains(last) { rest.removeLast() }
        return rest
    }
}

private struct Conversion {
    let file: String
    let limits: YAMLLimits
    var count = 0

    mutating func value(from node: Node, depth: Int) throws(Diagnostics) -> YAMLValue {
        let line = node.mark?.line ?? 0
        let column = node.mark?.column ?? 0
        func refuse(_ message: String, rule: String) -> Diagnostics {
            Diagnostics([Diagnostic(file: file, line: line, column: column, message: message, rule: rule)])
        }
        count += 1
        guard count <= limits.values else {
            throw refuse("the file holds more than \(limits.values) values", rule: "too-many-values")
        }
        guard depth <= limits.depth else { throw refuse("nested deeper than \(limits.depth) levels", rule: "too-deep") }
        guard node.anchor == nil else { throw refuse("anchors and aliases are not taken", rule: "anchor") }
        switch node {
        case .scalar(let scalar):
            let plain = scalar.style == .plain || scalar.style == .any
            return YAMLValue(content: .scalar(scalar.string, isPlain: plain), line: line, column: column)
        case .sequence(let sequence):
            var values: [YAMLValue] = []
            for element in sequence { values.append(try value(from: element, depth: depth + 1)) }
            return YAMLValue(content: .sequence(values), line: line, column: column)
        case .mapping(let mapping):
            var entries: [YAMLValue.Entry] = []
            var seen: Set<String> = []
            for (key, element) in mapping {
                let key = try value(from: key, depth: depth + 1)
                if case .scalar(let name, _) = key.content, !seen.insert(name).inserted {
                    throw refuse("'\(name)' stands more than once in this mapping", rule: "duplicate-key")
                }
                entries.append(YAMLValue.Entry(key: key, value: try value(from: element, depth: depth + 1)))
            }
            return YAMLValue(content: .mapping(entries), line: line, column: column)
        case .alias:
            throw refuse("anchors and aliases are not taken", rule: "anchor")
        }
    }
}
