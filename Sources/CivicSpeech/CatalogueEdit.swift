package import CivicCore
import CivicYAML

/// Why a text of the catalogue cannot be put in its place.
package enum CatalogueEditRefusal: Error, Equatable, Sendable {
    /// The catalogue has no such prompt in this language.
    case unknownPrompt
    /// Empty, longer than `CatalogueEdit.longestText`, or with what nobody can say.
    case text(String)
    /// It is written in a form that is not to be edited by a program: over several lines, or in braces.
    case form(line: Int)
}

/// One text of `prompts/catalogue.yaml` becomes another; everything else in the file stays as its people wrote it.
package enum CatalogueEdit {
    /// Characters.
    package static let longestText = 1_000

    /// The file with `text` as what the prompt says in `language`.
    ///
    /// The result is read again and compared: nothing but this text is ever different in it.
    package static func text(
        of id: String, in language: Language, becomes text: String, source: String, file: String
    ) throws -> String {
        let text = text.trimmingWhitespace
        if let reason = fault(in: text) { throw CatalogueEditRefusal.text(reason) }
        let before = try PromptCatalogue.load(source, file: file)
        let document = try YAMLFile.parse(source, file: file)
        guard let place = document["prompts"]?[id]?[language.tag] ?? document["words"]?[language.tag]?[id],
            let old = place.string
        else { throw CatalogueEditRefusal.unknownPrompt }
        guard let edited = replacing(old, at: place, with: quoted(text), in: source),
            let after = try? PromptCatalogue.load(edited, file: file), differsOnly(after, before, id, language, text)
        else { throw CatalogueEditRefusal.form(line: place.line) }
        return edited
    }

    /// Why nobody can say it; `nil` where all is well.
    package static func fault(in text: String) -> String? {
        guard !text.isEmpty else { return "it is empty" }
        guard text.count <= longestText else { return "it has more than \(longestText) characters" }
        let unsayable = text.unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
            default: false
            }
        }
        return unsayable ? "it holds a line break or signs that are not seen" : nil
    }

    private static func differsOnly(
        _ after: PromptCatalogue, _ before: PromptCatalogue, _ id: String, _ language: Language, _ text: String
    ) -> Bool {
        var wanted = before.entries
        wanted[id]?.texts[language] = text
        return after.entries == wanted && after.order == before.order && after.languages == before.languages
    }

    /// The scalar ends where its quotes do, or with its line.
    private static func replacing(_ old: String, at place: YAMLValue, with quoted: String, in source: String) -> String?
    {
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(place.line - 1) else { return nil }
        let line = Array(lines[place.line - 1].unicodeScalars)
        let start = place.column - 1
        guard line.indices.contains(start), let end = end(of: old, in: line, from: start) else { return nil }
        var edited = String.UnicodeScalarView()
        edited.append(contentsOf: line[..<start])
        edited.append(contentsOf: quoted.unicodeScalars)
        edited.append(contentsOf: line[end...])
        lines[place.line - 1] = String(edited)
        return lines.joined(separator: "\n")
    }

    private static func end(of old: String, in line: [Unicode.Scalar], from start: Int) -> Int? {
        var index = start + 1
        switch line[start] {
        case "\"":
            while index < line.count, line[index] != "\"" { index += line[index] == "\\" ? 2 : 1 }
            return index < line.count ? index + 1 : nil
        case "'":
            while index < line.count {
                guard line[index] == "'" else {
                    index += 1
                    continue
                }
                guard index + 1 < line.count, line[index + 1] == "'" else { return index + 1 }
                index += 2
            }
            return nil
        default:
            // Plain: as long as it was written; more lines of it, or braces, are not taken.
            let end = start + old.unicodeScalars.count
            guard end <= line.count, Array(old.unicodeScalars) == Array(line[start..<end]) else { return nil }
            return end
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
