/// What a look-up gives, as plans know it and as a trial call may answer it.
extension Plan {
    /// The fields of a source by their types: as the plan was compiled with them, else those of the citizens' record.
    package func fields(ofLookUp source: String) -> [String: DialplanType]? {
        for step in steps {
            if case .lookUp(let lookUp) = step.action, lookUp.source == source { return lookUp.fields }
        }
        return LookUpSignature.hotline[source]?.fields
    }
}

extension WalkSimulator {
    /// A line that answers the look-up which is waited for, with a likely value of each field: `found owed=1 state=due`.
    package var sampleAnswer: String? {
        guard let source = call.lookUps.first?.source, let fields = walk.plan.fields(ofLookUp: source) else {
            return nil
        }
        let words = fields.sorted { $0.key < $1.key }.compactMap { name, type in
            Self.sample(name, type).map { "\(name)=\($0)" }
        }
        return (["found"] + words).joined(separator: " ")
    }

    private static func sample(_ name: String, _ type: DialplanType) -> String? {
        switch type {
        case .text: name == "language" ? nil : "10000017"
        case .oneOf(let words): words.sorted().first
        case .number: name == "citizen" ? nil : "1"
        case .flag: "true"
        case .date: "2026-12-01"
        case .time: "08:30"
        }
    }
}
