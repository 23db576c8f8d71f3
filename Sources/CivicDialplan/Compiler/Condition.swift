package import CivicYAML

/// A condition over named values that are not a call's: rules about the record are written in the language of dialplans.
package struct Condition: Hashable, Sendable {
    /// As it was written.
    package let text: String
    private let expression: Expression

    /// Reads a condition and notes what is wrong with it, at its place in the file.
    ///
    /// - Parameter variables: every name that it may use, with the type of its values.
    package init?(_ value: YAMLValue, over variables: [String: DialplanType], _ reader: inout YAMLReader) {
        guard let expression = reader.condition(value, over: variables), let text = value.string else { return nil }
        self.expression = expression
        self.text = text
    }

    package func holds(_ variables: (String) -> DialplanValue) -> Bool { expression.holds(variables) }

    /// Names that it asks for, also by `has`.
    package var names: Set<String> { expression.names }

    /// Whole numbers that it compares the variable with: its answer changes at no others. `nil` where the variable is compared
    /// with another one.
    package func thresholds(of name: String) -> Set<Int>? { expression.thresholds(of: name) }
}

extension YAMLReader {
    /// - Returns: nil after noting why the text is no condition.
    mutating func condition(_ value: YAMLValue, over types: [String: DialplanType]) -> Expression? {
        guard let typed = expression(value, over: types) else { return nil }
        guard typed.type == .flag else {
            note("a condition is true or false; this is \(typed.type.name)", at: value, rule: "wrong-type")
            return nil
        }
        return typed.expression
    }

    mutating func expression(_ value: YAMLValue, over types: [String: DialplanType]) -> TypedExpression? {
        guard case .scalar(let text, let isPlain) = value.content, !value.isNull else {
            note("expected an expression, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        var parser = ExpressionParser(types: types)
        do {
            return try parser.parse(text)
        } catch {
            var place = value
            place.column += error.offset + (isPlain ? 0 : 1)
            note(error.message, at: place, suggestion: error.suggestion, rule: error.rule)
            return nil
        }
    }
}

extension Expression {
    fileprivate var names: Set<String> {
        switch self {
        case .literal: []
        case .variable(let name), .has(let name): [name]
        case .comparison(let left, _, let right), .and(let left, let right), .or(let left, let right):
            left.names.union(right.names)
        case .membership(let inner, _), .not(let inner): inner.names
        }
    }

    fileprivate func thresholds(of name: String) -> Set<Int>? {
        switch self {
        case .literal, .has: return []
        case .variable(let other): return other == name ? nil : []
        case .comparison(.variable(name), _, .literal(.number(let number))),
            .comparison(.literal(.number(let number)), _, .variable(name)):
            return [number]
        case .membership(.variable(name), let values):
            return Set(values.compactMap { if case .number(let number) = $0 { number } else { nil } })
        case .comparison(let left, _, let right), .and(let left, let right), .or(let left, let right):
            guard let left = left.thresholds(of: name), let right = right.thresholds(of: name) else { return nil }
            return left.union(right)
        case .membership(let inner, _), .not(let inner): return inner.thresholds(of: name)
        }
    }
}
