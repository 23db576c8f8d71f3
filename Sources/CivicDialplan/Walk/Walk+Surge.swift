import CivicCore

// What a supervisor has put in front.
extension Walk {
    mutating func conclude(_ announce: AnnounceSurgeStep, _ fields: [String: DialplanValue]) {
        guard case .text(let text)? = fields[AnnounceSurgeStep.field] else { return go(announce.then, by: .then) }
        let onward = announce.active ?? announce.then
        let cause: Exit.Cause = announce.active == nil ? .then : .outcome(AnnounceSurgeStep.isActive)
        stay = .saying(then: onward, by: cause)
        let prompt = SpokenItem(content: .prompt(NameTemplate(prefix: text, variable: nil, suffix: "")))
        // What was typed ahead was typed before anybody knew of this, and waits for the step after it.
        if !speak(announce.notice + [prompt], isInterruptible: announce.isInterruptible) { go(onward, by: cause) }
    }
}
