/// How late packets come: a histogram of their transit times that forgets, and what it advises.
///
///     packets │   ▂█▇▃▁
///             │  ▁█████▅▂▁▁      ▁
///             └───────────────────────▶ transit (arrival less timestamp)
///               fastest    │ advice: what all but 2 % keep, and the late one of the last seconds
///
/// Transit times have an arbitrary zero and drift with the two clocks; the histogram moves along with them. 300 bytes.
struct DelayModel: Sendable {
    private static let bins = 64
    /// 5 ms a bin.
    private let width: Int64
    /// The lower edge of the first bin.
    private var origin: Int64 = 0
    private var mass = InlineArray<8, SIMD8<Float>>(repeating: .zero)
    private var total: Float = 0
    private var quantile: Int64 = 0
    /// A late packet's transit, held for a while and then let down slowly.
    private var held: Int64 = .min
    private var holding: Int64 = 0  // timestamp units that the hold still lasts

    /// What a packet leaves of what was known: after ten seconds of 20 ms packets, a third.
    private static let memory: Float = 0.998
    /// Packets that may come later than advised, as a share.
    private static let tolerance: Float = 0.02

    /// - Parameter clockRate: timestamp units a second.
    init(clockRate: Int) {
        width = Int64(clockRate / 200)
    }

    /// Begins anew with a first packet.
    ///
    /// - Parameter margin: how much later than the first one others are expected at first, in timestamp units; it is
    ///   forgotten within a second or so.
    mutating func begin(with transit: Int64, margin: Int64) {
        mass = InlineArray(repeating: .zero)
        origin = transit - width
        total = 0
        held = .min
        put(bin(of: min(transit + margin, transit + 60 * width)))
    }

    mutating func add(_ transit: Int64) {
        move(toInclude: transit)
        for block in 0..<8 { mass[block] *= Self.memory }
        total *= Self.memory
        put(bin(of: transit))
        moveUp()
    }

    /// Holds a packet's transit as the advice because it came too late to be played in time.
    mutating func hold(_ transit: Int64, for duration: Int64) {
        if transit >= held { held = transit }
        holding = duration
    }

    /// Lets `units` of time pass for what is held: after its time it comes down by 5 ms in half a second.
    mutating func pass(_ units: Int64) {
        guard held > .min else { return }
        holding -= units
        guard holding <= 0 else { return }
        held -= width
        holding = 8 * width
        if held <= quantile { held = .min }
    }

    /// The transit that a packet should be allowed.
    var advice: Int64 { max(quantile, held) }

    /// The fastest transit of late: of one packet in a hundred.
    var fastest: Int64 {
        for block in 0..<8 {
            for lane in 0..<8 where mass[block][lane] > 0.01 * total { return origin + Int64(8 * block + lane) * width }
        }
        return origin
    }

    private func bin(of transit: Int64) -> Int { max(0, min(Self.bins - 1, Int((transit - origin) / width))) }

    private mutating func put(_ bin: Int) {
        mass[bin >> 3][bin & 7] += 1
        total += 1
        var tail: Float = 0
        let allowed = Self.tolerance * total
        var block = 7
        while block > 0 {
            let sum = mass[block].sum()
            if tail + sum > allowed { break }
            tail += sum
            block -= 1
        }
        var lane = 7
        while lane > 0, tail + mass[block][lane] <= allowed {
            tail += mass[block][lane]
            lane -= 1
        }
        // Within the bin as if its packets were spread evenly.
        let share = min(1, max(0, (allowed - tail) / max(mass[block][lane], 1e-6)))
        quantile = origin + Int64(8 * block + lane + 1) * width - Int64(Float(width) * share)
    }

    /// Moves the bins so that a transit outside them has one; what falls off the low end stays in the first bin.
    private mutating func move(toInclude transit: Int64) {
        if transit < origin {
            let steps = min(Int64(Self.bins), (origin - transit + width - 1) / width)
            shift(by: Int(steps))
            origin = transit < origin - steps * width ? transit : origin - steps * width
        } else if transit >= origin + Int64(Self.bins) * width {
            let steps = (transit - origin) / width - Int64(Self.bins) + 1
            shift(by: -Int(min(Int64(Self.bins), steps)))
            origin += steps * width
        }
    }

    /// Follows a drift towards later: an empty first bin is given up.
    private mutating func moveUp() {
        guard mass[0][0] < 0.02, mass[0][1] < 0.02 else { return }
        shift(by: -1)
        origin += width
    }

    private mutating func shift(by steps: Int) {
        var moved = InlineArray<8, SIMD8<Float>>(repeating: .zero)
        for bin in 0..<Self.bins {
            let to = max(0, min(Self.bins - 1, bin + steps))
            moved[to >> 3][to & 7] += mass[bin >> 3][bin & 7]
        }
        mass = moved
    }
}
