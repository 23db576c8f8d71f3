import CivicCRM
import CivicCore
import Foundation

/// What an agent types in of a paper, beside the fields of the public form.
struct Entry: Sendable {
    var form: FilingForm
    var channel: String
    var received: String
    var search: String
    var citizen: String
    var isConfidential: Bool

    /// The ways by which paper and people come.
    static let channels: [Channel] = [.counter, .letter, .fax, .television]

    init(_ fields: [String: String], today: CivilDay) {
        let known = FilingField.allCases.compactMap { field in fields[field.rawValue].map { (field, $0) } }
        form = FilingForm(Dictionary(known) { first, _ in first })
        channel = fields["channel"] ?? Channel.counter.rawValue
        received = fields["received"] ?? today.description
        search = fields["search"] ?? ""
        citizen = fields["citizen"] ?? ""
        isConfidential = fields["confidential"] == "on"
    }

    enum Fault: String, CaseIterable {
        case channel = "enter.fault.channel"
        case notADay = "enter.fault.not-a-day"
        case notYet = "enter.fault.not-yet"
        /// More than a year ago: a slip of the pen, most likely.
        case tooOld = "enter.fault.too-old"
        case citizen = "enter.fault.citizen"
    }

    /// The day on which the paper came, and when its clock starts: now for today's, else with the day, so that what lay on
    /// our table is not the citizen's loss.
    func clockStart(at now: Date, in zone: TimeZone) -> Result<Date, Entry.DayFault> {
        guard let numbers = CivilDay.numbers(in: String(received.prefix(40))),
            let day = CivilDay(year: numbers.year, month: numbers.month, day: numbers.day)
        else { return .failure(DayFault(fault: .notADay)) }
        let today = CivilDay(now, in: zone)
        guard day <= today else { return .failure(DayFault(fault: .notYet)) }
        guard day < today else { return .success(now) }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard let start = calendar.date(from: DateComponents(year: day.year, month: day.month, day: day.day)),
            now.timeIntervalSince(start) <= 366 * 86_400
        else { return .failure(DayFault(fault: .tooOld)) }
        return .success(start)
    }

    struct DayFault: Error, Equatable {
        var fault: Fault
    }
}

/// The form of `/enter` as markup.
struct EnterForm {
    let fields: AskForm
    private let words: [String: String]

    init(site: Site, language: PageLanguage, offersMail: Bool, rule: AttachmentRule) {
        fields = AskForm(site: site, language: language, offersMail: offersMail, rule: rule)
        words = site.words(in: language)
    }

    /// What stands above the fields.
    struct Notes {
        var faults: [FieldFault] = []
        var entryFaults: [Entry.Fault] = []
        var fileFault: AttachmentFault?
        /// Those that the search found; nil before a search.
        var found: [Citizen]?
        var notice: String?
        var lostFiles = false
    }

    func markup(_ entry: Entry, _ notes: Notes, services: [DeskCatalogue.Service], token: String) -> String {
        let form = entry.form
        return [
            notice(notes),
            "<form class=\"entry\" method=\"post\" action=\"/enter\" enctype=\"multipart/form-data\">",
            "<input type=\"hidden\" name=\"token\" value=\"\(HTMLText.escape(token))\">",
            "<div class=\"pair\">", channels(entry), received(entry, notes), "</div>",
            fields.select(form[.service], notes.faults, services), fields.area(form[.words], notes.faults),
            people(entry, notes),
            "<fieldset><legend>\(word("ask.where"))</legend>", fields.input(.township, form, notes.faults),
            fields.input(.village, form, notes.faults), fields.input(.address, form, notes.faults),
            fields.input(.happened, form, notes.faults), "</fieldset>",
            fields.ways(form[.answer], notes.faults),
            "<p><input type=\"checkbox\" id=\"confidential\" name=\"confidential\"\(entry.isConfidential ? " checked" : "")>"
                + " <label class=\"beside\" for=\"confidential\">\(word("new-case.confidential"))</label></p>",
            fields.fileInput(notes.fileFault, areLost: notes.lostFiles),
            "<p><button type=\"submit\" name=\"do\" value=\"file\" class=\"primary\">\(word("enter.save"))</button></p></form>",
        ].joined(separator: "\n")
    }

    private func notice(_ notes: Notes) -> String {
        if let notice = notes.notice { return "<p class=\"bad\" role=\"alert\">\(word(notice))</p>" }
        let own = notes.entryFaults.map { "<p>\(word($0.rawValue))</p>" }.joined()
        return (own.isEmpty ? "" : "<div class=\"bad\" role=\"alert\">\(own)</div>")
            + fields.summary(notes.faults, notes.fileFault)
    }

    private func channels(_ entry: Entry) -> String {
        let options = Entry.channels.map { channel in
            "<option value=\"\(channel.rawValue)\"\(channel.rawValue == entry.channel ? " selected" : "")>"
                + "\(word("channel.\(channel.rawValue)"))</option>"
        }
        return "<p><label for=\"channel\">\(word("enter.channel"))</label><select id=\"channel\" name=\"channel\">"
            + options.joined() + "</select></p>"
    }

    private func received(_ entry: Entry, _ notes: Notes) -> String {
        let isFaulty = notes.entryFaults.contains { $0 != .channel && $0 != .citizen }
        return "<p><label for=\"received\">\(word("enter.received"))</label><input id=\"received\" name=\"received\""
            + " type=\"date\" required aria-describedby=\"received-hint\" value=\"\(HTMLText.escape(entry.received))\""
            + (isFaulty ? " aria-invalid=\"true\"" : "")
            + "><span class=\"hint\" id=\"received-hint\">\(word("enter.received.hint"))</span></p>"
    }

    private func people(_ entry: Entry, _ notes: Notes) -> String {
        var choice = ""
        if let found = notes.found {
            let rows = found.map { citizen in
                let about = [citizen.name, citizen.birthYear.map { String($0) }, citizen.township, citizen.village]
                return radio(
                    String(citizen.id), entry.citizen,
                    HTMLText.escape(about.compactMap(\.self).joined(separator: " · ")))
            }
            choice =
                (found.isEmpty ? "<p class=\"hint\" role=\"status\">\(word("enter.nobody"))</p>" : "")
                + rows.joined() + radio("", entry.citizen, word("enter.unknown"))
        } else if !entry.citizen.isEmpty {
            choice = "<input type=\"hidden\" name=\"citizen\" value=\"\(HTMLText.escape(entry.citizen))\">"
        }
        return [
            "<fieldset><legend>\(word("enter.who"))</legend>",
            "<p><label for=\"search\">\(word("enter.search"))</label><span class=\"row\"><input id=\"search\" name=\"search\""
                + " type=\"search\" maxlength=\"64\" value=\"\(HTMLText.escape(entry.search))\">"
                + "<button type=\"submit\" name=\"do\" value=\"search\" formnovalidate>\(word("search"))</button></span></p>",
            choice, "<p class=\"hint\">\(word("enter.who.hint"))</p>",
            fields.input(.name, entry.form, notes.faults), fields.input(.number, entry.form, notes.faults),
            fields.input(.identity, entry.form, notes.faults), fields.input(.email, entry.form, notes.faults),
            "</fieldset>",
        ].joined(separator: "\n")
    }

    private func radio(_ value: String, _ chosen: String, _ label: String) -> String {
        let id = value.isEmpty ? "citizen-unknown" : "citizen-\(value)"
        return "<p><input type=\"radio\" id=\"\(id)\" name=\"citizen\" value=\"\(HTMLText.escape(value))\""
            + "\(value == chosen ? " checked" : "")> <label class=\"beside\" for=\"\(id)\">\(label)</label></p>"
    }

    private func word(_ key: String) -> String { HTMLText.escape(words[key] ?? key) }
}
