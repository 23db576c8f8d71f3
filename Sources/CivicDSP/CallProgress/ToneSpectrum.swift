/// What one frame of 20 ms tells about tones: the spectrum of the 64 ms around it, boiled down.
struct ToneFrame: Sendable {
    /// Classes that are followed at once.
    static let mostClasses = 8

    /// Middle of the window in ms since the start.
    var time: Double
    /// Mean square of the whole signal above 60 Hz, in squared sample units.
    var total: Float
    /// The strongest line from 300 to 2400 Hz, in Hz.
    var peak: Float
    /// Part of `total` that stands in this line.
    var peakShare: Float
    /// Part of the line's power that is in its two middle bins: falls when the phase jumps.
    var peakSharpness: Float
    /// Mean square in each class's bands.
    var power = SIMD8<Float>.zero
    /// Bit k: class k is what is heard.
    var present: UInt8 = 0

    func isPresent(_ index: Int) -> Bool { present & (1 << UInt8(index)) != 0 }

    /// What is softer is not taken for a tone: -43 dBm0, as a mean square.
    static let floor = Float(0.5 * 32767 * 32767) * 2.43e-5
    /// A tone stands this far out of all else: 4.8 dB above noise over the whole band.
    static let presence: Float = 0.75

    var isLoud: Bool { total > Self.floor }
}

/// Makes a `ToneFrame` of every 20 ms.
struct ToneSpectrum: Sendable {
    static let sampleRate = 8000
    /// 64 ms; bins of 15.6 Hz.
    static let length = 512
    static let hop = 160
    private static let width = Float(sampleRate) / Float(length)

    private let classes: [ToneClass]
    private var spectrum = Spectrum(length: ToneSpectrum.length)
    private var filled = 0  // samples of the frame that is coming
    private var heard = 0  // samples

    init(classes: [ToneClass]) {
        precondition(classes.count <= ToneFrame.mostClasses)
        self.classes = classes
    }

    /// Takes samples from `index` on until a frame is full, and then tells it; `nil` when they are used up before.
    mutating func take(_ frame: Span<Int16>, from index: inout Int) -> ToneFrame? {
        let kept = spectrum.samples.count - Self.hop / 2
        while index < frame.count {
            if filled == 0 {
                for place in 0..<kept { spectrum.samples[place] = spectrum.samples[place + Self.hop / 2] }
            }
            spectrum.samples[kept + filled / 2][filled & 1] = Float(frame[index])
            filled += 1
            index += 1
            if filled == Self.hop {
                filled = 0
                heard += Self.hop
                spectrum.measure()
                return summary()
            }
        }
        return nil
    }

    private func summary() -> ToneFrame {
        // A mean square is 2·Σ|X|² over the bins, divided by length · Σ window².
        let scale = 2 / (Float(Self.length) * Float(Self.length) * 0.375)
        var total: Float = 0
        for bin in 4..<Self.length / 2 { total += spectrum.power[bin] }
        var peak = 19
        for bin in 19...154 where spectrum.power[bin] > spectrum.power[peak] { peak = bin }
        let place = spectrum.refined(peak)
        let beside = place >= Float(peak) ? peak + 1 : peak - 1
        var line: Float = 0
        for bin in peak - 2...peak + 2 { line += spectrum.power[bin] }
        let middle = spectrum.power[peak] + spectrum.power[beside]
        var frame = ToneFrame(
            time: Double(heard - Self.length / 2) / 8, total: total * scale, peak: place * Self.width,
            peakShare: total > 0 ? line / total : 0, peakSharpness: line > 0 ? middle / line : 0)
        for index in classes.indices {
            let reading = classes[index].reading(of: spectrum.power)
            frame.power[index] = reading.power * scale
            if reading.fits && frame.isLoud && reading.power > ToneFrame.presence * total {
                frame.present |= 1 << UInt8(index)
            }
        }
        return frame
    }
}
