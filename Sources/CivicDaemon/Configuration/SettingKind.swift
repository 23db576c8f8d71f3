import CivicCore
import CivicYAML

/// How one kind of setting is read, from YAML and from the environment alike.
struct SettingKind<Value>: Sendable {
    /// For "takes …, found …".
    var expected: String
    /// In an environment variable the elements of a list stand between commas.
    var isList = false
    var parse: @Sendable (YAMLValue) -> Value?

    func value(fromVariable text: String) -> YAMLValue {
        func scalar(_ text: some StringProtocol) -> YAMLValue {
            let trimmed = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            return YAMLValue(content: .scalar(trimmed, isPlain: true), line: 0, column: 0)
        }
        guard isList else { return scalar(text) }
        return YAMLValue(content: .sequence(text.split(separator: ",").map { scalar($0) }), line: 0, column: 0)
    }
}

extension SettingKind where Value == String {
    static let text = SettingKind(expected: "a text") { $0.string.flatMap { isText($0) ? $0 : nil } }

    static let address = SettingKind(expected: "a numeric address such as 127.0.0.1") { value in
        value.string.flatMap { isAddress($0) ? $0 : nil }
    }

    static let country = SettingKind(expected: "a country code of two capitals such as CN") { value in
        guard case .scalar(let text, _) = value.content, text.utf8.count == 2,
            text.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        return text
    }

    /// Digits, possibly none: prefixes and codes.
    static func digits(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(expected: "\(range.lowerBound) to \(range.upperBound) digits") { value in
            guard case .scalar(let text, _) = value.content, range.contains(text.count),
                text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            return text
        }
    }
}

extension SettingKind where Value == SocketEndpoint {
    static let endpoint = SettingKind(expected: "an address and a port such as 127.0.0.1:5060") { value in
        value.string.flatMap(SocketEndpoint.init).flatMap { $0.port > 0 && isAddress($0.host) ? $0 : nil }
    }
}

extension SettingKind where Value == SocketEndpoint? {
    /// `off` is nil.
    static let endpointOrOff = SettingKind(expected: "an address and a port such as 127.0.0.1:5060, or off") { value in
        value.string == "off" ? .some(nil) : SettingKind<SocketEndpoint>.endpoint.parse(value).map { .some($0) }
    }
}

extension SettingKind where Value == ClosedRange<UInt16> {
    static let ports = SettingKind(expected: "two ports from 1024 to 65535 such as 30000-31999") { value in
        let ends = (value.string ?? "").split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1024, first < last else { return nil }
        return first...last
    }
}

extension SettingKind where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
            value.integer.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingKind where Value == Duration {
    /// `bounds` is how the range is said.
    static func duration(_ range: ClosedRange<Duration>, _ bounds: String) -> SettingKind {
        SettingKind(expected: "a duration from \(bounds)") { value in
            value.duration.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingKind where Value == [String] {
    static let texts = SettingKind(expected: "a list of texts, at least one", isList: true) { value in
        guard let elements = value.sequence, !elements.isEmpty else { return nil }
        let texts = elements.compactMap(\.string).filter(isText)
        return texts.count == elements.count ? texts : nil
    }
}

extension SettingKind where Value: RawRepresentable & CaseIterable & SendableMetatype, Value.RawValue == String {
    static func choice() -> SettingKind {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return SettingKind(expected: "one of \(names)") { $0.string.flatMap(Value.init(rawValue:)) }
    }
}

extension SettingKind
where
    Value: RangeReplaceableCollection & SendableMetatype,
    Value.Element: RawRepresentable & CaseIterable & Equatable & SendableMetatype, Value.Element.RawValue == String
{
    /// Several of the names, each once; their order counts.
    static func choices() -> SettingKind {
        let names = Value.Element.allCases.map(\.rawValue).joined(separator: ", ")
        return SettingKind(expected: "a list of different ones of \(names)", isList: true) { value in
            guard let elements = value.sequence, !elements.isEmpty else { return nil }
            let chosen = elements.compactMap { $0.string.flatMap(Value.Element.init(rawValue:)) }
            let isRepeated = chosen.indices.contains { chosen[..<$0].contains(chosen[$0]) }
            return chosen.count == elements.count && !isRepeated ? Value(chosen) : nil
        }
    }
}

/// Not empty, and nothing that would break a line.
private func isText(_ text: String) -> Bool {
    !text.isEmpty && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

private func isAddress(_ text: String) -> Bool { !text.contains("/") && AddressRange(text) != nil }
