/// Where a call came to in the end; of several things the one that counts most for the caller.
package enum Landing: Hashable, Sendable {
    /// The waiting line of this name, whether or not somebody answered in time.
    case person(queue: String)
    case putThrough(number: String)
    /// A case for this service.
    case written(service: String)
    case goodbye
    /// The caller hung up in this step.
    case hungUp(step: String)
    /// The machine ended the call: too long, too many keys, a fault.
    case ended(HangUpReason)
    /// Still under way when its record ends.
    case open(step: String)

    package var isPerson: Bool {
        switch self {
        case .person, .putThrough: true
        default: false
        }
    }

    /// Whether something came of the call: a person, or a case.
    package var isHelp: Bool {
        if case .written = self { true } else { isPerson }
    }

    /// Whether two calls came to the same, wherever the steps on the way stand and whatever they are called.
    func isSame(as other: Landing) -> Bool {
        switch (self, other) {
        case (.hungUp, .hungUp), (.open, .open): true
        default: self == other
        }
    }

    /// `person in general`, `case for water`, `hung up in home`.
    package var label: String {
        switch self {
        case .person(let queue): "person in \(queue)"
        case .putThrough(let number): "put through to \(number)"
        case .written(let service): "case for \(service)"
        case .goodbye: "goodbye"
        case .hungUp(let step): "hung up in \(step)"
        case .ended(let reason): "ended: \(reason)"
        case .open(let step): "under way in \(step)"
        }
    }
}

/// Follows a call to its landing.
struct LandingFinder: Sendable {
    private var person: Landing?
    private var writing: [WalkToken: String] = [:]
    private var written: Landing?
    private var end: Landing?
    private var step = ""
    /// When the caller came to a person, since the call began.
    private(set) var personAt: Duration?
    private(set) var keys = 0
    /// Keys before the caller came to a person.
    private(set) var keysToPerson: Int?

    mutating func add(_ occurrence: Occurrence) {
        if case .key = occurrence.event { keys += 1 }
        for effect in occurrence.effects {
            switch effect {
            case .trail(let name, .entered): step = name
            case .enqueue(_, let queue, _): came(to: .person(queue: queue), at: occurrence.at)
            case .transfer(_, let target, _, _): came(to: .putThrough(number: target.number), at: occurrence.at)
            case .openCase(let token, let service, _, _): writing[token] = service
            case .leaveQueue(_, let reason) where reason == .closed: forgetPerson()
            case .hangUp(let reason): end = reason == .goodbye || reason == .served ? .goodbye : .ended(reason)
            default: break
            }
        }
        switch occurrence.event {
        case .caseOpened(let token, .some): written = writing[token].map { .written(service: $0) } ?? written
        case .queue(_, .refused), .transfer(_, .unanswered), .transfer(_, .failed): forgetPerson()
        case .hungUp:
            // A message that was being spoken becomes a case without an answer to the walk.
            if let service = writing.values.first, written == nil { written = .written(service: service) }
            end = .hungUp(step: step)
        default: break
        }
    }

    var landing: Landing { person ?? written ?? end ?? .open(step: step) }

    private mutating func came(to landing: Landing, at moment: Duration) {
        person = landing
        if personAt == nil { (personAt, keysToPerson) = (moment, keys) }
    }

    private mutating func forgetPerson() { (person, personAt, keysToPerson) = (nil, nil, nil) }
}

extension Replay {
    /// Where the call came to.
    package var landing: Landing {
        var finder = LandingFinder()
        for occurrence in occurrences { finder.add(occurrence) }
        return finder.landing
    }
}
