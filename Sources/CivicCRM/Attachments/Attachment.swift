package import Foundation

/// What a file is, by its first bytes; nothing else is kept of strangers.
package enum AttachmentKind: String, Codable, CaseIterable, Sendable {
    case pdf, jpeg, png
    /// As fax servers hand over what came.
    case tiff
    /// Words that are too many for a case's text. Only the hotline itself makes such files.
    case text

    /// What comes from outside and begins with its format's signature; `nil` for everything else.
    package init?(of content: Data) {
        let signatures: [(AttachmentKind, [UInt8])] = [
            (.pdf, Array("%PDF-".utf8)), (.jpeg, [0xFF, 0xD8, 0xFF]),
            (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), (.tiff, [0x49, 0x49, 0x2A, 0x00]),
            (.tiff, [0x4D, 0x4D, 0x00, 0x2A]),
        ]
        guard let found = signatures.first(where: { content.starts(with: $0.1) }) else { return nil }
        self = found.0
    }

    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .tiff: "image/tiff"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// Without its dot.
    package var fileExtension: String {
        switch self {
        case .pdf, .png: rawValue
        case .jpeg: "jpg"
        case .tiff: "tif"
        case .text: "txt"
        }
    }
}

/// A file of a case: a scan, a photograph, a document. Table `attachment`; its bytes lie beside the database.
package struct Attachment: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    package var caseId: Int64
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    package var hash: String
    package var kind: AttachmentKind
    /// Bytes.
    package var size: Int
    package var name: String
    package var at: Date
    /// As in a case's history: the citizen, an agent, somebody in a unit.
    package var by: String

    package init(
        id: Int64, caseId: Int64, hash: String, kind: AttachmentKind, size: Int, name: String, at: Date, by: String
    ) {
        self.id = id
        self.caseId = caseId
        self.hash = hash
        self.kind = kind
        self.size = size
        self.name = name
        self.at = at
        self.by = by
    }
}

/// A file that was checked and waits to be kept.
package struct NewAttachment: Equatable, Sendable {
    package var name: String
    package var kind: AttachmentKind
    package var content: Data

    package init(name: String, kind: AttachmentKind, content: Data) {
        self.name = name
        self.kind = kind
        self.content = content
    }

    /// Words that are too many for a case's text, as a file.
    package init(words: String, name: String) {
        self.init(name: name, kind: .text, content: Data(words.utf8))
    }
}

/// What the pages and the mail ask of the files of cases; `CivicStore` answers it.
package protocol AttachmentBook: Sendable {
    func attachments(ofCase id: Int64) async throws -> [Attachment]
    /// nil when there is no such file.
    func attachment(_ id: Int64) async throws -> (Attachment, Data)?
    /// Returns once files and rows are durable. A file that the case has already is not there twice.
    func attach(_ files: [NewAttachment], toCase id: Int64, by author: String, at now: Date) async throws
}
