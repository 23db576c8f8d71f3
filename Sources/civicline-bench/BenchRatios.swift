/// Ratios of one run, each with the most that is kept for it.
struct BenchRatios {
    private var exceeded: [String] = []

    mutating func add(_ name: String, _ ratio: Double, most: Double) {
        if !(ratio <= most) { exceeded.append("\(name): \(ratio.rounded(to: 2)), kept is \(most.rounded(to: 2))") }
    }

    /// Fails with those that are beyond.
    func require() throws(BenchFault) {
        guard exceeded.isEmpty else {
            throw BenchFault(description: "dearer than kept: \(exceeded.joined(separator: "; "))")
        }
    }
}
