/// What somebody who works on a case is shown of its citizen: what they need to know, and no more.
///
///     viewer        name          number             village, needs   others' notes   files              confidential
///     centre        whole         yes                yes              yes             yes                marked as such
///     department    whole         yes                yes              yes             yes                nothing of the citizen
///     enterprise    family name   once it accepted   no               no              once it accepted   nothing of the citizen
///
/// In a confidential case the name and the number are taken out of the texts as well, and what was filled in beside the words
/// of a written matter is left out.
package struct CaseSight: Equatable, Sendable {
    package enum Viewer: Equatable, Sendable {
        case centre
        case unit(HandlingUnit)
    }

    /// Stands where something is left out of a text.
    package static let hidden = "＊＊＊"

    package var name: String?
    package var number: String?
    package var township: String?
    package var village: String?
    package var accessibility: String?
    package var summary: String
    package var history: [CaseEvent]
    /// Scans and photographs say who somebody is, whatever is taken out of the texts.
    package var seesFiles = true

    package init(_ file: CaseFile, for viewer: Viewer) {
        let record = file.record
        township = file.citizen?.township
        summary = record.summary
        history = file.history
        guard case .unit(let unit) = viewer else {
            name = file.citizen?.name
            number = record.contactNumber
            village = file.citizen?.village
            accessibility = file.citizen?.accessibility
            return
        }
        if unit.kind == .enterprise {
            history = history.map { $0.forPartner }
        }
        if record.isConfidential {
            seesFiles = false
            for index in history.indices where history[index].isFilled { history[index].note = Self.hidden }
            hide([file.citizen?.name, record.contactNumber, record.contactNumber.map { String($0.suffix(11)) }])
            return
        }
        switch unit.kind {
        case .department, .township:
            name = file.citizen?.name
            number = record.contactNumber
            village = file.citizen?.village
            accessibility = file.citizen?.accessibility
        case .enterprise:
            name = file.citizen.map { Self.familyName($0.name) }
            seesFiles = file.life.acceptedBy == unit.id
            number = seesFiles ? record.contactNumber : nil
        }
    }

    private mutating func hide(_ words: [String?]) {
        for word in words.compactMap(\.self) where !word.isEmpty {
            summary = summary.replacing(word, with: Self.hidden)
            for index in history.indices {
                history[index].note = history[index].note.replacing(word, with: Self.hidden)
            }
        }
    }

    /// 张三 becomes 张＊, Emma Clark becomes Clark.
    private static func familyName(_ name: String) -> String {
        if let last = name.split(separator: " ").last, name.contains(" ") { return String(last) }
        return name.prefix(1) + "＊"
    }
}

extension CaseEvent {
    /// What the house noted of a written matter: name, number, place.
    fileprivate var isFilled: Bool { by == "system" && state == nil && fact == nil }

    /// Without the words of notes that are between the county's own offices.
    fileprivate var forPartner: CaseEvent {
        var line = self
        switch fact {
        case .answered, .refused, .timeAsked, .granted, .turnedDown, .resumed, .disputed, .decided, .accepted: break
        default: line.note = state == .received ? note : ""
        }
        return line
    }
}
