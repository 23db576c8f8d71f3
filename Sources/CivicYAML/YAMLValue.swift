import CivicCore

/// One value of a YAML file with the place it stands at.
///
/// Readers take what they expect through `YAMLReader`, which collects diagnostics instead of stopping at the first.
package struct YAMLValue: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var key: YAMLValue
        package var value: YAMLValue

        package init(key: YAMLValue, value: YAMLValue) {
            self.key = key
            self.value = value
        }
    }

    package indirect enum Content: Sendable, Equatable {
        /// The text as written; `isPlain` when without quotes, so that `true`, `12` and `~` may mean more than text.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLValue])
        case mapping([Entry])
    }

    package var content: Content
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int

    package init(content: Content, line: Int, column: Int) {
        self.content = content
        self.line = line
        self.column = column
    }

    package var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content {
            ["", "~", "null", "Null", "NULL"].contains(text)
        } else {
            false
        }
    }

    package var string: String? {
        if case .scalar(let text, _) = content, !isNull { text } else { nil }
    }

    package var integer: Int? {
        if case .scalar(let text, isPlain: true) = content { Int(text) } else { nil }
    }

    package var number: Double? {
        if case .scalar(let text, isPlain: true) = content { Double(text) } else { nil }
    }

    /// YAML 1.2 core booleans, and the `yes`/`no`/`on`/`off` that people write.
    package var boolean: Bool? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return nil
        }
    }

    package var sequence: [YAMLValue]? {
        if case .sequence(let values) = content { values } else { nil }
    }

    package var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// `250ms`, `8s`, `30m`, `2h`, `7d`.
    package var duration: Duration? {
        guard let text = string else { return nil }
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let amount = Double(digits), amount >= 0, amount <= 1e9 else { return nil }
        switch text.dropFirst(digits.count).trimmingSpaces {
        case "ms": return .microseconds(Int64(amount * 1_000))
        case "s": return .milliseconds(Int64(amount * 1_000))
        case "m", "min": return .milliseconds(Int64(amount * 60_000))
        case "h": return .seconds(Int64(amount * 3_600))
        case "d": return .seconds(Int64(amount * 86_400))
        default: return nil
        }
    }

    package subscript(key: String) -> YAMLValue? {
        mapping?.first { $0.key.string == key }?.value
    }

    /// `a mapping`, `a list`, `'abc'`: for "expected …, found …".
    package var kind: String {
        switch content {
        case .scalar(let text, _): isNull ? "nothing" : "'\(text.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring { drop { $0 == " " } }
}
