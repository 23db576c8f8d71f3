/// A key of the keypad as its event code (RFC 4733 §3.2), 0…15: small enough for a ring, safe on a media thread.
package struct DTMFCode: Hashable, Sendable {
    package let value: UInt8

    /// `nil` for what is no key.
    package init?(_ value: UInt8) {
        guard value < 16 else { return nil }
        self.value = value
    }

    /// Takes `a`…`d` in either case.
    package init?(_ character: Character) {
        guard let ascii = character.asciiValue else { return nil }
        switch ascii {
        case 0x30...0x39: value = ascii - 0x30
        case 0x2A: value = 10
        case 0x23: value = 11
        case 0x41...0x44: value = ascii - 0x41 + 12
        case 0x61...0x64: value = ascii - 0x61 + 12
        default: return nil
        }
    }

    package var character: Character {
        let ascii: UInt8 =
            switch value {
            case 0...9: 0x30 + value
            case 10: 0x2A
            case 11: 0x23
            default: 0x41 + value - 12
            }
        return Character(Unicode.Scalar(ascii))
    }
}
