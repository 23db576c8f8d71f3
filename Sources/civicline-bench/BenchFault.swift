/// Why a benchmark cannot go on, or what it found too dear: one line.
struct BenchFault: Error, CustomStringConvertible {
    let description: String
}
