import CivicCore
import Foundation

/// A second record of somebody in the sample county, as they come about where a name is taken down at a counter or from a form.
package struct SampleDouble: Equatable, Sendable {
    package var citizen: Citizen
    /// Key of the telephone that both have.
    package var number: String?
    package var contact: Contact
    package var record: SampleCase
}

extension SampleCountyGenerator {
    /// Three people who have two records: one gave no ID number, one has moved, one has another given name now.
    ///
    /// - Parameter people: who have a telephone of their own; too few have no doubles.
    package mutating func doubles(of people: [SampleTroubles.Person]) -> [SampleDouble] {
        guard people.count >= 40, let service = catalogue.services.first else { return [] }
        return (0..<3).map { index in
            let person = people[20 + index]
            var citizen = person.citizen
            citizen.id = citizenId()
            citizen.pinHash = nil
            citizen.accessibility = nil
            var number: String?
            switch index {
            case 0:
                citizen.idSuffix = nil
                number = person.number
            case 1:
                (citizen.township, citizen.village) = ("白云乡", "竹溪村")
            default:
                citizen.name = String(citizen.name.prefix(1)) + "雅兰"
            }
            let at = asOf.addingTimeInterval(-Double(20 + index * 30) * 86_400)
            var contact = contact(of: citizen, at: at, key: number, about: service)
            contact.outcome = "case-opened"
            let record = record(
                serial: serial(), of: citizen, service: service, openedAt: contact.endedAt ?? at, state: .inWork,
                channel: contact.channel, number: number, from: contact)
            return SampleDouble(citizen: citizen, number: number, contact: contact, record: record)
        }
    }
}
