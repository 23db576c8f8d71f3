import Foundation

/// The part of JSON Schema (2020-12) that the API's own document is written in: it refuses what the document does not
/// allow, so that document and implementation cannot drift apart.
struct JSONSchema: Sendable {
    /// What does not fit, with its place in the body.
    struct Misfit: Equatable, Sendable {
        var field: String
        var detail: String
        var remedy: String
    }

    /// Where `$ref` leads to.
    let root: JSONValue
    let schema: JSONValue

    /// The first misfit, the outermost ones first.
    func misfit(_ value: JSONValue) -> Misfit? { misfit(value, schema, at: "") }

    private func misfit(_ value: JSONValue, _ given: JSONValue, at place: String) -> Misfit? {
        let schema = resolved(given)
        func wrong(_ detail: String, _ remedy: String) -> Misfit {
            Misfit(field: place.isEmpty ? "body" : place, detail: detail, remedy: remedy)
        }
        let kinds = schema["type"].map { $0.array ?? [$0] }?.compactMap(\.string) ?? []
        guard kinds.isEmpty || kinds.contains(where: { isOf($0, value) }) else {
            return wrong("It is of the kind \(value.kind).", "Send a JSON \(kinds.joined(separator: " or ")).")
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            let words = allowed.compactMap(\.string).joined(separator: ", ")
            return wrong("It is not one of the list.", "Send one of \(words).")
        }
        switch value {
        case .string(let text): return misfit(text, schema).map { wrong($0.0, $0.1) }
        case .number(let number):
            if let least = schema["minimum"]?.number, number < least {
                return wrong("It is too small.", "Send at least \(least).")
            }
            if let most = schema["maximum"]?.number, number > most {
                return wrong("It is too large.", "Send at most \(most).")
            }
            return nil
        case .array(let elements):
            guard let items = schema["items"] else { return nil }
            return elements.enumerated().lazy.compactMap { misfit($1, items, at: "\(place)[\($0)]") }.first
        case .object(let members): return misfit(members, schema, at: place)
        case .null, .bool: return nil
        }
    }

    private func misfit(_ members: [String: JSONValue], _ schema: JSONValue, at place: String) -> Misfit? {
        let start = place.isEmpty ? "" : place + "."
        let known = schema["properties"]?.object ?? [:]
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where members[name] == nil {
            return Misfit(field: start + name, detail: "It is missing.", remedy: "Send it with the rest.")
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let inner = known[name] {
                if let found = misfit(value, inner, at: start + name) { return found }
            } else if schema["additionalProperties"] == .bool(false) {
                return Misfit(
                    field: start + String(name.prefix(64)), detail: "It is not known here.",
                    remedy: "Leave it out; known are \(known.keys.sorted().joined(separator: ", ")).")
            }
        }
        return nil
    }

    private func misfit(_ text: String, _ schema: JSONValue) -> (String, String)? {
        let count = text.unicodeScalars.count
        if let least = schema["minLength"]?.number, Double(count) < least {
            return ("It is too short.", "Send at least \(Int(least)) characters.")
        }
        if let most = schema["maxLength"]?.number, Double(count) > most {
            return ("It is too long: \(count) characters.", "Send at most \(Int(most)) characters.")
        }
        if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern), text.firstMatch(of: regex) == nil {
            return ("It has not the right form.", "Send what fits \(pattern).")
        }
        return nil
    }

    private func isOf(_ kind: String, _ value: JSONValue) -> Bool {
        if kind == "integer", case .number(let number) = value { return number.rounded() == number }
        return kind == value.kind
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        guard let way = schema["$ref"]?.string else { return schema }
        return way.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? .null }
    }
}
