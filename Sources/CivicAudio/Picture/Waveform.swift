/// A signal as upright strokes from its lowest to its highest sample under each pixel.
enum Waveform {
    static func bars(
        _ samples: [Int16], x: Double, width: Double, y: Double, height: Double
    ) -> [Drawing.Bar] {
        let columns = Int(width)
        guard !samples.isEmpty, columns > 0 else { return [] }
        return (0..<columns).map { column in
            let from = samples.count * column / columns
            // The next column's first sample belongs to the stroke as well, so that strokes join.
            let to = min(samples.count, max(from + 1, samples.count * (column + 1) / columns + 1))
            var (lowest, highest) = (Int16.max, Int16.min)
            for index in from..<to {
                lowest = min(lowest, samples[index])
                highest = max(highest, samples[index])
            }
            func place(_ sample: Int16) -> Double { y + height / 2 * (1 - Double(sample) / 32768) }
            return Drawing.Bar(x: x + Double(column) + 0.5, top: place(highest), bottom: place(lowest))
        }
    }
}
