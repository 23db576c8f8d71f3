/// Placeholders in one argument of a command: `{name}`, lower-case letters only, so that other braces stay as they are.
enum CommandTemplate {
    static func placeholders(in argument: String) -> [String] {
        var names: [String] = []
        _ = scan(argument) { name in
            names.append(name)
            return nil
        }
        return names
    }

    /// One pass, so a value that itself holds `{out}` is not expanded again.
    static func fill(_ argument: String, with values: [String: String]) -> String {
        scan(argument) { values[$0] }
    }

    private static func scan(_ argument: String, _ replace: (String) -> String?) -> String {
        var result = ""
        var rest = Substring(argument)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            let name = rest.dropFirst().prefix { $0.isASCII && $0.isLowercase }
            guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
                result.append("{")
                rest = rest.dropFirst()
                continue
            }
            result += replace(String(name)) ?? "{\(name)}"
            rest = rest[rest.index(after: name.endIndex)...]
        }
        return result + rest
    }
}
