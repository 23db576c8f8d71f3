import Foundation

/// Which looks a supervisor should see first. Plain rules, so that everybody can know them; none of them accuses anybody.
package struct OpeningWatch: Sendable {
    package enum Mark: String, CaseIterable, Sendable {
        /// More files than usual, with stated reasons, within an hour.
        case many
        /// The citizen bears the name of whoever looked.
        case ownName = "own-name"
        /// Somebody of that name lives with the citizen.
        case ownHousehold = "own-household"
        /// Confirmed by hand in a call from a number that does not know the citizen.
        case vouched
    }

    /// Files that one person may open with stated reasons within ``span`` before they are marked.
    package var most = 10
    /// Seconds.
    package var span = 3_600.0

    package init() {}

    /// The marks of each line that has any, by its id.
    package func marks(_ lines: [OpeningLine]) -> [Int64: Set<Mark>] {
        var marks: [Int64: Set<Mark>] = [:]
        for line in lines {
            let own = ownMarks(line)
            if !own.isEmpty { marks[line.id] = own }
        }
        for id in many(lines) { marks[id, default: []].insert(.many) }
        return marks
    }

    private func ownMarks(_ line: OpeningLine) -> Set<Mark> {
        var marks: Set<Mark> = line.opening.ground == .vouched ? [.vouched] : []
        guard let name = line.byName.map(Self.plain), !name.isEmpty else { return marks }
        if line.citizenName.map(Self.plain) == name {
            marks.insert(.ownName)
        } else if line.household.contains(where: { Self.plain($0) == name }) {
            marks.insert(.ownHousehold)
        }
        return marks
    }

    /// Lines by which, or after which, a person had opened too many different files within the span.
    private func many(_ lines: [OpeningLine]) -> [Int64] {
        let stated = Dictionary(grouping: lines.filter(\.opening.ground.isStated), by: \.opening.by)
        return stated.values.flatMap { lines in
            let lines = lines.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
            var first = 0
            var found: [Int64] = []
            for (index, line) in lines.enumerated() {
                while line.at.timeIntervalSince(lines[first].at) > span { first += 1 }
                let files = Set(lines[first...index].map(\.subject))
                if files.count > most { found.append(line.id) }
            }
            return found
        }
    }

    private static func plain(_ name: String) -> String {
        name.lowercased().filter { !$0.isWhitespace }
    }
}

extension OpeningLine {
    /// Looks at a citizen's cases and at the citizen are one file.
    fileprivate var subject: FileSubject {
        opening.citizenId.map { .citizen($0) } ?? .record(opening.caseId ?? 0)
    }
}
