/// ITU-T G.722 at 64 kbit/s: two samples of 16 kHz speech to an octet.
package struct G722Encoder: Sendable {
    private var lower = G722Band(isLower: true)
    private var higher = G722Band(isLower: false)
    private var mirror = G722Mirror()

    package init() {}

    /// Encodes pairs of samples; `output` has room for half as many octets.
    package mutating func encode(_ samples: Span<Int16>, into output: inout MutableSpan<UInt8>) {
        let pairs = samples.count / 2
        precondition(output.count >= pairs)
        for index in 0..<pairs { output[index] = encode(samples[2 * index], samples[2 * index + 1]) }
    }

    @inline(__always)
    private mutating func encode(_ first: Int16, _ second: Int16) -> UInt8 {
        let (low, high) = split(first, second)

        let lowError = G722Band.saturate(low &- lower.prediction)
        let lowMagnitude = lowError >= 0 ? lowError : ~lowError
        var step = 1
        while step < 30, lowMagnitude >= (G722Tables.decisions[step] &* lower.scale) >> 12 { step += 1 }
        let lowCode = lowError < 0 ? (step < 3 ? 64 - step : 34 - step) : 62 - step
        lower.adapt(after: lowCode >> 2)

        let highError = G722Band.saturate(high &- higher.prediction)
        let highMagnitude = highError >= 0 ? highError : ~highError
        let isLarge = highMagnitude >= (564 &* higher.scale) >> 12
        let highCode = (highError < 0 ? 0 : 2) | (isLarge ? 0 : 1)
        let highDifference = (higher.scale &* G722Tables.levels2[highCode]) >> 15
        higher.rescale(by: highCode)
        higher.adapt(highDifference)
        return UInt8(truncatingIfNeeded: highCode << 6 | lowCode)
    }

    /// Halves the band (§3.1).
    @inline(__always)
    private mutating func split(_ first: Int16, _ second: Int16) -> (low: Int32, high: Int32) {
        let sums = mirror.pass(Int32(first), Int32(second))
        return ((sums.second &+ sums.first) >> 14, (sums.second &- sums.first) >> 14)
    }
}

extension G722Band {
    /// Follows the lower band's own four-bit code, as the far end will.
    @inline(__always)
    fileprivate mutating func adapt(after code: Int) {
        let difference = (scale &* G722Tables.levels4[code]) >> 15
        rescale(by: code)
        adapt(difference)
    }
}
