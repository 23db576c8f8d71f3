package import Foundation

/// Why a file was not taken.
package struct AttachmentFault: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case empty
        case tooLarge = "too-large"
        case tooMany = "too-many"
        /// None of the kinds that are kept.
        case kind
        /// It begins as a picture and is none.
        case broken
    }

    package var kind: Kind
    package var name: String
    /// Of `tooLarge`: megabytes; of `tooMany`: files.
    package var limit: Int?

    package init(_ kind: Kind, name: String, limit: Int? = nil) {
        self.kind = kind
        self.name = name
        self.limit = limit
    }

    package var remedy: String {
        switch kind {
        case .empty: "Choose a file that has something in it."
        case .tooLarge: "Choose a file of at most \(limit ?? 0) MB, such as a photograph of lower quality."
        case .tooMany: "Send at most \(limit ?? 0) files; the rest can follow."
        case .kind: "Send PDF, JPEG, PNG or TIFF."
        case .broken: "Open it and save it again, or photograph the paper anew."
        }
    }
}

/// Which files are kept.
package struct AttachmentRule: Equatable, Sendable {
    /// Megabytes (2²⁰ bytes) of the largest.
    package var largest: Int
    /// With one form or message.
    package var most: Int

    package init(largest: Int = 10, most: Int = 5) {
        self.largest = largest
        self.most = most
    }

    /// Bytes of a form with files: the largest, each of them as large as it may be, and the words.
    package var longestForm: Int { largest * most << 20 + 131_072 }

    /// The files as they are kept: of a known kind, and without what a camera notes about place and owner.
    ///
    /// - Parameter files: names and contents.
    package func check(_ files: [(name: String?, content: Data)]) throws(AttachmentFault) -> [NewAttachment] {
        var kept: [NewAttachment] = []
        for (index, file) in files.enumerated() {
            let name = file.name ?? "\(index + 1)"
            guard index < most else { throw AttachmentFault(.tooMany, name: name, limit: most) }
            kept.append(try check(file.content, name: name))
        }
        return kept
    }

    package func check(_ content: Data, name: String) throws(AttachmentFault) -> NewAttachment {
        guard !content.isEmpty else { throw AttachmentFault(.empty, name: name) }
        guard content.count <= largest << 20 else { throw AttachmentFault(.tooLarge, name: name, limit: largest) }
        guard let kind = AttachmentKind(of: content) else { throw AttachmentFault(.kind, name: name) }
        var clean: Data? = content
        if kind == .jpeg { clean = PictureMetadata.withoutMetadata(jpeg: Array(content)).map { Data($0) } }
        if kind == .png { clean = PictureMetadata.withoutMetadata(png: Array(content)).map { Data($0) } }
        guard let clean else { throw AttachmentFault(.broken, name: name) }
        return NewAttachment(name: Self.named(name, kind), kind: kind, content: clean)
    }

    /// With the ending of what it is, so that no name says otherwise.
    private static func named(_ name: String, _ kind: AttachmentKind) -> String {
        let endings: [AttachmentKind: Set<String>] = [.jpeg: ["jpg", "jpeg", "jpe"], .tiff: ["tif", "tiff"]]
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let fits = name.contains(".") && (endings[kind] ?? [kind.fileExtension]).contains(ending)
        return fits ? name : "\(name).\(kind.fileExtension)"
    }
}
