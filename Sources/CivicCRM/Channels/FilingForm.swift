package import CivicCore
import Foundation

/// What may be filled in when a matter is filed.
package enum FilingField: String, CaseIterable, Sendable {
    case service, words, township, village, address, name, number, identity, happened, email, answer
}

/// What is wrong with one field.
package struct FieldFault: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case missing
        case tooLong = "too-long"
        /// Not one of the list.
        case unknown
        case notANumber = "not-a-number"
        /// Whoever wants to be called has to leave a number.
        case numberNeeded = "number-needed"
        case identityShape = "identity-shape"
        case identityDate = "identity-date"
        case identityChecksum = "identity-checksum"
        case notADate = "not-a-date"
        case noSuchDate = "no-such-date"
        case inFuture = "in-future"
        case notAnAddress = "not-an-address"
        /// Whoever wants an e-mail has to leave an address.
        case addressNeeded = "address-needed"
    }

    package var field: FilingField
    package var kind: Kind
    /// Of `tooLong`: how many characters are taken, and how many came.
    package var limit: Int?
    package var count: Int?

    package init(_ field: FilingField, _ kind: Kind, limit: Int? = nil, count: Int? = nil) {
        self.field = field
        self.kind = kind
        self.limit = limit
        self.count = count
    }

    /// What is wrong, for programmers of applications; pages have their own words.
    package var detail: String {
        switch kind {
        case .missing: "It is missing."
        case .tooLong: "It is too long: \(count ?? 0) characters."
        case .unknown: "It is not one of the list."
        case .notANumber: "It is not a telephone number."
        case .numberNeeded: "An answer by telephone needs a number."
        case .identityShape: "An ID number has seventeen digits and a last digit or X."
        case .identityDate: "The date of birth in the ID number does not exist or has not come."
        case .identityChecksum: "The last character of the ID number does not fit the others."
        case .notADate: "It is not a date."
        case .noSuchDate: "There is no such day in the calendar."
        case .inFuture: "The day has not come yet."
        case .notAnAddress: "It is not an e-mail address."
        case .addressNeeded: "An answer by e-mail needs an address."
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch kind {
        case .missing: "Fill it in."
        case .tooLong: "Write at most \(limit ?? 0) characters; the rest can follow as messages."
        case .unknown: "Choose one that is offered."
        case .notANumber: "Write it with its area code, such as 0831 1234567 or +86 138 0000 0001, or leave it out."
        case .numberNeeded: "Leave a number, or choose to look the answer up."
        case .identityShape, .identityDate, .identityChecksum: "Compare it with the card, or leave it out."
        case .notADate, .noSuchDate: "Write it as 2026-11-03, or leave it out."
        case .notAnAddress: "Write it such as name@example.com, or leave it out."
        case .addressNeeded: "Leave an e-mail address, or choose to look the answer up."
        case .inFuture: "Write the day on which it happened, or leave it out."
        }
    }
}

/// A matter as it was typed; empty texts were left out.
package struct FilingForm: Equatable, Sendable {
    package var fields: [FilingField: String]

    package init(_ fields: [FilingField: String] = [:]) {
        self.fields = fields
    }

    package subscript(field: FilingField) -> String {
        get { fields[field] ?? "" }
        set { fields[field] = newValue }
    }

    /// Most characters of each free text.
    package static let limits: [FilingField: Int] = [
        .words: 2_000, .township: 60, .village: 60, .address: 200, .name: 60,
    ]

    /// The matter, or everything that is wrong with it, in the order of the fields.
    ///
    /// - Parameters:
    ///   - services: the ids that can be chosen.
    ///   - today: in the county.
    ///   - placeNeeded: whether a matter without any place is refused.
    package func check(services: [String], numbering: NumberingRule, today: CivilDay, placeNeeded: Bool = true)
        -> Result<Filing, FilingFaults>
    {
        var checker = Checker(form: self)
        var filing = Filing(service: "", words: "")
        filing.service = checker.chosen(.service, among: services)
        filing.words = checker.text(.words) ?? ""
        if filing.words.isEmpty { checker.note(.words, .missing) }
        filing.township = checker.text(.township)
        filing.village = checker.text(.village)
        filing.address = checker.text(.address)
        if placeNeeded, filing.township == nil, filing.address == nil { checker.note(.township, .missing) }
        filing.name = checker.text(.name)
        filing.number = checker.number(numbering)
        filing.identity = checker.identity(today)
        filing.happenedOn = checker.day(today)
        filing.email = checker.address()
        let answer = Self.clean(self[.answer])
        let way = answer.isEmpty ? .look : AnswerWay(rawValue: answer)
        if way == nil { checker.note(.answer, .unknown) }
        if way == .phone, Self.clean(self[.number]).isEmpty { checker.note(.number, .numberNeeded) }
        if way == .email, Self.clean(self[.email]).isEmpty { checker.note(.email, .addressNeeded) }
        filing.answer = way ?? .look
        let faults = FilingField.allCases.flatMap { field in checker.faults.filter { $0.field == field } }
        return faults.isEmpty ? .success(filing) : .failure(FilingFaults(faults: faults))
    }

    /// Without white space around it and without control characters. Everything else stays as it was typed, also what a
    /// table calculation would take for a formula.
    package static func clean(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars
        where scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control {
            kept.append(scalar)
        }
        return String(kept).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// All faults of a form.
package struct FilingFaults: Error, Equatable, Sendable {
    package var faults: [FieldFault]
}

private struct Checker {
    let form: FilingForm
    var faults: [FieldFault] = []

    mutating func note(_ field: FilingField, _ kind: FieldFault.Kind) { faults.append(FieldFault(field, kind)) }

    mutating func text(_ field: FilingField) -> String? {
        let text = FilingForm.clean(form[field])
        if let limit = FilingForm.limits[field], text.unicodeScalars.count > limit {
            faults.append(FieldFault(field, .tooLong, limit: limit, count: text.unicodeScalars.count))
        }
        return text.isEmpty ? nil : text
    }

    mutating func chosen(_ field: FilingField, among known: [String]) -> String {
        let id = FilingForm.clean(form[field])
        if !known.contains(id) { note(field, id.isEmpty ? .missing : .unknown) }
        return id
    }

    mutating func number(_ numbering: NumberingRule) -> PhoneNumber? {
        let typed = FilingForm.clean(form[.number])
        guard !typed.isEmpty else { return nil }
        let digits = String(
            typed.map { $0.wholeNumberValue.flatMap { (0...9).contains($0) ? Character(String($0)) : nil } ?? $0 })
        // Seven digits: a local number; what is shorter could not be called back.
        guard typed.count <= 40, let number = numbering.number(from: digits),
            number.key.filter(\.isNumber).count >= 7
        else {
            note(.number, .notANumber)
            return nil
        }
        return number
    }

    mutating func address() -> MailAddress? {
        let typed = FilingForm.clean(form[.email])
        guard !typed.isEmpty else { return nil }
        let address = MailAddress(typed)
        if address == nil { note(.email, .notAnAddress) }
        return address
    }

    mutating func identity(_ today: CivilDay) -> IdentityNumber? {
        let typed = FilingForm.clean(form[.identity])
        guard !typed.isEmpty else { return nil }
        do {
            return try IdentityNumber(typed: String(typed.prefix(64)), today: today)
        } catch {
            switch error {
            case .shape: note(.identity, .identityShape)
            case .date: note(.identity, .identityDate)
            case .checksum: note(.identity, .identityChecksum)
            }
            return nil
        }
    }

    mutating func day(_ today: CivilDay) -> CivilDay? {
        let typed = FilingForm.clean(form[.happened])
        guard !typed.isEmpty else { return nil }
        guard let numbers = CivilDay.numbers(in: String(typed.prefix(64))) else {
            note(.happened, .notADate)
            return nil
        }
        guard let day = CivilDay(year: numbers.year, month: numbers.month, day: numbers.day), day.year >= 1880 else {
            note(.happened, .noSuchDate)
            return nil
        }
        if day > today { note(.happened, .inFuture) }
        return day
    }
}
