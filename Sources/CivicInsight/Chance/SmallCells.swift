/// Which numbers of a line stay hidden, so that nobody is recognised by them.
///
/// Readers of these pages may open the cases themselves, so the limit is lower than that of the public figures
/// (`OpenFigures`, 10): it keeps prints and screens from pointing at somebody.
package enum SmallCells {
    /// Fewer are not shown.
    package static let least = 5

    /// Places of the counts that are hidden: those from 1 to 4; and where that is a single one, or fewer than ``least`` in all,
    /// the next larger ones, so that the total gives nothing away.
    package static func hidden(in counts: [Int]) -> Set<Int> {
        let order = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
        var hidden: Set<Int> = []
        var sum = 0
        for index in order {
            let givesAway = !hidden.isEmpty && (hidden.count == 1 || sum < least)
            guard counts[index] < least || givesAway else { break }
            hidden.insert(index)
            sum += counts[index]
        }
        return hidden
    }
}
