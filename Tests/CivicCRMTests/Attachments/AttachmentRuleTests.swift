import CivicCRM
import Foundation
import Testing

struct AttachmentRuleTests {
    private static let rule = AttachmentRule(largest: 1, most: 2)
    private static let pdf = Data("%PDF-1.7 a scan".utf8)

    @Test(
        "a file is what its first bytes say, and is named so",
        arguments: [
            (Data("%PDF-1.7".utf8), "letter", AttachmentKind.pdf, "letter.pdf"),
            (Data("%PDF-1.7".utf8), "evil.html", .pdf, "evil.html.pdf"),
            (Data("%PDF-1.7".utf8), "A.PDF", .pdf, "A.PDF"),
            (Data([0x49, 0x49, 0x2A, 0x00, 1]), "fax.tif", .tiff, "fax.tif"),
            (Data([0x4D, 0x4D, 0x00, 0x2A, 1]), "fax", .tiff, "fax.tif"),
        ])
    func kinds(content: Data, name: String, kind: AttachmentKind, kept: String) throws {
        let file = try Self.rule.check(content, name: name)
        #expect(file == NewAttachment(name: kept, kind: kind, content: content))
    }

    @Test(
        "what is not kept is told with a remedy",
        arguments: [
            (Data(), AttachmentFault.Kind.empty), (Data("MZ program".utf8), .kind), (Data("<svg>".utf8), .kind),
            (Data("%PDF-".utf8) + Data(count: 1 << 20), .tooLarge), (Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 9]), .broken),
            (Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]), .broken),
        ])
    func faults(content: Data, kind: AttachmentFault.Kind) {
        let fault = #expect(throws: AttachmentFault.self) { try Self.rule.check(content, name: "x") }
        #expect(fault?.kind == kind && fault?.remedy.isEmpty == false)
    }

    @Test("more files than the limit are refused by the name of the first one too many")
    func tooMany() {
        #expect(throws: AttachmentFault(.tooMany, name: "c", limit: 2)) {
            try Self.rule.check([("a", Self.pdf), ("b", Self.pdf), ("c", Self.pdf)])
        }
    }
}

struct PictureMetadataTests {
    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
    }

    /// Exif in a byte order, with an orientation and then a place.
    private static func exif(isLittle: Bool) -> [UInt8] {
        func two(_ number: UInt8) -> [UInt8] { isLittle ? [number, 0] : [0, number] }
        func four(_ number: UInt8) -> [UInt8] { isLittle ? [number, 0, 0, 0] : [0, 0, 0, number] }
        let tag: [UInt8] = isLittle ? [0x12, 0x01] : [0x01, 0x12]
        return Array("Exif\0\0".utf8) + Array((isLittle ? "II" : "MM").utf8) + two(42) + four(8) + two(1) + tag + two(3)
            + four(1) + two(6) + two(0) + four(0) + Array("GPS 31.2N 104.1E".utf8)
    }

    private static let tables = segment(0xDB, [0, 1, 2])
    private static let scan = segment(0xDA, [1, 2]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]

    private static func picture(isLittle: Bool) -> [UInt8] {
        [0xFF, 0xD8] + segment(0xE0, Array("JFIF".utf8)) + segment(0xE1, exif(isLittle: isLittle))
            + segment(0xE2, Array("MPF\0".utf8)) + segment(0xE2, Array("ICC_PROFILE\0c".utf8))
            + segment(0xFE, Array("owner".utf8)) + tables + scan + [0xFF, 0xD9] + Array("a film after it".utf8)
    }

    @Test(
        "place, owner and what follows the picture go; orientation, colours and the picture stay",
        arguments: [true, false])
    func jpeg(isLittle: Bool) throws {
        let kept = try #require(PictureMetadata.withoutMetadata(jpeg: Self.picture(isLittle: isLittle)))
        let text = String(decoding: kept, as: UTF8.self)
        #expect(!text.contains("GPS") && !text.contains("owner") && !text.contains("film") && !text.contains("MPF"))
        #expect(text.contains("ICC_PROFILE") && text.contains("JFIF"))
        #expect(kept.suffix(Self.scan.count + 2) == (Self.scan + [0xFF, 0xD9])[...])
        // It is clean as it is: the orientation is read again out of what was written.
        #expect(PictureMetadata.withoutMetadata(jpeg: kept) == kept)
        #expect(text.contains("Exif\0\0MM"))
    }

    @Test("no change of a byte, and no cut, breaks the reading of a picture")
    func mutations() {
        let whole = Self.picture(isLittle: true)
        for length in 0..<whole.count { _ = PictureMetadata.withoutMetadata(jpeg: Array(whole.prefix(length))) }
        for index in whole.indices {
            for value: UInt8 in [0, 1, 0x7F, 0xD9, 0xDA, 0xE1, 0xFF] {
                var changed = whole
                changed[index] = value
                let kept = PictureMetadata.withoutMetadata(jpeg: changed)
                #expect(kept == nil || kept?.prefix(2) == [0xFF, 0xD8])
            }
        }
    }

    @Test("a PNG keeps its picture and loses its texts")
    func png() throws {
        func chunk(_ name: String, _ content: String) -> [UInt8] {
            [0, 0, 0, UInt8(content.utf8.count)] + Array(name.utf8) + Array(content.utf8) + [9, 9, 9, 9]
        }
        let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", "head")
        let rest = chunk("IDAT", "pixels") + chunk("IEND", "")
        let dirty = head + chunk("eXIf", "gps") + chunk("tEXt", "Author me") + rest + Array("more".utf8)
        #expect(PictureMetadata.withoutMetadata(png: dirty) == head + rest)
        #expect(PictureMetadata.withoutMetadata(png: Array(dirty.prefix(40))) == nil)
    }
}
