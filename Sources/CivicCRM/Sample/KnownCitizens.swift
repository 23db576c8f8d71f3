import CivicCore
import Foundation

/// Citizens who are the same in every sample county, for demonstrations and tests.
///
///     id  who                 number           what is there
///     1   王秀兰, own phone     +8612900001001   serial 1234 (number 00012344): in work, pension
///     2-5 李建国's household    +8612900001002   one telephone for four; 李小梅 has serial 1238, 李强 his own mobile
///     6   Emma Clarke         +447700900123    speaks English; serial 1235, answered
///     7   赵德福, ID ends in X  +8612900001003   serial 1236, closed; proof 302*
///     8   陈玉珍, two phones    +8612900001004/5 hard of hearing, dialect; serial 1237, overdue
///
/// Numbers in +86 12… are given to no subscriber (mobile numbers begin with 13 to 19, and 12… are short service
/// codes); +44 7700 900… is Ofcom's range for drama. ID suffixes and PINs are made up.
package enum KnownCitizens {
    package struct Known: Equatable, Sendable {
        package var id: Int64
        package var name: String
        package var number: String
        package var idSuffix: String
        package var pin: String?
        /// The case to ask for.
        package var caseNumber: CaseNumber?

        /// What is keyed as proof: the last four of the ID number with `*` for X.
        package var keyedSuffix: String { idSuffix.replacing("X", with: "*") }
    }

    package static let ownPhone = Known(
        id: 1, name: "王秀兰", number: "+8612900001001", idSuffix: "4821", pin: "2580",
        caseNumber: CaseNumber(serial: 1234))
    package static let householdNumber = "+8612900001002"
    package static let household: [Known] = [
        Known(id: 2, name: "李建国", number: householdNumber, idSuffix: "1357"),
        Known(id: 3, name: "张桂芳", number: householdNumber, idSuffix: "2468"),
        Known(id: 4, name: "李强", number: householdNumber, idSuffix: "5079", pin: "1470"),
        Known(id: 5, name: "李小梅", number: householdNumber, idSuffix: "6182", caseNumber: CaseNumber(serial: 1238)),
    ]
    package static let englishSpeaker = Known(
        id: 6, name: "Emma Clarke", number: "+447700900123", idSuffix: "7391", pin: "3690",
        caseNumber: CaseNumber(serial: 1235))
    package static let suffixWithX = Known(
        id: 7, name: "赵德福", number: "+8612900001003", idSuffix: "302X", caseNumber: CaseNumber(serial: 1236))
    package static let twoPhones = Known(
        id: 8, name: "陈玉珍", number: "+8612900001004", idSuffix: "8813", caseNumber: CaseNumber(serial: 1237))

    package static let count = 8
    /// Kept free of ordinary sample cases.
    static let serials = 1_200...1_299
    static let secondNumber = "+8612900001005"
    /// Of the household's son.
    static let mobile = "+8612900001006"
}
