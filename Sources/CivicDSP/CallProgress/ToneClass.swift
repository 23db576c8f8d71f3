/// Where the lines of a sound lie in the detector's spectrum, with ±2 % of tolerance.
///
/// Sounds that only differ in how their level swings, such as 400 and 400*25 Hz, share a class; their cadences tell
/// them apart.
struct ToneClass: Sendable {
    struct Group: Sendable {
        var bins: ClosedRange<Int>
        /// Power-weighted mean frequency, in Hz.
        var centre: Float
    }

    /// How far from its nominal frequency a tone is still taken for it.
    static let tolerance = 0.02
    /// Slack for noise when the mean frequency of a group is compared.
    private static let slack: Float = 0.027
    /// Half of the main lobe of the window that counts, in Hz.
    private static let lobe = 26.0

    /// At most 3.
    private(set) var groups: [Group]
    /// Frames that a swing of the level may hide the tone.
    private(set) var hangover: Int

    init(_ sound: ToneSound) {
        groups = []
        let width = Double(ToneSpectrum.sampleRate) / Double(ToneSpectrum.length)
        let lines = sound.lines.sorted { $0.frequency < $1.frequency }
        var centres: [(sum: Double, weight: Double)] = []
        for line in lines {
            let low = Int(((line.frequency * (1 - Self.tolerance) - Self.lobe) / width).rounded(.up))
            let high = Int(((line.frequency * (1 + Self.tolerance) + Self.lobe) / width).rounded(.down))
            let weight = line.amplitude * line.amplitude
            if let last = groups.indices.last, low <= groups[last].bins.upperBound + 1 {
                groups[last].bins = groups[last].bins.lowerBound...max(high, groups[last].bins.upperBound)
                centres[last].sum += line.frequency * weight
                centres[last].weight += weight
            } else {
                groups.append(Group(bins: max(1, low)...max(1, high), centre: 0))
                centres.append((line.frequency * weight, weight))
            }
        }
        for index in groups.indices { groups[index].centre = Float(centres[index].sum / centres[index].weight) }
        hangover = Self.hangover(of: sound)
    }

    private static func hangover(of sound: ToneSound) -> Int { (sound.modulation ?? 100) < 22 ? 4 : 2 }

    /// Takes a sound in that sounds the same but for the swing of its level; `false` for any other.
    mutating func absorb(_ sound: ToneSound) -> Bool {
        let other = ToneClass(sound)
        guard other.groups.count == groups.count,
            zip(groups, other.groups).allSatisfy({ abs($0.centre - $1.centre) < 0.02 * $0.centre })
        else { return false }
        for index in groups.indices {
            let (mine, theirs) = (groups[index].bins, other.groups[index].bins)
            groups[index].bins =
                min(mine.lowerBound, theirs.lowerBound)...max(mine.upperBound, theirs.upperBound)
        }
        hangover = max(hangover, other.hangover)
        return true
    }

    /// Power of the class in a spectrum, and whether its lines stand where they should.
    func reading(of power: borrowing [Float]) -> (power: Float, fits: Bool) {
        let width = Float(ToneSpectrum.sampleRate) / Float(ToneSpectrum.length)
        var all: Float = 0
        var weakest = Float.infinity
        var fits = true
        for group in groups {
            var sum: Float = 0
            var moment: Float = 0
            for bin in group.bins {
                sum += power[bin]
                moment += power[bin] * Float(bin)
            }
            if sum > 0 { fits = fits && abs(moment / sum * width - group.centre) < Self.slack * group.centre }
            weakest = min(weakest, sum)
            all += sum
        }
        // Two tones at once may differ by 10 dB.
        return (all, fits && all > 0 && weakest * Float(groups.count) * 5 > all)
    }
}
