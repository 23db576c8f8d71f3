/// Header fields of a message or a part (RFC 5322 §2.2), in their order, unfolded.
package struct HeaderFields: Equatable, Sendable {
    package struct Field: Equatable, Sendable {
        /// In lower case.
        package var name: String
        package var value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    /// The value of the first field with a name, in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Reads the fields at the start of `range`, up to an empty line.
    ///
    /// - Returns: with them, where the body begins.
    static func parse(_ bytes: [UInt8], in range: Range<Int>, _ limits: MIMELimits) -> (HeaderFields, body: Int) {
        var found = HeaderFields()
        var current: [UInt8] = []
        var position = range.lowerBound
        func close(_ found: inout HeaderFields, _ line: [UInt8]) {
            guard found.fields.count < limits.fields, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
            let name = line[..<colon].filter { $0 > 0x20 && $0 < 0x7F }
            guard !name.isEmpty, name.count <= 100 else { return }
            found.fields.append(
                Field(
                    name: String(decoding: name, as: UTF8.self).lowercased(),
                    value: Charset.text(Array(line[(colon + 1)...]), nil).trimmed))
        }
        while position < range.upperBound {
            let line = bytes.line(at: position, before: range.upperBound)
            let isOver = line.isEmpty
            position = bytes.afterLine(line, before: range.upperBound)
            if !isOver, line.lowerBound - range.lowerBound > limits.headerBytes { continue }
            if !isOver, bytes[line.lowerBound] == 0x20 || bytes[line.lowerBound] == 0x09 {
                current += bytes[line]
                continue
            }
            close(&found, current)
            current = isOver ? [] : Array(bytes[line])
            if isOver { return (found, position) }
        }
        close(&found, current)
        return (found, range.upperBound)
    }
}

extension [UInt8] {
    /// The line that begins at `start`, without its end (CRLF or LF).
    func line(at start: Int, before end: Int) -> Range<Int> {
        var stop = start
        while stop < end, self[stop] != 0x0A { stop += 1 }
        return start..<(stop > start && self[stop - 1] == 0x0D ? stop - 1 : stop)
    }

    /// Where the line after `line` begins.
    func afterLine(_ line: Range<Int>, before end: Int) -> Int {
        var next = line.upperBound
        if next < end, self[next] == 0x0D { next += 1 }
        if next < end, self[next] == 0x0A { next += 1 }
        return next
    }
}

extension String {
    var trimmed: String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
        }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
