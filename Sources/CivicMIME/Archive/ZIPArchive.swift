package import Foundation

/// Files in one ZIP, each as it is: recordings and photographs are compressed already. By the APPNOTE of PKWARE, version 6.3.10,
/// without its ZIP64.
///
///     for each file: local header (§4.3.7), name, bytes
///     then:          central directory (§4.3.12), a header for each; its end (§4.3.16)
package struct ZIPArchive: Sendable {
    package enum Refusal: Error, Equatable, Sendable {
        /// More than the format without ZIP64 holds.
        case tooLarge
        /// Two files of one name, or one that leads out of the folder.
        case wrongName
    }

    private struct Entry {
        var name: [UInt8]
        var crc: UInt32
        var size: UInt32
        var offset: UInt32
    }

    /// Bytes of everything, with room for the directory.
    private static let largest = Int(UInt32.max) - (64 << 20)
    private static let mostFiles = 65_534

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var names: Set<String> = []
    private let time: UInt16
    private let day: UInt16

    /// - Parameter now: of all files, in UTC.
    package init(at now: Date) {
        (time, day) = Self.stamp(now)
    }

    /// - Parameter name: below the folder that it is unpacked into, with `/` between folders.
    package mutating func add(_ name: String, _ content: some Collection<UInt8>) throws(Refusal) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.contains("\\"),
            name.utf8.count < 1_000, names.insert(name).inserted
        else { throw .wrongName }
        guard entries.count < Self.mostFiles, bytes.count + content.count + 2_000 < Self.largest else {
            throw .tooLarge
        }
        let entry = Entry(
            name: Array(name.utf8), crc: CRC32.of(content), size: UInt32(content.count), offset: UInt32(bytes.count))
        append(0x0403_4B50 as UInt32)
        appendCommon(entry)
        append(0 as UInt16)  // no extra field
        bytes += entry.name
        bytes += content
        entries.append(entry)
    }

    /// The whole file.
    package consuming func finished() -> [UInt8] {
        let start = UInt32(bytes.count)
        for entry in entries {
            append(0x0201_4B50 as UInt32)
            append(20 as UInt16)  // made by version 2.0 for DOS attributes
            appendCommon(entry)
            for _ in 0..<4 { append(0 as UInt16) }  // extra field, comment, disk, internal attributes
            append(0 as UInt32)  // external attributes
            append(entry.offset)
            bytes += entry.name
        }
        let length = UInt32(bytes.count) - start
        append(0x0605_4B50 as UInt32)
        append(0 as UInt32)  // one disk
        for _ in 0..<2 { append(UInt16(entries.count)) }
        append(length)
        append(start)
        append(0 as UInt16)  // no comment
        return bytes
    }

    /// What a local header and one of the directory have in common, from the version to the length of the name.
    private mutating func appendCommon(_ entry: Entry) {
        append(20 as UInt16)  // takes version 2.0
        append(0x0800 as UInt16)  // names are UTF-8 (§4.4.4, bit 11)
        append(0 as UInt16)  // stored
        append(time)
        append(day)
        append(entry.crc)
        append(entry.size)
        append(entry.size)
        append(UInt16(entry.name.count))
    }

    private mutating func append(_ value: some FixedWidthInteger & UnsignedInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// MS-DOS time and date: two seconds are the smallest step, 1980 is the first year.
    private static func stamp(_ now: Date) -> (time: UInt16, day: UInt16) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: now)
        let year = min(max((parts.year ?? 1980) - 1980, 0), 127)
        let time = (parts.hour ?? 0) << 11 | (parts.minute ?? 0) << 5 | (parts.second ?? 0) / 2
        let day = year << 9 | (parts.month ?? 1) << 5 | (parts.day ?? 1)
        return (UInt16(time), UInt16(day))
    }
}

/// The check of ISO 3309 and ITU-T V.42 §8.1.1.6.2, as ZIP has it: polynomial 0xEDB88320, bits turned around.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF as UInt32) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
}
