import CivicDSP
import Testing

@Suite("G.711")
struct G711Tests {
    /// The decoder output values of G.711 tables 1a and 2a, from their formulae: segment and step, in 16-bit units.
    private static func value(_ code: UInt8, _ law: G711Law) -> Int {
        switch law {
        case .alaw:
            let bits = Int(code ^ 0x55)
            let segment = (bits >> 4) & 7
            let step = bits & 15
            let magnitude = segment == 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1)  // of 4096
            return (bits & 0x80 != 0 ? 1 : -1) * magnitude * 8
        case .mulaw:
            let bits = Int(~code)
            let magnitude = ((2 * (bits & 15) + 33) << ((bits >> 4) & 7)) - 33  // of 8159
            return (bits & 0x80 == 0 ? 1 : -1) * magnitude * 4
        }
    }

    @Test("decodes all 256 codes exactly", arguments: G711Law.allCases)
    func decodes(law: G711Law) {
        let codes = (0...255).map { UInt8($0) }
        var samples = [Int16](repeating: 0, count: 256)
        var output = samples.mutableSpan
        G711.decode(codes.span, law: law, into: &output)
        #expect(samples.map(Int.init) == codes.map { Self.value($0, law) })
    }

    @Test(
        "encodes all 65,536 samples into the step they lie in, and clips beyond the last", arguments: G711Law.allCases)
    func encodes(law: G711Law) {
        let samples = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        var codes = [UInt8](repeating: 0, count: samples.count)
        var output = codes.mutableSpan
        G711.encode(samples.span, law: law, into: &output)
        // A decision value lies half a step to each side of the value that is decoded (tables 1 and 2, columns 5 to 8).
        let values = (0...255).map { Self.value(UInt8($0), law) }
        let highest = (values.max() ?? 0) + Self.step(Self.encode([.max], law)[0], law) / 2
        let failures = zip(samples, codes).filter { sample, code in
            let error = abs(min(highest, max(-highest, Int(sample))) - values[Int(code)])
            return error > Self.step(code, law) / 2
        }
        #expect(failures.isEmpty)
    }

    /// Width of a code's step, in 16-bit units.
    private static func step(_ code: UInt8, _ law: G711Law) -> Int {
        switch law {
        case .alaw: 16 << max(0, Int((code ^ 0x55) >> 4 & 7) - 1)
        case .mulaw: 8 << Int(~code >> 4 & 7)
        }
    }

    @Test("gives every code back", arguments: G711Law.allCases)
    func idempotent(law: G711Law) {
        for code in UInt8.min...UInt8.max where !(law == .mulaw && code == 0x7F) {  // µ-law's second zero
            #expect(Self.encode([Int16(Self.value(code, law))], law) == [code])
        }
    }

    @Test("encodes silence as the law's idle code")
    func silence() {
        #expect(Self.encode([0], .alaw) == [G711Law.alaw.silence])
        #expect(Self.encode([0], .mulaw) == [G711Law.mulaw.silence])
    }

    private static func encode(_ samples: [Int16], _ law: G711Law) -> [UInt8] {
        var codes = [UInt8](repeating: 0, count: samples.count)
        var output = codes.mutableSpan
        G711.encode(samples.span, law: law, into: &output)
        return codes
    }
}
