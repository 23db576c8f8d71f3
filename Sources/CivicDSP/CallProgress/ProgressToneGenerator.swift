/// Plays a progress tone with its cadence, frame after frame, with soft edges.
///
/// Everything is worked out in `init`; a frame takes no memory.
package struct ProgressToneGenerator: Sendable {
    private struct Step: Sendable {
        var sines: (Oscillator, Oscillator, Oscillator)
        var length: Int  // samples
        var isSilent: Bool
    }

    private let steps: [Step]
    private let edge: Int  // samples
    private let isSteady: Bool
    private var index = 0
    private var position = 0  // samples into the present step
    private var sines: (Oscillator, Oscillator, Oscillator)

    /// - Parameter sampleRate: in Hz, above twice the highest frequency.
    package init(_ tone: ProgressTone, sampleRate: Int = 8000) {
        precondition(sampleRate > 0)
        let full = Level.sineAmplitude(dBFS: Level.dBFS(fromDBm0: tone.level))
        steps = tone.steps.map { step in
            let lines = step.sound.lines
            func sine(_ index: Int) -> Oscillator {
                guard lines.indices.contains(index) else { return .silent }
                return Oscillator(
                    frequency: lines[index].frequency, amplitude: full * lines[index].amplitude, sampleRate: sampleRate)
            }
            return Step(
                sines: (sine(0), sine(1), sine(2)), length: max(1, step.duration * sampleRate / 1000),
                isSilent: lines.isEmpty)
        }
        isSteady = tone.isSteady
        edge = 5 * sampleRate / 1000
        sines = steps[0].sines
    }

    /// Fills the frame with the next samples.
    package mutating func generate(into frame: inout MutableSpan<Int16>) {
        for index in frame.indices { frame[index] = nextSample() }
        sines.0.renormalise()
        sines.1.renormalise()
        sines.2.renormalise()
    }

    private mutating func nextSample() -> Int16 {
        let step = steps[index]
        var sample = 0.0
        if !step.isSilent {
            // Rises over the edge, and falls over it again unless the tone is steady.
            let left = isSteady ? edge : step.length - position - 1
            let gain = Double(min(edge, position, max(0, left))) / Double(edge)
            sample = (sines.0.next() + sines.1.next() + sines.2.next()) * gain
        }
        position += 1
        if isSteady {
            position = min(position, edge)
        } else if position == step.length {
            position = 0
            index = index + 1 == steps.count ? 0 : index + 1
            sines = steps[index].sines
        }
        return Int16(max(-32768, min(32767, sample.rounded())))
    }
}

extension ProgressTone {
    /// The tone from its beginning, as samples.
    package func samples(count: Int, sampleRate: Int = 8000) -> [Int16] {
        var generator = ProgressToneGenerator(self, sampleRate: sampleRate)
        var samples = [Int16](repeating: 0, count: count)
        var all = samples.mutableSpan
        generator.generate(into: &all)
        return samples
    }
}
