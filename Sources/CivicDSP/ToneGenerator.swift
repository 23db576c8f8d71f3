import Foundation

/// One or two steady sines, continuous in phase over frames, with soft edges.
///
/// It begins with a ramp from silence. `stop()` and `start()` ramp too, so that no edge clicks.
package struct ToneGenerator: Sendable {
    private var first: Oscillator
    private var second: Oscillator
    private var gain: GainRamp
    private let rampLength: Int

    /// - Parameters:
    ///   - frequencies: one or two, in Hz, below half the sample rate; none is silence.
    ///   - level: of each sine, in dBFS (0 dBFS: peaks touch full scale; two at -6 dBFS just fit).
    ///   - sampleRate: in Hz.
    ///   - ramp: length of each edge, in milliseconds.
    package init(frequencies: [Double], level: Double, sampleRate: Int = 8000, ramp: Double = 5) {
        precondition(frequencies.count <= 2 && sampleRate > 0)
        let amplitude = Level.sineAmplitude(dBFS: level)
        let sines = frequencies.map { Oscillator(frequency: $0, amplitude: amplitude, sampleRate: sampleRate) }
        first = sines.first ?? .silent
        second = sines.count > 1 ? sines[1] : .silent
        rampLength = Int(ramp * Double(sampleRate) / 1000)
        gain = GainRamp(0)
        gain.ramp(to: 1, over: rampLength)
    }

    /// Lets the tone come back, from where its phase is by then.
    package mutating func start() { gain.ramp(to: 1, over: rampLength) }

    /// Fades the tone out over the ramp's length.
    package mutating func stop() { gain.ramp(to: 0, over: rampLength) }

    /// Whether the last ramp has come down to nothing.
    package var isSilent: Bool { gain.isSettled && gain.current == 0 }

    /// Fills the frame with the next samples.
    package mutating func generate(into frame: inout MutableSpan<Int16>) {
        for index in frame.indices {
            let sample = (first.next() + second.next()) * Double(gain.next())
            frame[index] = Int16(max(-32768, min(32767, sample.rounded())))
        }
        first.renormalise()
        second.renormalise()
    }
}

/// A sine as a turning phasor: one complex multiplication a sample.
struct Oscillator: Sendable {
    private var real: Double
    private var imaginary = 0.0
    private let cosine: Double
    private let sine: Double
    private let amplitude: Double

    static let silent = Oscillator(frequency: 0, amplitude: 0, sampleRate: 1)

    init(frequency: Double, amplitude: Double, sampleRate: Int) {
        let angle = 2 * Double.pi * frequency / Double(sampleRate)
        real = amplitude
        cosine = cos(angle)
        sine = sin(angle)
        self.amplitude = amplitude
    }

    @inline(__always)
    mutating func next() -> Double {
        let sample = imaginary
        (real, imaginary) = (real * cosine - imaginary * sine, real * sine + imaginary * cosine)
        return sample
    }

    /// Takes out the rounding that has crept into the length of the phasor; once a frame is plenty.
    mutating func renormalise() {
        guard amplitude > 0 else { return }
        let scale = amplitude / (real * real + imaginary * imaginary).squareRoot()
        real *= scale
        imaginary *= scale
    }
}
