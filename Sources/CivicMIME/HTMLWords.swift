/// The words of an HTML text, for whoever reads it as plain text.
package enum HTMLWords {
    /// What stands in them is not for reading.
    private static let silent: Set = ["script", "style", "head", "title", "template", "noscript"]
    private static let breaking: Set = [
        "br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section",
        "article", "header", "footer", "hr", "pre",
    ]
    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ensp": " ", "emsp": " ",
        "middot": "·",
        "hellip": "…", "mdash": "—", "ndash": "–", "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "copy": "©",
    ]

    package static func text(of html: String) -> String {
        let scalars = Array(html.unicodeScalars)
        var words = String.UnicodeScalarView()
        var silence: String?
        var index = 0
        while index < scalars.count {
            if scalars[index] == "<", let tag = tag(in: scalars, at: index) {
                index = tag.end
                if let waited = silence {
                    if tag.isClosing, tag.name == waited { silence = nil }
                } else if silent.contains(tag.name), !tag.isClosing {
                    silence = tag.name
                } else if breaking.contains(tag.name) {
                    words.append("\n")
                } else if tag.name == "td" || tag.name == "th" {
                    words.append(" ")
                }
                continue
            }
            defer { index += 1 }
            guard silence == nil else { continue }
            if scalars[index] == "&", let (text, end) = entity(in: scalars, at: index) {
                words.append(contentsOf: text.unicodeScalars)
                index = end - 1
            } else {
                words.append(scalars[index].properties.isWhitespace ? " " : scalars[index])
            }
        }
        return tidy(String(words))
    }

    private static func tag(in scalars: [Unicode.Scalar], at start: Int) -> (name: String, isClosing: Bool, end: Int)? {
        if start + 3 < scalars.count, scalars[start + 1] == "!", scalars[start + 2] == "-", scalars[start + 3] == "-" {
            var end = start + 4
            while end < scalars.count, !(scalars[end] == ">" && scalars[end - 1] == "-" && scalars[end - 2] == "-") {
                end += 1
            }
            return ("!--", false, min(end + 1, scalars.count))
        }
        var index = start + 1
        let isClosing = index < scalars.count && scalars[index] == "/"
        if isClosing { index += 1 }
        guard index < scalars.count, scalars[index].properties.isAlphabetic || scalars[index] == "!" else { return nil }
        var name = ""
        while index < scalars.count, name.utf8.count < 40,
            scalars[index].properties.isAlphabetic
                || ("0"..."9").contains(scalars[index]) || scalars[index] == "!"
        {
            name.unicodeScalars.append(scalars[index])
            index += 1
        }
        var quote: Unicode.Scalar?
        while index < scalars.count {
            if let open = quote {
                if scalars[index] == open { quote = nil }
            } else if scalars[index] == "\"" || scalars[index] == "'" {
                quote = scalars[index]
            } else if scalars[index] == ">" {
                break
            }
            index += 1
        }
        return (name.lowercased(), isClosing, min(index + 1, scalars.count))
    }

    private static func entity(in scalars: [Unicode.Scalar], at start: Int) -> (String, end: Int)? {
        var index = start + 1
        var name = ""
        while index < scalars.count, name.utf8.count < 10, scalars[index] != ";" {
            name.unicodeScalars.append(scalars[index])
            index += 1
        }
        guard index < scalars.count, scalars[index] == ";" else { return nil }
        if let known = entities[name] { return (known, index + 1) }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let value = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let scalar = value.flatMap(Unicode.Scalar.init), scalar.properties.generalCategory != .control else {
            return ("", index + 1)
        }
        return (String(Character(scalar)), index + 1)
    }

    /// Runs of spaces are one, more than one empty line is one.
    private static func tidy(_ text: String) -> String {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ").joined(separator: " ")
            if words.isEmpty, lines.last?.isEmpty != false { continue }
            lines.append(words)
        }
        return lines.joined(separator: "\n").trimmed
    }
}
