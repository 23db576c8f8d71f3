import CivicDSP
import CivicYAML

/// Reading of one tone: `{ hertz: 450, cadence: [0.35, 0.35], level: -10 }`.
enum ToneReading {
    /// What a telephone line carries and a tone may use, in Hz.
    private static let band = 200.0...3400.0
    private static let pause = "off times stand after on times: [on, off, on, off]"

    static func tone(_ reader: inout YAMLReader) -> ProgressTone? {
        let level = reader.number("level", in: -40...0, default: ProgressTone.usualLevel)
        let sounds = sounds(&reader)
        let cadence = cadence(&reader)
        guard let level, let sounds, let first = sounds.first, let cadence else { return nil }
        guard !cadence.isEmpty else {
            if sounds.count > 1 {
                reader.note(
                    "sounds that follow one another need a 'cadence'", at: reader.value, suggestion: pause,
                    rule: "missing-key")
                return nil
            }
            return ProgressTone(steady: first, level: level)
        }
        var steps: [ProgressTone.Step] = []
        for (index, duration) in cadence.enumerated() where duration > 0 {
            let sound = index % 2 == 0 ? sounds[index / 2 % sounds.count] : .silence
            steps.append(ProgressTone.Step(sound, duration))
        }
        return ProgressTone(steps: steps, level: level)
    }

    /// `450`, `350+440` at once, `400*25` modulated, `950/1400/1800` one after the other.
    private static func sounds(_ reader: inout YAMLReader) -> [ToneSound]? {
        guard let value = reader.required("hertz") else { return nil }
        let parts = (value.string ?? "").split(separator: "/", omittingEmptySubsequences: false)
        let sounds = parts.compactMap { sound(String($0)) }
        guard sounds.count == parts.count, !sounds.isEmpty else {
            reader.note(
                "'hertz' takes frequencies from 200 to 3400, found \(value.kind)", at: value,
                suggestion: "write 450, 350+440 (at once), 400*25 (modulated) or 950/1400/1800 (in turn)",
                rule: "wrong-hertz")
            return nil
        }
        return sounds
    }

    private static func sound(_ text: String) -> ToneSound? {
        let factors = text.split(separator: "*", omittingEmptySubsequences: false)
        if factors.count == 2 {
            guard let carrier = frequency(factors[0]), let modulation = Double(factors[1]),
                (5...150).contains(modulation)
            else { return nil }
            return ToneSound([carrier], modulation: modulation)
        }
        let terms = text.split(separator: "+", omittingEmptySubsequences: false)
        let frequencies = terms.compactMap(frequency)
        guard factors.count == 1, frequencies.count == terms.count, (1...3).contains(terms.count) else { return nil }
        return ToneSound(frequencies)
    }

    private static func frequency(_ text: Substring) -> Double? {
        Double(text).flatMap { band.contains($0) ? $0 : nil }
    }

    /// Seconds on and off in turn, as ms; empty for a steady tone, `nil` after noting what is wrong.
    private static func cadence(_ reader: inout YAMLReader) -> [Int]? {
        guard let value = reader.optional("cadence") else { return [] }
        let seconds = (value.sequence ?? []).map { $0.number ?? -1 }
        guard value.sequence != nil, seconds.count.isMultiple(of: 2), !seconds.isEmpty,
            seconds.count <= ProgressTone.mostSteps
        else {
            reader.note(
                "'cadence' takes an even number of seconds, at most \(ProgressTone.mostSteps), found \(value.kind)",
                at: value, suggestion: pause, rule: "wrong-cadence")
            return nil
        }
        for (index, time) in seconds.enumerated() {
            // A tone goes over into the next without a pause, but something must be heard.
            let range = index.isMultiple(of: 2) ? 0.02...30 : 0...30
            if !range.contains(time) {
                let place = value.sequence?[index] ?? value
                reader.note(
                    "a time \(index.isMultiple(of: 2) ? "on is 0.02" : "off is 0") to 30 seconds, found \(place.kind)",
                    at: place, rule: "wrong-cadence")
                return nil
            }
        }
        return seconds.map { Int(($0 * 1000).rounded()) }
    }
}
