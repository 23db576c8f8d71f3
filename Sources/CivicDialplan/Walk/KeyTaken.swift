/// A key that came before a step could take it.
struct KeyTyped: Sendable {
    var key: Character
    /// Of the keys of this call, from 1.
    var number: Int
}

/// A key that a step has taken, for what is written down of a call.
package struct KeyTaken: Hashable, Sendable {
    package enum Use: Hashable, Sendable {
        case open
        /// A digit that the plan marks as secret, or the year of birth.
        case secret
        /// A secret digit of a number that did not pass its check.
        case failing
    }

    /// Of the keys of this call, from 1.
    package var number: Int
    /// Name of the step.
    package var step: String
    package var use: Use

    /// Stands for a secret key where a call is walked again.
    package static let mask: Character = "•"
    /// The same where the number did not pass its check.
    package static let failingMask: Character = "×"

    static func isMask(_ key: Character) -> Bool { key == mask || key == failingMask }
}

extension Walk {
    /// The last word on a key counts.
    mutating func takes(_ key: Int, as use: KeyTaken.Use) {
        keysTaken.append(KeyTaken(number: key, step: currentStep, use: use))
    }
}
