import CivicCore

/// What was found in the copies of sub-plans: told once, at the sub-plan's own lines.
///
/// What holds in one copy and not in another lies in what that call gives, so it says which one that is.
struct CalledDiagnostics {
    /// By sub-plan, then by frame; in the order of the calls.
    private var found: [String: [(frame: Int, site: String, diagnostics: [Diagnostic])]] = [:]

    mutating func add(_ diagnostics: [Diagnostic], frame index: Int, _ frame: Frame) {
        let name = frame.path.last ?? ""
        if let at = found[name]?.lastIndex(where: { $0.frame == index }) {
            found[name]?[at].diagnostics += diagnostics
        } else {
            found[name, default: []].append((index, String(frame.prefix.dropLast()), diagnostics))
        }
    }

    var merged: [Diagnostic] {
        var all: [Diagnostic] = []
        for (_, copies) in found.sorted(by: { $0.key < $1.key }) {
            let everywhere = copies.dropFirst().reduce(Set(copies.first?.diagnostics ?? [])) {
                $0.intersection($1.diagnostics)
            }
            all += copies.first?.diagnostics.filter(everywhere.contains) ?? []
            for copy in copies {
                for var diagnostic in copy.diagnostics where !everywhere.contains(diagnostic) {
                    diagnostic.message += ", called by '\(copy.site)'"
                    all.append(diagnostic)
                }
            }
        }
        return all
    }
}

extension [Diagnostic] {
    /// The first of those that say the same of one place but for the call that the steps are copied for.
    var firstOfEachPlace: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return filter { diagnostic in
            var plain = diagnostic
            plain.message = diagnostic.message.split(separator: " ", omittingEmptySubsequences: false).map { word in
                guard let slash = word.lastIndex(of: "/") else { return String(word) }
                return (word.first == "'" ? "'" : "") + word[word.index(after: slash)...]
            }.joined(separator: " ")
            return seen.insert(plain).inserted
        }
    }
}
