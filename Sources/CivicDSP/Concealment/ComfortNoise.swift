import Foundation

/// A silence descriptor: how loud the far side's silence is and what colour it has (RFC 3389 §3).
///
///      0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
///     |0|    level    |  reflection 1 | …
package struct ComfortNoise: Equatable, Sendable {
    /// Its static payload type at 8 kHz.
    package static let payloadType: UInt8 = 13
    /// Reflection coefficients that are used; more are ignored.
    package static let mostOrder = 12

    /// dB below overload, 0…127.
    package var attenuation: UInt8
    package private(set) var order = 0
    private var coefficients = SIMD16<Float>.zero

    package init(attenuation: UInt8, reflections: [Float] = []) {
        self.attenuation = min(127, attenuation)
        order = min(Self.mostOrder, reflections.count)
        for index in 0..<order { coefficients[index] = Self.limit(reflections[index]) }
    }

    /// Reads a payload; `nil` for an empty one.
    package init?(parsing payload: Span<UInt8>) {
        guard payload.count > 0 else { return nil }
        attenuation = payload[0] & 0x7F
        order = min(Self.mostOrder, payload.count - 1)
        for index in 0..<order {
            coefficients[index] = Self.limit(Float(Int(payload[index + 1]) - 127) * 258 / 32768)
        }
    }

    /// Writes a payload; gives its length, or 0 when there is no room.
    package func write(to payload: inout MutableSpan<UInt8>) -> Int {
        guard payload.count > order else { return 0 }
        payload[0] = attenuation
        for index in 0..<order {
            payload[index + 1] = UInt8(max(0, min(254, (coefficients[index] * 32768 / 258).rounded() + 127)))
        }
        return order + 1
    }

    package subscript(reflection index: Int) -> Float { coefficients[index] }

    /// Adds a coefficient at the end; what is more than `mostOrder` is left out.
    package mutating func append(reflection: Float) {
        guard order < Self.mostOrder else { return }
        coefficients[order] = Self.limit(reflection)
        order += 1
    }

    /// Root mean square in 16-bit sample units.
    package var rms: Float { 32768 * Float(pow(10, -Double(attenuation) / 20)) }

    /// A filter made of these is stable.
    private static func limit(_ value: Float) -> Float { max(-0.98, min(0.98, value)) }
}

/// Makes noise of a descriptor's level and colour: white noise through an all-pole lattice.
package struct ComfortNoiseGenerator: Sendable {
    private var noise = ComfortNoise(attenuation: 127)
    private var state = SIMD16<Float>.zero
    private var random: UInt32 = 0x2545_F491
    private var gain: Float = 0
    private var target: Float = 0

    package init() {}

    package mutating func set(_ descriptor: ComfortNoise) {
        noise = descriptor
        var rest: Float = 1
        for index in 0..<noise.order { rest *= 1 - noise[reflection: index] * noise[reflection: index] }
        // Uniform noise of ±1 has the variance 1/3; the filter raises it by 1/rest.
        target = noise.rms * (3 * rest).squareRoot()
    }

    /// Adds noise to a frame; its level moves to the descriptor's within some milliseconds.
    package mutating func add(to frame: inout MutableSpan<Int16>) {
        for index in frame.indices { frame[index] = Int16(clamping: Int32(frame[index]) + Int32(next())) }
    }

    private mutating func next() -> Float {
        random ^= random << 13
        random ^= random >> 17
        random ^= random << 5
        gain += (target - gain) * 0.01
        var forward = gain * Float(Int32(bitPattern: random)) * 0x1p-31
        var stage = noise.order - 1
        while stage >= 0 {
            let reflection = noise[reflection: stage]
            forward -= reflection * state[stage]
            if stage + 1 < 16 { state[stage + 1] = state[stage] + reflection * forward }
            stage -= 1
        }
        state[0] = forward
        return max(-32000, min(32000, forward))
    }
}
