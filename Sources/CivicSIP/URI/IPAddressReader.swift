/// Reads the text of numeric addresses where it stands in a message, without taking memory.
enum IPAddressReader {
    /// Dotted decimal: four numbers of one to three digits.
    static func ipv4(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        var (address, part, digits, parts) = (UInt32(0), UInt32(0), 0, 0)
        for index in range {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 3 else { return nil }
                address = address << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
            } else {
                guard byte.isDigit, digits < 3 else { return nil }
                part = part * 10 + UInt32(byte - 0x30)
                guard part <= 255 else { return nil }
                digits += 1
            }
        }
        return parts == 3 && digits > 0 ? address << 8 | part : nil
    }

    /// RFC 4291 §2.2: eight groups of hexadecimal digits, of which one run of zeros may be `::` and the last two dotted
    /// decimal. Without brackets and zone.
    static func ipv6(_ text: Span<UInt8>, _ range: Range<Int>) -> InlineArray<8, UInt16>? {
        let colon = UInt8(ascii: ":")
        var groups = InlineArray<8, UInt16>(repeating: 0)
        var (count, gap, place) = (0, Int?.none, range.lowerBound)
        let end = range.upperBound
        if end - place >= 2, text[place] == colon, text[place + 1] == colon {
            gap = 0
            place += 2
        }
        while place < end {
            guard count < 8 else { return nil }
            let start = place
            var group: UInt16 = 0
            while place < end, place - start < 4, let digit = text[place].hexDigitValue {
                group = group << 4 | UInt16(digit)
                place += 1
            }
            if place < end, text[place] == UInt8(ascii: ".") {
                guard count <= 6, let tail = ipv4(text, start..<end) else { return nil }
                groups[count] = UInt16(tail >> 16)
                groups[count + 1] = UInt16(truncatingIfNeeded: tail)
                count += 2
                break
            }
            guard place > start else { return nil }
            groups[count] = group
            count += 1
            guard place < end else { break }
            guard text[place] == colon, place + 1 < end else { return nil }
            place += 1
            guard text[place] == colon else { continue }
            guard gap == nil else { return nil }
            gap = count
            place += 1
        }
        guard let gap else { return count == 8 ? groups : nil }
        // `::` stands for one group at least.
        guard count < 8 else { return nil }
        for index in stride(from: count - 1, through: gap, by: -1) {
            groups[index + 8 - count] = groups[index]
            groups[index] = 0
        }
        return groups
    }
}
