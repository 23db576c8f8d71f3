import CivicDSP
import Foundation
import Testing

@Suite("Transforms")
struct FourierTransformTests {
    @Test("agrees with the definition", arguments: [4, 8, 32, 128])
    func definition(size: Int) {
        var noise = GaussianNoise(seed: 2)
        let input = (0..<size).map { _ in SIMD2(Float(noise.next()), Float(noise.next())) }
        var values = input
        var span = values.mutableSpan
        FourierTransform(size: size).forward(&span)
        for bin in 0..<size {
            var sum = (0.0, 0.0)
            for (index, value) in input.enumerated() {
                let angle = -2 * Double.pi * Double(bin * index) / Double(size)
                sum.0 += Double(value.x) * cos(angle) - Double(value.y) * sin(angle)
                sum.1 += Double(value.x) * sin(angle) + Double(value.y) * cos(angle)
            }
            #expect(abs(Double(values[bin].x) - sum.0) < 1e-3)
            #expect(abs(Double(values[bin].y) - sum.1) < 1e-3)
        }
    }

    @Test("comes back by the inverse")
    func inverse() {
        var noise = GaussianNoise(seed: 3)
        let input = (0..<1024).map { _ in SIMD2(Float(noise.next()), Float(noise.next())) }
        let transform = FourierTransform(size: 1024)
        var values = input
        var span = values.mutableSpan
        transform.forward(&span)
        transform.inverse(&span)
        for (before, after) in zip(input, values) { #expect(((before - after) * (before - after)).sum() < 1e-8) }
    }

    @Test("a sine stands at its bin with its power, and its frequency is told to half a hertz")
    func spectrum() {
        var spectrum = Spectrum(length: 512)
        for frequency in stride(from: 300.0, through: 3000, by: 37.3) {
            spectrum.measure(Signal.sine(frequency: frequency, level: -10, count: 512).span)
            let peak = spectrum.power.indices.max { spectrum.power[$0] < spectrum.power[$1] } ?? 0
            #expect(abs(Double(spectrum.refined(peak)) * 8000 / 512 - frequency) < 0.5)
        }
        spectrum.measure(Signal.sine(frequency: 1000, level: -10, count: 512).span)
        let expected = pow(Level.sineAmplitude(dBFS: -10) * 512 / 4, 2)
        #expect(abs(10 * log10(Double(spectrum.power[64]) / expected)) < 0.1)
    }
}
