package import CivicCore
import Foundation

extension Citizen {
    /// From the year on in which a citizen becomes so old (60, as in the law on the rights of the elderly, 2018), the
    /// citizen is elderly.
    package static let elderlyFrom = 60

    /// Whether the citizen is elderly on a day; nobody is whose year of birth is not known.
    package func isElderly(on day: LocalDate) -> Bool {
        birthYear.map { day.year - $0 >= Self.elderlyFrom } ?? false
    }
}
