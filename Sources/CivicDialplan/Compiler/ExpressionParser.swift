import CivicCore
import CivicYAML

/// An expression with the type of its value.
struct TypedExpression {
    var expression: Expression
    var type: DialplanType
}

/// What is wrong with an expression, and where.
struct ExpressionError: Error {
    var message: String
    var suggestion: String?
    /// In Unicode scalars from the start of the expression, from 0.
    var offset: Int
    var rule: String
}

/// Reads and types an expression.
///
///     or         = and *("or" and)
///     and        = not *("and" not)
///     not        = "not" not / comparison
///     comparison = operand [("==" / "!=" / "<" / "<=" / ">" / ">=") operand / ["not"] "in" list]
///     list       = "[" literal *("," literal) "]"
///     operand    = literal / name *("." name) / "has" name *("." name) / "(" or ")"
///     literal    = number / time / "text" / 'text' / "true" / "false"
struct ExpressionParser {
    private enum Token: Equatable {
        case name(String)
        case literal(DialplanValue)
        /// A comparison, a bracket or a comma.
        case sign(String)
        case end
    }

    private struct Placed {
        var token: Token
        var offset: Int
    }

    private let types: [String: DialplanType]
    private var tokens: [Placed] = []
    private var index = 0
    private var depth = 0

    static let longest = 1_000
    private static let deepest = 24

    init(types: [String: DialplanType]) {
        self.types = types
    }

    mutating func parse(_ text: String) throws(ExpressionError) -> TypedExpression {
        try tokenize(Array(text.unicodeScalars))
        let whole = try or()
        guard current.token == .end else { throw unexpected(current) }
        return whole
    }

    // MARK: Tokens

    private mutating func tokenize(_ text: [Unicode.Scalar]) throws(ExpressionError) {
        guard text.count <= Self.longest else {
            throw ExpressionError(
                message: "the expression is longer than \(Self.longest) signs", offset: 0, rule: "expression")
        }
        var at = 0
        func run(_ isIn: (Unicode.Scalar) -> Bool) -> String {
            String(String.UnicodeScalarView(text[at...].prefix(while: isIn)))
        }
        while at < text.count {
            let scalar = text[at]
            let start = at
            switch scalar {
            case " ", "\n": at += 1
            case "a"..."z", "A"..."Z":
                let word = run { $0.properties.isAlphabetic || $0 == "-" || $0 == "." || ("0"..."9").contains($0) }
                at += word.unicodeScalars.count
                switch word {
                case "true": tokens.append(Placed(token: .literal(.flag(true)), offset: start))
                case "false": tokens.append(Placed(token: .literal(.flag(false)), offset: start))
                default: tokens.append(Placed(token: .name(word), offset: start))
                }
            case "0"..."9", "-":
                let clock = run { $0 == ":" || ("0"..."9").contains($0) }
                if clock.contains(":") {
                    guard let minutes = TimeOfDay.minutes(clock) else {
                        throw ExpressionError(
                            message: "'\(clock)' is no time of day; there are 00:00 to 24:00", offset: start,
                            rule: "expression")
                    }
                    at += clock.unicodeScalars.count
                    tokens.append(Placed(token: .literal(.time(minutes: minutes)), offset: start))
                    continue
                }
                let digits =
                    (scalar == "-" ? "-" : "")
                    + String(
                        run { $0 == "-" || ("0"..."9").contains($0) }
                            .drop { $0 == "-" })
                guard let number = Int(digits) else {
                    throw ExpressionError(message: "'\(digits)' is no number", offset: start, rule: "expression")
                }
                at += digits.unicodeScalars.count
                tokens.append(Placed(token: .literal(.number(number)), offset: start))
            case "\"", "'":
                at += 1
                let inner = run { $0 != scalar }
                at += inner.unicodeScalars.count + 1
                guard at <= text.count else {
                    throw ExpressionError(message: "a quote is not closed", offset: start, rule: "expression")
                }
                tokens.append(Placed(token: .literal(.text(inner)), offset: start))
            default:
                let two = String(String.UnicodeScalarView(text[at...].prefix(2)))
                let one = String(String.UnicodeScalarView([scalar]))
                let signs: Set = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","]
                guard let sign = [two, one].first(where: signs.contains) else {
                    throw ExpressionError(
                        message: "'\(one)' has no meaning in an expression",
                        suggestion: one == "=" ? "did you mean '=='?" : nil, offset: start, rule: "expression")
                }
                at += sign.unicodeScalars.count
                tokens.append(Placed(token: .sign(sign), offset: start))
            }
        }
        tokens.append(Placed(token: .end, offset: text.count))
    }

    private var current: Placed { tokens[min(index, tokens.count - 1)] }

    private mutating func take(_ token: Token) -> Bool {
        guard current.token == token else { return false }
        index += 1
        return true
    }

    private func unexpected(_ placed: Placed) -> ExpressionError {
        let found =
            switch placed.token {
            case .name(let name): "'\(name)'"
            case .literal: "a value"
            case .sign(let sign): "'\(sign)'"
            case .end: "the end"
            }
        return ExpressionError(
            message: "\(found) does not fit here in the expression", offset: placed.offset, rule: "expression")
    }

    // MARK: Grammar

    private mutating func or() throws(ExpressionError) -> TypedExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw ExpressionError(
                message: "the expression is nested deeper than \(Self.deepest) levels", offset: current.offset,
                rule: "expression")
        }
        let start = current.offset
        var left = try and()
        while take(.name("or")) {
            let offset = current.offset
            let right = try and()
            left = TypedExpression(
                expression: .or(try flag(left, at: start), try flag(right, at: offset)), type: .flag)
        }
        return left
    }

    private mutating func and() throws(ExpressionError) -> TypedExpression {
        let start = current.offset
        var left = try not()
        while take(.name("and")) {
            let offset = current.offset
            let right = try not()
            left = TypedExpression(
                expression: .and(try flag(left, at: start), try flag(right, at: offset)), type: .flag)
        }
        return left
    }

    private mutating func not() throws(ExpressionError) -> TypedExpression {
        var count = 0
        while take(.name("not")) { count += 1 }
        let offset = current.offset
        let inner = try comparison()
        guard count > 0 else { return inner }
        let condition = try flag(inner, at: offset)
        return TypedExpression(expression: count.isMultiple(of: 2) ? condition : .not(condition), type: .flag)
    }

    private mutating func comparison() throws(ExpressionError) -> TypedExpression {
        let left = try operand()
        let sign = current
        if case .sign(let text) = sign.token, let comparison = Expression.Comparison(rawValue: text) {
            index += 1
            let place = current.offset
            let right = try operand()
            guard left.type.isComparable(with: right.type) else {
                throw ExpressionError(
                    message: "\(left.type.name) cannot be compared with \(right.type.name)", offset: place,
                    rule: "wrong-type")
            }
            try check(right, against: left, at: place)
            if comparison.needsOrder, ![.number, .date, .time].contains(left.type) {
                throw ExpressionError(
                    message: "'\(text)' compares numbers, dates and times, not \(left.type.name)", offset: sign.offset,
                    rule: "wrong-type")
            }
            return TypedExpression(
                expression: .comparison(left.expression, comparison, right.expression), type: .flag)
        }
        let isNegated = sign.token == .name("not") && index + 1 < tokens.count && tokens[index + 1].token == .name("in")
        if isNegated { index += 1 }
        guard take(.name("in")) else { return left }
        let values = try list(of: left)
        let membership = Expression.membership(left.expression, of: values)
        return TypedExpression(expression: isNegated ? .not(membership) : membership, type: .flag)
    }

    private mutating func list(of element: TypedExpression) throws(ExpressionError) -> [DialplanValue] {
        guard take(.sign("[")) else { throw unexpected(current) }
        var values: [DialplanValue] = []
        repeat {
            let place = current
            guard case .literal(let value) = place.token else { throw unexpected(place) }
            index += 1
            let literal = TypedExpression(expression: .literal(value), type: Self.type(of: value))
            guard element.type.isComparable(with: literal.type) else {
                throw ExpressionError(
                    message: "\(literal.type.name) is never equal to \(element.type.name)", offset: place.offset,
                    rule: "wrong-type")
            }
            try check(literal, against: element, at: place.offset)
            values.append(value)
        } while take(.sign(","))
        guard take(.sign("]")) else { throw unexpected(current) }
        return values
    }

    private mutating func operand() throws(ExpressionError) -> TypedExpression {
        let place = current
        index += 1
        switch place.token {
        case .literal(let value):
            return TypedExpression(expression: .literal(value), type: Self.type(of: value))
        case .name("has"):
            let (name, _) = try variable(at: current)
            return TypedExpression(expression: .has(name), type: .flag)
        case .name:
            index -= 1
            let (name, type) = try variable(at: place)
            return TypedExpression(expression: .variable(name), type: type)
        case .sign("("):
            let inner = try or()
            guard take(.sign(")")) else { throw unexpected(current) }
            return inner
        case .sign, .end: throw unexpected(place)
        }
    }

    private mutating func variable(at place: Placed) throws(ExpressionError) -> (String, DialplanType) {
        guard case .name(let name) = place.token else { throw unexpected(place) }
        index += 1
        guard let type = types[name] else {
            throw ExpressionError(
                message: "no variable is called '\(name)'",
                suggestion: closestName(to: name, among: types.keys.sorted()).map { "did you mean '\($0)'?" },
                offset: place.offset, rule: "unknown-variable")
        }
        return (name, type)
    }

    // MARK: Types

    private func flag(_ typed: TypedExpression, at offset: Int) throws(ExpressionError) -> Expression {
        guard typed.type == .flag else {
            throw ExpressionError(
                message: "a condition is true or false; this is \(typed.type.name)", offset: offset,
                rule: "wrong-type")
        }
        return typed.expression
    }

    /// A constant that a closed set does not hold is a misspelt one.
    private func check(_ typed: TypedExpression, against other: TypedExpression, at offset: Int)
        throws(ExpressionError)
    {
        guard case .literal(.text(let text)) = typed.expression, case .oneOf(let values) = other.type,
            !values.contains(text), case .variable(let name) = other.expression
        else { return }
        throw ExpressionError(
            message: "'\(name)' is never '\(text)'",
            suggestion: closestName(to: text, among: values.sorted()).map { "did you mean '\($0)'?" }
                ?? other.type.words.map { "it is one of \($0)" }, offset: offset, rule: "wrong-type")
    }

    private static func type(of literal: DialplanValue) -> DialplanType {
        switch literal {
        case .text(let text): .oneOf([text])
        case .number: .number
        case .flag: .flag
        case .date: .date
        case .time: .time
        case .absent: .text
        }
    }
}
