/// `;name=value` parameters in the order in which they were written.
///
/// Values keep their spelling, quotes included, so that a header field prints as it came. Names compare without case
/// (RFC 3261 §7.3.1).
package struct SIPParameters: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
        package var name: String
        /// As written; `nil` for a flag such as `lr`.
        package var value: String?

        package init(name: String, value: String?) {
            self.name = name
            self.value = value
        }
    }

    package var all: [Parameter]

    package init(_ all: [Parameter] = []) {
        self.all = all
    }

    package var isEmpty: Bool { all.isEmpty }

    package func contains(_ name: String) -> Bool {
        all.contains { $0.name.equalsIgnoringCase(name) }
    }

    /// The value as written, `""` for a flag, `nil` where the parameter is absent. Setting replaces or appends;
    /// setting `nil` removes.
    package subscript(name: String) -> String? {
        get { all.first { $0.name.equalsIgnoringCase(name) }.map { $0.value ?? "" } }
        set {
            let index = all.firstIndex { $0.name.equalsIgnoringCase(name) }
            switch (index, newValue) {
            case (let index?, let value?): all[index].value = value
            case (nil, let value?): all.append(Parameter(name: name, value: value))
            case (let index?, nil): all.remove(at: index)
            case (nil, nil): break
            }
        }
    }

    /// The value without quotes and escapes.
    package func text(_ name: String) -> String? {
        self[name].map(unquoted)
    }

    package mutating func setFlag(_ name: String) {
        if !contains(name) { all.append(Parameter(name: name, value: nil)) }
    }

    /// No name stands twice (§7.3.1: "any given parameter-name MUST NOT appear more than once").
    package var isUnambiguous: Bool {
        guard all.count > 1 else { return true }
        var seen = Set<String>()
        return all.allSatisfy { seen.insert($0.name.lowercased()).inserted }
    }

    /// The parameters of a URI whose grammar was checked before.
    init(ofURI bytes: Span<UInt8>, _ range: Range<Int>) {
        var reader = ByteReader(range)
        var all: [Parameter] = []
        while reader.take(UInt8(ascii: ";"), in: bytes), let name = reader.takeEscaped(.uriParameter, in: bytes) {
            let value =
                reader.take(UInt8(ascii: "="), in: bytes) ? reader.takeEscaped(.uriParameter, in: bytes) : nil
            all.append(Parameter(name: string(bytes, name), value: value.map { string(bytes, $0) }))
        }
        self.all = all
    }

    /// The parameters of a header field that `ByteReader.takeParameters` has checked.
    init(ofField bytes: Span<UInt8>, _ range: Range<Int>) {
        var reader = ByteReader(range)
        var all: [Parameter] = []
        while let parameter = reader.takeParameter(in: bytes) {
            let value = parameter.value.map { string(bytes, $0) }
            all.append(Parameter(name: string(bytes, parameter.name), value: value))
        }
        self.all = all
    }
}

extension ByteReader {
    /// `;name=value` up to the end or to what is no parameter; `nil` for an empty or doubled one, and for one that is not
    /// sound.
    @inline(__always)
    mutating func takeParameters(
        in bytes: Span<UInt8>, where isSound: (_ name: Range<Int>, _ value: Range<Int>?) -> Bool = { _, _ in true }
    ) -> Range<Int>? {
        let start = position
        var names = ParameterNames()
        while takeSeparator(UInt8(ascii: ";"), in: bytes) {
            guard let parameter = takeNameAndValue(in: bytes), names.insert(parameter.name, in: bytes),
                isSound(parameter.name, parameter.value)
            else { return nil }
        }
        return start..<position
    }

    /// `;name`, `;name=token`, `;name=host` or `;name="quoted"` (`generic-param`).
    mutating func takeParameter(in bytes: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>?)? {
        takeSeparator(UInt8(ascii: ";"), in: bytes) ? takeNameAndValue(in: bytes) : nil
    }

    private mutating func takeNameAndValue(in bytes: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>?)? {
        guard let name = takeWhile(.token, in: bytes) else { return nil }
        guard takeSeparator(UInt8(ascii: "="), in: bytes) else { return (name, nil) }
        let value =
            next(in: bytes) == UInt8(ascii: "\"")
            ? takeQuotedString(in: bytes) : takeWhile(.parameterValue.andOthers, in: bytes)
        return value.map { (name, $0) }
    }
}

extension SIPParameters: CustomStringConvertible {
    package var description: String { printed(write) }

    func write(to writer: inout MessageWriter) {
        for parameter in all {
            writer.append(UInt8(ascii: ";"))
            writer.append(parameter.name)
            if let value = parameter.value {
                writer.append(UInt8(ascii: "="))
                writer.append(value)
            }
        }
    }
}

extension String {
    /// ASCII letters compare without case; every other byte must be the same.
    package func equalsIgnoringCase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self + 0x20 : self }
}
