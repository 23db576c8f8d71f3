package import CivicDialplan
import CivicCore
import Foundation

/// One value of an answer: where it stands, what it is, and how it becomes a value of the dialplan.
package struct AnswerField: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Spoken digit by digit, or compared; at most so many characters.
        case text(longest: Int)
        /// The endpoint's words (or numbers) and ours for them.
        case oneOf([String: String])
        /// Whole.
        case number
        /// In fen; the endpoint tells yuan or fen.
        case money(MoneyUnit)
        case flag
        case date
        case time

        package var type: DialplanType {
            switch self {
            case .text: .text
            case .oneOf(let words): .oneOf(Set(words.values))
            case .number, .money: .number
            case .flag: .flag
            case .date: .date
            case .time: .time
            }
        }
    }

    /// What the endpoint counts money in.
    package enum MoneyUnit: String, Sendable, CaseIterable {
        case yuan, fen
    }

    package var name: String
    package var place: JSONPointer
    package var kind: Kind
    /// May be missing or null; it is absent then.
    package var isOptional: Bool
    /// Nobody but the caller concerned may hear it.
    package var isPersonal: Bool

    /// The largest number that is spoken, and its negative.
    package static let largest = 1_000_000_000_000

    /// Reads it out of an answer.
    func value(in answer: JSONValue, zone: TimeZone) throws(SourceFault) -> DialplanValue {
        let found = place.value(in: answer) ?? .null
        if found == .null, isOptional { return .absent }
        if let value = value(of: found, zone: zone) { return value }
        throw .wrongField(name, expected: expected, found: found == .null ? "nothing" : found.kind)
    }

    private func value(of found: JSONValue, zone: TimeZone) -> DialplanValue? {
        switch (kind, found) {
        case (.text(let longest), .text(let text)): text.count <= longest ? .text(text) : nil
        case (.text(let longest), .number(let number)):
            "\(number)".count <= longest ? .text("\(number)") : nil
        case (.oneOf(let words), .text(let text)): words[text].map { .text($0) }
        case (.oneOf(let words), .number(let number)): words["\(number)"].map { .text($0) }
        case (.oneOf(let words), .flag(let flag)): words["\(flag)"].map { .text($0) }
        case (.number, .number(let number)): Self.whole(number).map { .number($0) }
        case (.number, .text(let text)): Self.decimal(text).flatMap(Self.whole).map { .number($0) }
        case (.money(let unit), .number(let number)): Self.fen(number, unit).map { .number($0) }
        case (.money(let unit), .text(let text)):
            Self.decimal(text).flatMap { Self.fen($0, unit) }.map { .number($0) }
        case (.flag, .flag(let flag)): .flag(flag)
        case (.date, .text(let text)): AnswerTime.date(text, zone: zone).map { .date($0) }
        case (.date, .number(let number)): AnswerTime.date(epoch: number).map { .date($0) }
        case (.time, .text(let text)): TimeOfDay.minutes(text).map { .time(minutes: $0) }
        default: nil
        }
    }

    /// What an administrator is told that it ought to be.
    package var expected: String {
        switch kind {
        case .text(let longest): "a text of at most \(longest) characters"
        case .oneOf(let words): "one of \(words.keys.sorted().joined(separator: ", "))"
        case .number: "a whole number"
        case .money(.yuan): "an amount in yuan"
        case .money(.fen): "a whole amount in fen"
        case .flag: "true or false"
        case .date: "a date (2026-12-01, a time of ISO 8601, or seconds or milliseconds since 1970)"
        case .time: "a time of day (08:30)"
        }
    }

    /// Digits with a point, as JSON writes numbers; endpoints put amounts into texts to keep them exact.
    private static func decimal(_ text: String) -> Decimal? {
        guard text.wholeMatch(of: /-?[0-9]{1,15}(\.[0-9]{1,10})?/) != nil else { return nil }
        return Decimal(string: text, locale: nil)
    }

    private static func whole(_ number: Decimal) -> Int? {
        guard abs(number) <= Decimal(largest) else { return nil }
        let whole = NSDecimalNumber(decimal: number).intValue
        return Decimal(whole) == number ? whole : nil
    }

    /// Parts of a fen are no money that anybody owes; they are refused rather than rounded.
    private static func fen(_ amount: Decimal, _ unit: MoneyUnit) -> Int? {
        whole(unit == .yuan ? amount * 100 : amount)
    }
}
