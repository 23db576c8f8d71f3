/// Takes out of pictures what cameras and programs note in them: place, time, owner, earlier versions.
///
/// Of a JPEG's Exif only the orientation stays, without which photographs would lie on their side.
package enum PictureMetadata {
    /// The picture up to its end, without APP1 to APP13 (but for colour profiles) and comments (ITU-T T.81 annex B); what
    /// follows the end, such as a second picture or a film, goes too.
    ///
    /// - Returns: `nil` where the markers are not those of a picture.
    package static func withoutMetadata(jpeg bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var kept: [UInt8] = [0xFF, 0xD8]
        kept.reserveCapacity(bytes.count)
        var index = 2
        var hasScan = false
        while index + 1 < bytes.count {
            guard bytes[index] == 0xFF else { return nil }
            let marker = bytes[index + 1]
            if marker == 0xFF {
                index += 1
                continue
            }
            if marker == 0xD9 { return hasScan ? kept + [0xFF, 0xD9] : nil }
            guard marker >= 0xC0, !(0xD0...0xD8).contains(marker), index + 3 < bytes.count else { return nil }
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            let end = index + 2 + length
            guard length >= 2, end <= bytes.count else { return nil }
            let segment = bytes[index..<end]
            switch marker {
            case 0xE1:
                if let orientation = orientation(in: bytes[(index + 4)..<end]) { kept += exif(orientation) }
            case 0xE2 where bytes[(index + 4)..<end].starts(with: Array("ICC_PROFILE\0".utf8)): kept += segment
            case 0xE2...0xED, 0xEF, 0xFE: break
            default: kept += segment
            }
            index = end
            guard marker == 0xDA else { continue }
            hasScan = true
            // The scan: until a marker that is neither a stuffed byte nor a restart.
            let start = index
            while index + 1 < bytes.count,
                bytes[index] != 0xFF || bytes[index + 1] == 0 || (0xD0...0xD7).contains(bytes[index + 1])
            {
                index += 1
            }
            kept += bytes[start..<index]
        }
        // A picture that breaks off shows as far as it goes.
        return hasScan ? kept + [0xFF, 0xD9] : nil
    }

    /// The picture without the chunks of texts, time and Exif (PNG §11.3).
    package static func withoutMetadata(png bytes: [UInt8]) -> [UInt8]? {
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard bytes.starts(with: signature) else { return nil }
        var kept = signature
        kept.reserveCapacity(bytes.count)
        var index = 8
        while index + 12 <= bytes.count {
            let length = bytes[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = index + 12 + length
            guard end <= bytes.count else { return nil }
            let name = String(decoding: bytes[(index + 4)..<(index + 8)], as: UTF8.self)
            if index == 8, name != "IHDR" { return nil }
            if !["tEXt", "zTXt", "iTXt", "tIME", "eXIf"].contains(name) { kept += bytes[index..<end] }
            if name == "IEND" { return kept }
            index = end
        }
        return nil
    }

    /// Of an Exif segment's first directory, 1 to 8; `nil` where it is not said or is the usual one.
    private static func orientation(in segment: ArraySlice<UInt8>) -> UInt8? {
        guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
        let tiff = Array(segment.dropFirst(6))
        guard tiff.count >= 8 else { return nil }
        let isLittle = tiff[0] == 0x49
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place >= 0, place + count <= tiff.count else { return nil }
            let bytes = tiff[place..<(place + count)]
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<min(entries, 200) {
            let place = directory + 2 + entry * 12
            guard let tag = number(place, 2), let value = number(place + 8, 2) else { return nil }
            if tag == 0x0112 { return (2...8).contains(value) ? UInt8(value) : nil }
        }
        return nil
    }

    /// An APP1 segment that says the orientation and nothing else (Exif §4.6).
    private static func exif(_ orientation: UInt8) -> [UInt8] {
        [0xFF, 0xE1, 0x00, 0x22] + Array("Exif\0\0".utf8) + Array("MM".utf8)
            + [0x00, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
    }
}
