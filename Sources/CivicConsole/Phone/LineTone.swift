import CivicDSP

/// What the phone itself plays while there is nobody to hear.
package enum LineTone: Equatable, Sendable {
    case none
    /// The other side is being called (E.180, China: 450 Hz, 1 s on, 4 s off).
    case ringback
    /// We are being called.
    case ring
    /// It has come to nothing (450 Hz, 0.35 s on and off).
    case busy

    var cadence: ToneCadence {
        switch self {
        case .none: .silence
        case .ringback: ToneCadence([450], on: 1000, off: 4000)
        case .ring: ToneCadence([440, 480], on: 1000, off: 2000)
        case .busy: ToneCadence([450], on: 350, off: 350)
        }
    }
}

/// A tone that comes and goes.
struct ToneCadence: Sendable {
    static let silence = ToneCadence([], on: 0, off: 1)

    private var generator: ToneGenerator
    private let on: Int  // samples
    private let off: Int
    private var position = 0

    /// - Parameters:
    ///   - on: in milliseconds; likewise `off`.
    init(_ frequencies: [Double], on: Int, off: Int) {
        generator = ToneGenerator(frequencies: frequencies, level: -22)
        (self.on, self.off) = (on * 8, off * 8)
    }

    /// Edges fall on the borders of frames.
    mutating func generate(into output: inout MutableSpan<Int16>) {
        if position >= on {
            generator.stop()
        } else {
            generator.start()
        }
        generator.generate(into: &output)
        position = (position + output.count) % (on + off)
    }
}
