import CivicCore
import CivicYAML

/// What the keys of a `collect` mean: how many there are, how they are checked, and what value they become.
package enum CollectKind: Hashable, Sendable {
    /// Text, as it was keyed.
    case digits
    /// Text of 18 signs; see `CitizenIDNumber`.
    case idNumber
    /// `20261001`, or `1001` for the nearest such day; a date, at midnight.
    case date(DateBounds)
    /// Yuan, with star as the decimal point: `12*50`. A number, in fen.
    case money

    /// The words of the language.
    package enum Word: String, Hashable, Sendable, CaseIterable {
        case digits, date, money
        case idNumber = "id-number"

        var type: DialplanType {
            switch self {
            case .digits, .idNumber: .text
            case .date: .date
            case .money: .number
            }
        }
    }

    package var word: Word {
        switch self {
        case .digits: .digits
        case .idNumber: .idNumber
        case .date: .date
        case .money: .money
        }
    }

    /// How the value is read back to the caller.
    var speaking: Speaking {
        switch self {
        case .digits, .idNumber: .digits
        case .date: .date
        case .money: .money
        }
    }

    /// Whether star is one of the keys, whatever the plan says.
    var needsStar: Bool { self == .idNumber || self == .money }

    /// The value of what was keyed, and how it is written on the agent's screen; `nil` when it fails the check.
    func value(of keys: String, today: LocalDate, in local: LocalTime) -> (value: DialplanValue, text: String)? {
        switch self {
        case .digits: return (.text(keys), keys)
        case .idNumber: return CitizenIDNumber.read(keys, today: today).map { (.text($0), $0) }
        case .date(let bounds):
            guard let date = bounds.date(keys, today: today) else { return nil }
            return (.date(local.instant(date, seconds: 0, repeated: .first)), date.description)
        case .money:
            guard let fen = Self.fen(keys) else { return nil }
            let rest = fen % 100
            return (.number(fen), "\(fen / 100).\(rest < 10 ? "0" : "")\(rest)")
        }
    }

    /// `12`, `12*5`, `12*50`, `*50`; at most two digits behind the star.
    private static func fen(_ keys: String) -> Int? {
        let parts = keys.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts[0].count <= mostYuan, fraction.count <= 2, let yuan = parts[0].isEmpty ? 0 : Int(parts[0]),
            let fen = fraction.isEmpty ? 0 : Int(fraction)
        else { return nil }
        return yuan * 100 + (fraction.count == 1 ? fen * 10 : fen)
    }
}

extension CollectKind {
    /// `kind` and what goes with it.
    init(reading reader: inout StepReader) {
        let word: Word = reader.yaml.choice("kind", default: .digits) ?? .digits
        switch word {
        case .digits: self = .digits
        case .idNumber: self = .idNumber
        case .date: self = .date(DateBounds(reading: &reader))
        case .money: self = .money
        }
        let strange: [String] =
            switch word {
            case .digits: ["check-failed"]
            case .idNumber, .money: ["digits", "star"]
            case .date: ["star"]
            }
        for key in strange {
            guard let value = reader.yaml.optional(key) else { continue }
            reader.yaml.note("'\(key)' does not go with kind: \(word.rawValue)", at: value, rule: "unknown-key")
        }
    }

    /// Digits of a sum in front of the point.
    private static let mostYuan = 9
    /// Keys of a sum, with the point and two digits behind it.
    static let mostForMoney = mostYuan + 3
}
