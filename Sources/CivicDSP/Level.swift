import Foundation

/// Levels in the two scales of telephony, and the amplitudes they stand for.
///
/// A sine whose peaks just touch the largest 16-bit sample is 0 dBFS here, and +3.14 dBm0 on an A-law line
/// (ITU-T G.711 §4), so the scales differ by a constant.
package enum Level {
    /// dBm0 of a full-scale sine (G.711, A-law; µ-law's +3.17 is within its rounding).
    package static let fullScaleSine = 3.14

    /// The lowest level that is told apart from silence, in dBFS.
    package static let floor = -100.0

    package static func dBm0(fromDBFS level: Double) -> Double { level + fullScaleSine }
    package static func dBFS(fromDBm0 level: Double) -> Double { level - fullScaleSine }

    /// Peak amplitude, in 16-bit sample units, of a sine at `level` dBFS.
    package static func sineAmplitude(dBFS level: Double) -> Double { 32767 * pow(10, level / 20) }

    /// Root mean square, in 16-bit sample units, of any signal at `level` dBFS.
    package static func rms(dBFS level: Double) -> Double { sineAmplitude(dBFS: level) / 2.0.squareRoot() }

    /// Level in dBFS of a signal with this mean square, in squared sample units; never below `floor`.
    package static func dBFS(meanSquare: Double) -> Double {
        guard meanSquare > 0 else { return floor }
        return max(floor, 10 * log10(meanSquare / (0.5 * 32767 * 32767)))
    }

    /// Level in dBFS of a block of samples; `floor` for an empty or silent one.
    package static func dBFS(of samples: Span<Int16>) -> Double {
        guard !samples.isEmpty else { return floor }
        return dBFS(meanSquare: Double(energy(of: samples)) / Double(samples.count))
    }

    /// Sum of the squares of a block, in squared sample units; exact for any block under 2³³ samples.
    package static func energy(of samples: Span<Int16>) -> UInt64 {
        let bytes = samples.bytes
        var total: UInt64 = 0
        var index = 0
        while index &+ 8 <= samples.count {
            // Halves of the sums in lanes of their own, which so many blocks cannot fill.
            let end = min(samples.count, index &+ 8 &* 8192)
            var (lower, upper) = (SIMD4<UInt32>.zero, SIMD4<UInt32>.zero)
            while index &+ 8 <= end {
                // Any bits make a block; it lies within the samples, as the line above has seen.
                let block = bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self)
                let squares = unsafeBitCast(pairedProducts(block, block), to: SIMD4<UInt32>.self)
                lower &+= squares & 0xFFFF
                upper &+= squares &>> 16
                index &+= 8
            }
            total &+= UInt64(lower.wrappedSum()) &+ UInt64(upper.wrappedSum()) &<< 16
        }
        while index < samples.count {
            let sample = Int32(samples[index])
            total &+= UInt64(UInt32(bitPattern: sample &* sample))
            index &+= 1
        }
        return total
    }
}
