/// A set of ASCII characters as 128 bits, with or without all bytes beyond: asking it reads no memory.
struct ByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64
    private let holdsOthers: Bool

    private init(low: UInt64, high: UInt64, holdsOthers: Bool = false) {
        self.low = low
        self.high = high
        self.holdsOthers = holdsOthers
    }

    func contains(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return holdsOthers }
        return (byte < 0x40 ? low : high) &>> UInt64(byte & 0x3F) & 1 == 1
    }

    /// With all bytes from 0x80 on: text in UTF-8, or in anything else.
    var andOthers: ByteSet { ByteSet(low: low, high: high, holdsOthers: true) }

    var andSpace: ByteSet { ByteSet(low: low | 0x1_0000_0200, high: high, holdsOthers: holdsOthers) }

    // The classes of RFC 3261 §25.1, whose characters `ByteSetTests` has in letters.

    static var digit: ByteSet { ByteSet(low: 0x03FF_0000_0000_0000, high: 0) }
    static var alphanumeric: ByteSet { ByteSet(low: 0x03FF_0000_0000_0000, high: 0x07FF_FFFE_07FF_FFFE) }
    /// SP and HTAB.
    static var space: ByteSet { ByteSet(low: 0x1_0000_0200, high: 0) }
    /// alphanum and `-.!%*_+'~` and the grave accent.
    static var token: ByteSet { ByteSet(low: 0x03FF_6CA2_0000_0000, high: 0x47FF_FFFF_87FF_FFFE) }
    /// alphanum and `-_.!~*'()`.
    static var unreserved: ByteSet { ByteSet(low: 0x03FF_6782_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }
    /// unreserved and `&=+$,;?/`, escapes aside.
    static var user: ByteSet { ByteSet(low: 0xABFF_FFD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }
    /// unreserved and `&=+$,`, escapes aside.
    static var password: ByteSet { ByteSet(low: 0x23FF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE) }
    /// Of a URI parameter, escapes aside: unreserved and `[]/:&+$`.
    static var uriParameter: ByteSet { ByteSet(low: 0x07FF_EFD2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE) }
    /// Of what follows a URI's question mark, escapes aside: unreserved and `[]/?:+$&=`.
    static var uriHeaders: ByteSet { ByteSet(low: 0xA7FF_EFD2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE) }
    /// alphanum and `+-.`.
    static var scheme: ByteSet { ByteSet(low: 0x03FF_6800_0000_0000, high: 0x07FF_FFFE_07FF_FFFE) }
    /// The number of a TEL URI: hexadecimal digits and `+-.()*#`.
    static var telephone: ByteSet { ByteSet(low: 0x03FF_6F08_0000_0000, high: 0x0000_007E_0000_007E) }
    /// alphanum and `-._`: the underscore is no part of the grammar, but of many a real network.
    static var hostName: ByteSet { ByteSet(low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE) }
    /// token and `()<>:\"/[]?{}`: what Call-ID is made of.
    static var word: ByteSet { ByteSet(low: 0xD7FF_EFA6_0000_0000, high: 0x6FFF_FFFF_BFFF_FFFE) }
    /// Of a header field's parameter without quotes: token and `[]:/@`.
    static var parameterValue: ByteSet { ByteSet(low: 0x07FF_ECA2_0000_0000, high: 0x47FF_FFFF_AFFF_FFFF) }
    /// Of an address without angle brackets: all but SP, HTAB and `;?,<>"`.
    static var bareAddress: ByteSet {
        ByteSet(low: 0x27FF_EFFA_FFFF_FDFF, high: 0xFFFF_FFFF_FFFF_FFFF, holdsOthers: true)
    }
}
