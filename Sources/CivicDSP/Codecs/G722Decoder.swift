/// ITU-T G.722: 16 kHz wideband speech out of 64, 56 or 48 kbit/s, one octet for two samples.
///
///     octet  HHLLLLLL ─┬─ HH ─▶ higher band ─┐
///                      └─ LLLLLL ▶ lower band ─┴▶ quadrature mirror filter ─▶ two samples
///
/// At 56 and 48 kbit/s the last one or two bits of an octet carry something else and are not looked at (§1.4).
package struct G722Decoder: Sendable {
    /// How many bits of an octet are speech.
    package enum Mode: Int, Sendable, CaseIterable {
        case kbps64 = 0
        case kbps56 = 1
        case kbps48 = 2
    }

    private let mode: Mode
    private var lower = G722Band(isLower: true)
    private var higher = G722Band(isLower: false)
    private var mirror = G722Mirror()

    package init(mode: Mode = .kbps64) { self.mode = mode }

    /// Decodes octets; `output` has room for twice as many samples.
    package mutating func decode(_ octets: Span<UInt8>, into output: inout MutableSpan<Int16>) {
        precondition(output.count >= 2 * octets.count)
        for index in octets.indices {
            let (first, second) = decode(octets[index])
            output[2 * index] = first
            output[2 * index + 1] = second
        }
    }

    @inline(__always)
    private mutating func decode(_ octet: UInt8) -> (Int16, Int16) {
        let low = Int(octet & 0x3F)
        let level =
            switch mode {
            case .kbps64: G722Tables.levels6[low]
            case .kbps56: G722Tables.levels5[low >> 1]
            case .kbps48: G722Tables.levels4[low >> 2]
            }
        let lowSample = Self.limit(lower.prediction &+ ((lower.scale &* level) >> 15))
        let lowDifference = (lower.scale &* G722Tables.levels4[low >> 2]) >> 15
        lower.rescale(by: low >> 2)
        lower.adapt(lowDifference)

        let high = Int(octet >> 6)
        let highDifference = (higher.scale &* G722Tables.levels2[high]) >> 15
        let highSample = Self.limit(higher.prediction &+ highDifference)
        higher.rescale(by: high)
        higher.adapt(highDifference)
        return merge(lowSample, highSample)
    }

    /// Puts the bands together again (§4.4).
    @inline(__always)
    private mutating func merge(_ low: Int32, _ high: Int32) -> (Int16, Int16) {
        let sums = mirror.pass(low &+ high, low &- high)
        return (Int16(clamping: sums.second >> 11), Int16(clamping: sums.first >> 11))
    }

    /// The bands have 15 bits (§4.2).
    @inline(__always)
    private static func limit(_ value: Int32) -> Int32 { max(-16384, min(16383, value)) }
}
