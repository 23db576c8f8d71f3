/// How alike two texts are: runs of three letters or digits that both have ÷ those that at least one has (Jaccard over
/// shingles). Spaces, punctuation and upper case make no difference.
package struct TextLikeness: Equatable, Sendable {
    /// Of shorter texts nothing is said: they are alike by chance.
    package static let shortest = 10

    private let shingles: Set<UInt64>

    package init(_ text: String) {
        let letters = text.lowercased().unicodeScalars.filter {
            $0.properties.isAlphabetic || (48...57).contains($0.value)
        }
        .map { UInt64($0.value) }
        guard letters.count >= Self.shortest else {
            shingles = []
            return
        }
        // Three scalars of 21 bits each.
        shingles = Set((0...letters.count - 3).map { letters[$0] << 42 | letters[$0 + 1] << 21 | letters[$0 + 2] })
    }

    /// 0…1
    package func likeness(to other: Self) -> Double {
        guard !shingles.isEmpty, !other.shingles.isEmpty else { return 0 }
        let (few, many) =
            shingles.count < other.shingles.count ? (shingles, other.shingles) : (other.shingles, shingles)
        let shared = few.count { many.contains($0) }
        return Double(shared) / Double(shingles.count + other.shingles.count - shared)
    }
}
