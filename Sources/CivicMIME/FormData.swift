/// An HTML form with files (`multipart/form-data`, RFC 7578).
package struct FormData: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        package var field: String
        package var name: String?
        package var content: [UInt8]

        package init(field: String, name: String?, content: [UInt8]) {
            self.field = field
            self.name = name
            self.content = content
        }
    }

    /// The last value of a name counts.
    package private(set) var fields: [String: String] = [:]
    /// Those that were chosen: an input without a file sends an empty one, which is left out.
    package private(set) var files: [File] = []

    /// - Parameter type: the request's `Content-Type`.
    package init(_ body: [UInt8], type: String, limits: MIMELimits = .usual) throws(MIMEError) {
        let type = FieldValue(type)
        guard type.value == "multipart/form-data", let boundary = type.parameters["boundary"], !boundary.isEmpty,
            boundary.utf8.count <= 200
        else { throw .notAForm }
        let sections = MIMEPart.sections(body, 0..<body.count, boundary: boundary, most: limits.parts + 1)
        guard sections.count <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
        guard let last = sections.last, last.upperBound < body.count else { throw .notAForm }
        for section in sections {
            let (header, start) = HeaderFields.parse(body, in: section, limits)
            let disposition = FieldValue(header["content-disposition"] ?? "")
            guard disposition.value == "form-data", let name = disposition.parameters["name"] else { continue }
            let content = Array(body[min(start, section.upperBound)..<section.upperBound])
            guard let fileName = disposition.parameters["filename"] else {
                fields[name] = String(decoding: content, as: UTF8.self)
                continue
            }
            if !content.isEmpty || !fileName.isEmpty {
                files.append(File(field: name, name: FileName.safe(fileName), content: content))
            }
        }
    }
}
