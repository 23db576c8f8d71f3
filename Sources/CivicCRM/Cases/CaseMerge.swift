/// Two cases about one thing: the later one goes on as part of the other, and can be taken out again.
///
/// What is promised to either citizen stays: the case that goes on is the one with the earlier deadline. Everyone is
/// told; who received the merged one stays responsible for its citizen.
package struct CaseMerge: Equatable, Sendable {
    /// What follows for each of the two.
    package struct Outcome: Equatable, Sendable {
        package var merged: [CaseEffect]
        package var main: [CaseEffect]
    }

    package var number: CaseNumber
    package var merged: CaseLife
    package var mainNumber: CaseNumber
    package var main: CaseLife

    package init(_ merged: (CaseNumber, CaseLife), into main: (CaseNumber, CaseLife)) {
        (number, self.merged) = merged
        (mainNumber, self.main) = main
    }

    package func merge(note: String, by actor: CaseActor) throws(CaseRefusal) -> Outcome {
        try allow(actor)
        guard number != mainNumber else { throw .ownCase }
        guard merged.state.isOpen else { throw .notNow(merged.state) }
        guard main.state.isOpen else { throw .notNow(main.state) }
        guard main.deadline <= merged.deadline else { throw .mergeOtherWay(mainNumber) }
        return Outcome(
            merged: [.line(.merged(into: mainNumber), .merged, note: note)] + told(.merged),
            main: [.line(.absorbed(number), nil, note: note), .notice(.merged, to: .unit(main.unit))])
    }

    /// The merged one goes its own way from where it stood, with its own clock, which never stopped.
    package func undo(note: String, by actor: CaseActor) throws(CaseRefusal) -> Outcome {
        try allow(actor)
        guard merged.state == .merged, merged.mergedInto == mainNumber else { throw .notNow(merged.state) }
        return Outcome(
            merged: [.line(.unmerged(mainNumber), merged.afterUnmerge, note: note)] + told(.unmerged),
            main: [.line(.released(number), nil, note: note), .notice(.unmerged, to: .unit(main.unit))])
    }

    private func told(_ notice: CaseNotice) -> [CaseEffect] {
        [.citizen, .receiver, .unit(merged.unit)].map { .notice(notice, to: $0) }
    }

    private func allow(_ actor: CaseActor) throws(CaseRefusal) {
        guard actor.part == .centre || actor.part == .agent else { throw .notYourPart(needed: "the hotline centre") }
    }
}
