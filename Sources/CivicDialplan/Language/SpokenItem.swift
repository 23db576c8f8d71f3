/// How the value of a variable is spoken; the words of the language.
package enum Speaking: String, Hashable, Sendable, CaseIterable {
    case number, digits, ordinal, position, date, time, money, minutes, days
    case caseNumber = "case-number"
    case weekdayDate = "weekday-date"

    func speaks(_ type: DialplanType) -> Bool {
        switch (self, type) {
        case (.digits, .text), (.digits, .oneOf), (.caseNumber, .text), (.caseNumber, .oneOf): true
        case (.number, .number), (.ordinal, .number), (.position, .number), (.money, .number), (.minutes, .number),
            (.days, .number):
            true
        case (.date, .date), (.time, .date), (.weekdayDate, .date), (.time, .time): true
        default: false
        }
    }
}

/// A name that may end on the value of a variable: `case-state.{status.state}`.
package struct NameTemplate: Hashable, Sendable {
    package var prefix: String
    /// `nil` for a plain name.
    package var variable: String?
    package var suffix: String

    func renamed(_ name: (String) -> String) -> NameTemplate {
        NameTemplate(prefix: prefix, variable: variable.map(name), suffix: suffix)
    }

    /// `nil` when the variable has no text.
    func name(_ variables: (String) -> DialplanValue) -> String? {
        guard let variable else { return prefix }
        guard case .text(let text) = variables(variable) else { return nil }
        return prefix + text + suffix
    }
}

/// One thing that a step says.
package struct SpokenItem: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case prompt(NameTemplate)
        case value(variable: String, Speaking)
        case pause(milliseconds: Int)
    }

    package var content: Content
    /// Left out unless it holds.
    package var condition: Expression?

    func speaks(of variables: Set<String>) -> Bool {
        switch content {
        case .value(let variable, _): variables.contains(variable)
        case .prompt(let template): template.variable.map(variables.contains) ?? false
        case .pause: false
        }
    }
}
