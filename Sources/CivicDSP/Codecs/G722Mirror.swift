/// The delay line of G.722's quadrature mirror filter: 24 taps, of which two samples at a time move on (§3.1, §4.4).
///
/// Each half lies twice in a ring, so that its last twelve samples are always in one piece.
struct G722Mirror: Sendable {
    private var first = InlineArray<24, Int32>(repeating: 0)
    private var second = InlineArray<24, Int32>(repeating: 0)
    private var place = 0

    /// Takes two samples in; gives the sums over the first and over the second of all pairs.
    @inline(__always)
    mutating func pass(_ one: Int32, _ other: Int32) -> (first: Int32, second: Int32) {
        first[place] = one
        first[place + 12] = one
        second[place] = other
        second[place + 12] = other
        place = place == 11 ? 0 : place + 1
        let taps = G722Tables.mirror
        var sums: (first: Int32, second: Int32) = (0, 0)
        for index in 0..<12 {
            sums.first &+= first[place + index] &* taps[index]
            sums.second &+= second[place + index] &* taps[11 - index]
        }
        return sums
    }
}
