/// One answer that a unit gave, and what the citizen said of it.
package struct UnitAnswer: Equatable, Sendable {
    package enum Grade: Int, CaseIterable, Sendable {
        case satisfied = 1
        case partly = 2
        case dissatisfied = 3
    }

    package var unit: String
    package var service: String
    /// Before the deadline that the citizen was told.
    package var isInTime: Bool
    /// nil where the citizen has not said so far.
    package var isSolved: Bool?
    package var grade: Grade?

    package init(unit: String, service: String, isInTime: Bool, isSolved: Bool?, grade: Grade?) {
        self.unit = unit
        self.service = service
        self.isInTime = isInTime
        self.isSolved = isSolved
        self.grade = grade
    }
}
