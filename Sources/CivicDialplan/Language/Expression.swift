import CivicCore

/// A condition or value of the dialplan language: typed, without side effects, and done in bounded time.
///
///     caller.open-cases > 0 and not language == "en"
///     time >= 08:30 and weekday in ["sat", "sun"]
///     status.state in ["answered", "closed"] or has status.due
package indirect enum Expression: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    case literal(DialplanValue)
    case variable(String)
    case comparison(Expression, Comparison, Expression)
    case membership(Expression, of: [DialplanValue])
    /// Whether the variable has a value.
    case has(String)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case not(Expression)

    /// The value, given those of the variables.
    func value(_ variables: (String) -> DialplanValue) -> DialplanValue {
        switch self {
        case .literal(let value): return value
        case .variable(let name): return variables(name)
        case .comparison(let left, let comparison, let right):
            return .flag(comparison.holds(left.value(variables), right.value(variables)))
        case .membership(let element, let values): return .flag(values.contains(element.value(variables)))
        case .has(let name): return .flag(variables(name) != .absent)
        case .and(let left, let right): return .flag(left.holds(variables) && right.holds(variables))
        case .or(let left, let right): return .flag(left.holds(variables) || right.holds(variables))
        case .not(let inner): return .flag(!inner.holds(variables))
        }
    }

    /// The same of variables that are called otherwise.
    func renamed(_ name: (String) -> String) -> Expression {
        switch self {
        case .literal: self
        case .variable(let old): .variable(name(old))
        case .has(let old): .has(name(old))
        case .comparison(let left, let sign, let right): .comparison(left.renamed(name), sign, right.renamed(name))
        case .membership(let inner, let values): .membership(inner.renamed(name), of: values)
        case .and(let left, let right): .and(left.renamed(name), right.renamed(name))
        case .or(let left, let right): .or(left.renamed(name), right.renamed(name))
        case .not(let inner): .not(inner.renamed(name))
        }
    }

    func holds(_ variables: (String) -> DialplanValue) -> Bool { value(variables) == .flag(true) }

    /// Variables whose value it takes; `has` only asks whether there is one.
    var variables: Set<String> {
        switch self {
        case .literal, .has: []
        case .variable(let name): [name]
        case .comparison(let left, _, let right), .and(let left, let right), .or(let left, let right):
            left.variables.union(right.variables)
        case .membership(let inner, _), .not(let inner): inner.variables
        }
    }
}

extension Expression {
    /// Variables that surely have a value where it holds.
    var ensured: Set<String> {
        switch self {
        case .has(let name): [name]
        case .and(let left, let right): left.ensured.union(right.ensured)
        case .or(let left, let right): left.ensured.intersection(right.ensured)
        case .comparison(let left, _, let right): left.variables.union(right.variables)
        case .membership(let inner, _): inner.variables
        case .literal, .variable, .not: []
        }
    }

    /// Variables whose value decides, other than those that it makes sure of by `has` first.
    var needed: Set<String> {
        switch self {
        case .and(let left, let right): left.needed.union(right.needed.subtracting(left.ensured))
        case .or(let left, let right): left.needed.union(right.needed)
        case .not(let inner): inner.needed
        default: variables
        }
    }
}

extension Expression.Comparison {
    /// Whether values of a type have an order.
    var needsOrder: Bool { self != .equal && self != .notEqual }

    func holds(_ left: DialplanValue, _ right: DialplanValue) -> Bool {
        switch (left, right) {
        case (.absent, _), (_, .absent): false
        case (.number(let left), .number(let right)): holds(left, right)
        case (.date(let left), .date(let right)): holds(left, right)
        case (.time(let left), .time(let right)): holds(left, right)
        default:
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            default: false
            }
        }
    }

    private func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
