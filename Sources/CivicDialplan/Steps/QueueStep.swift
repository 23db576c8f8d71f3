import CivicYAML

/// `queue: general`: a place in line, truly told, until an agent talks or the caller chooses otherwise.
///
///     joining ─joined─▶ waiting ◀─returned─┐
///        │                │  └──answered──▶ with agent ──served──▶ `served`
///        └─refused────────┴─key, overflow─▶ `closed`, choice, `overflow.to`
///
/// With `call-back` a key keeps the place and leads to the step that arranges it. When the hotline calls the citizen, the
/// walk begins here: greeting ─key 1─▶ joining, in the place that was kept.
package struct QueueStep: Hashable, Sendable {
    package struct Overflow: Hashable, Sendable {
        package var after: Duration
        package var to: StepID
    }

    /// The place is kept while the caller hangs up.
    package struct CallBack: Hashable, Sendable {
        package var key: Character
        /// Where number and time are settled.
        package var to: StepID
        /// Said when the citizen answers our call. It names nobody: a phone is shared.
        package var greeting: [SpokenItem]
    }

    package var queue: String
    /// What an agent has to know, from 1 to 5; relaxes while the caller waits.
    package var skills: [String: Int]
    /// Goes ahead of every other place; each use is counted.
    package var isLifeAndLimb: Bool
    package var callBack: CallBack?
    /// Said while the place is being written.
    package var prompt: [SpokenItem]
    /// Said once the caller has the place, before its position and wait.
    package var joined: [SpokenItem]
    /// Leads in to the wait in minutes.
    package var wait: [SpokenItem]
    package var waitUnknown: [SpokenItem]
    /// Said after the wait: what the caller may press.
    package var offer: [SpokenItem]
    package var music: String?
    /// How often the caller hears of the place.
    package var every: Duration
    package var comfort: [SpokenItem]
    /// Said when an agent was lost or gave the caller back.
    package var returned: [SpokenItem]
    package var choices: [Character: StepID]
    package var overflow: Overflow?
    /// There is no place to be had.
    package var closed: StepID
    /// After the agent has hung up; the call ends where absent.
    package var served: StepID?

    var exits: [Exit] {
        choices.sorted { $0.key < $1.key }.map { Exit(cause: .key($0.key), target: $0.value) }
            + (callBack.map { [Exit(cause: .key($0.key), target: $0.to)] } ?? [])
            + [Exit(cause: .outcome("closed"), target: closed)]
            + (overflow.map { [Exit(cause: .outcome("overflow"), target: $0.to)] } ?? [])
            + (served.map { [Exit(cause: .outcome("served"), target: $0)] } ?? [])
    }
}

extension QueueStep {
    init?(reading reader: inout StepReader) {
        let queue = reader.queue("queue")
        prompt = reader.optionalSpoken("prompt") ?? []
        joined = reader.optionalSpoken("joined") ?? []
        wait = reader.optionalSpoken("wait") ?? []
        waitUnknown = reader.optionalSpoken("wait-unknown") ?? []
        offer = reader.optionalSpoken("offer") ?? []
        music = reader.promptID("music")
        every = max(.seconds(5), reader.yaml.duration("every", default: .seconds(45)) ?? .seconds(45))
        comfort = reader.optionalSpoken("comfort") ?? []
        returned = reader.optionalSpoken("returned") ?? []
        choices = reader.optionalKeys("choices") { reader, value in reader.target(named: value) } ?? [:]
        overflow = reader.yaml.optional("overflow").flatMap { value in
            reader.inner(value) { inner in
                let after = inner.yaml.duration("after")
                let to = inner.target("to")
                guard let after, let to else { return nil }
                return Overflow(after: after, to: to)
            }
        }
        served = reader.optionalTarget("served")
        skills = Self.skills(&reader)
        isLifeAndLimb = reader.yaml.boolean("life-and-limb", default: false) ?? false
        callBack = reader.yaml.optional("call-back").flatMap { value in
            reader.inner(value) { CallBack(reading: &$0) }
        }
        if let callBack, choices[callBack.key] != nil, let place = reader.yaml.optional("call-back") {
            reader.yaml.note("key \(callBack.key) is one of 'choices' already", at: place, rule: "no-such-key")
        }
        let closed = reader.target("closed")
        guard let queue, let closed else { return nil }
        self.queue = queue
        self.closed = closed
    }

    private static func skills(_ reader: inout StepReader) -> [String: Int] {
        var skills: [String: Int] = [:]
        guard let value = reader.yaml.optional("skills") else { return skills }
        for entry in value.mapping ?? [] {
            let isName = entry.key.string?.wholeMatch(of: /[a-z][a-z0-9-]{0,31}/) != nil
            guard let name = entry.key.string, isName, let level = entry.value.integer, (1...5).contains(level) else {
                reader.yaml.note(
                    "'skills' takes levels from 1 to 5 by name, such as { tax: 3 }", at: entry.value, rule: "wrong-type"
                )
                continue
            }
            skills[name] = level
        }
        if value.mapping == nil {
            reader.yaml.note("'skills' takes levels by name, found \(value.kind)", at: value, rule: "wrong-type")
        }
        return skills
    }
}

extension QueueStep.CallBack {
    fileprivate init?(reading reader: inout StepReader) {
        let key = reader.yaml.required("key")
        let to = reader.target("to")
        let greeting = reader.spoken("greeting")
        guard let key, let to, let greeting else { return nil }
        let text = key.string ?? key.integer.map(String.init) ?? ""
        guard let sign = text.first, text.count == 1, "123456789*#".contains(sign) else {
            reader.yaml.note(
                "'key' takes one key from 1 to 9, \"*\" or \"#\", found \(key.kind)", at: key, rule: "no-such-key")
            return nil
        }
        (self.key, self.to, self.greeting) = (sign, to, greeting)
    }
}
