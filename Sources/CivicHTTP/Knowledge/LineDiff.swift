/// Two texts line by line: what is gone, what is new, what stayed.
struct LineDiff {
    enum Line: Equatable {
        case same(String)
        case gone(String)
        case new(String)
    }

    let lines: [Line]

    init(_ old: [String], _ new: [String]) {
        let difference = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if removed.contains(left) {
                lines.append(.gone(old[left]))
                left += 1
            } else if inserted.contains(right) {
                lines.append(.new(new[right]))
                right += 1
            } else {
                lines.append(.same(new[right]))
                left += 1
                right += 1
            }
        }
        self.lines = lines
    }
}
