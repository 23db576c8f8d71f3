import CivicCore
import CivicDialplan
import CivicYAML
import Foundation

/// Reads one source of `data-sources.yaml`.
struct SourceReader {
    var yaml: YAMLReader
    let entry: YAMLValue.Entry
    private let hotlineZone: TimeZone
    let resolve: (String) -> String

    init(_ entry: YAMLValue.Entry, file: String, zone: TimeZone, resolve: @escaping (String) -> String) {
        yaml = YAMLReader(entry.value, file: file)
        self.entry = entry
        hotlineZone = zone
        self.resolve = resolve
    }

    mutating func source() -> DataSource? {
        let id = name()
        let get = yaml.optional("get")
        let post = yaml.optional("post")
        if (get == nil) == (post == nil) {
            yaml.note(
                "a source has an address: 'get' or 'post', and not both", at: entry.key, rule: "missing-key")
        }
        let address = (get ?? post).flatMap { self.address($0) }
        let arguments = self.arguments()
        let body = self.body(isPost: post != nil)
        let zone = self.zone()
        let headers = self.headers()
        let bounds = self.bounds()
        let notFound = self.notFound()
        let foundWhere = pointer("found-where")
        let circuit = self.circuit()
        let keepsFor = duration("keep-for", .zero, .zero ... .seconds(86_400), "0s to 24h")
        let authorities = self.authorities()
        let fields = self.fields()
        let sample = self.sample(arguments, zone)
        yaml.finish()
        checkUse(of: arguments, address, body)
        guard let id, let address else { return nil }
        return DataSource(
            id: id, method: post == nil ? .get : .post, address: address, arguments: arguments, body: body,
            headers: headers, bounds: bounds, notFound: notFound, foundWhere: foundWhere, circuit: circuit,
            keepsFor: keepsFor, authorities: authorities, zone: zone, fields: fields, sample: sample)
    }

    private mutating func name() -> String? {
        guard let name = entry.key.string, Self.isName(name) else {
            yaml.note(
                "a source's name is made of lower-case letters, digits and hyphens", at: entry.key, rule: "bad-name")
            return nil
        }
        guard LookUpSignature.hotline[name] == nil else {
            yaml.note(
                "'\(name)' is a look-up of the citizens' record", at: entry.key, suggestion: "give it another name",
                rule: "duplicate-name")
            return nil
        }
        return name
    }

    static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil
    }

    // MARK: What is asked

    private mutating func address(_ value: YAMLValue) -> AddressTemplate? {
        guard let text = value.string else {
            yaml.note("an address is a text, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        do {
            let address = try AddressTemplate(text)
            let isHere = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(address.host)
            if address.scheme == "http", !isHere {
                yaml.note(
                    "what is asked and answered goes over the network in the clear", at: value,
                    suggestion: "use https://", severity: .warning, rule: "unencrypted-source")
            }
            return address
        } catch {
            yaml.note(error.message, at: value, suggestion: error.suggestion, rule: "bad-address")
            return nil
        }
    }

    /// `arguments: { account: text, year: number }`.
    private mutating func arguments() -> [String: DialplanType] {
        let types: [String: DialplanType] = [
            "text": .text, "number": .number, "flag": .flag, "date": .date, "time": .time,
        ]
        var arguments: [String: DialplanType] = [:]
        for (name, value) in members("arguments") {
            guard let word = value.string, let type = types[word] else {
                let near = value.string.flatMap { closestName(to: $0, among: types.keys) }
                yaml.note(
                    "an argument is one of \(types.keys.sorted().joined(separator: ", ")), found \(value.kind)",
                    at: value, suggestion: near.map { "did you mean '\($0)'?" }, rule: "wrong-type")
                continue
            }
            guard name != LookUpSignature.proof else {
                yaml.note(
                    "'\(name)' is what proves who calls, and only the citizens' record can judge that", at: value,
                    suggestion: "give the argument another name; ask 'verify' before", rule: "bad-name")
                continue
            }
            arguments[name] = type
        }
        return arguments
    }

    private mutating func body(isPost: Bool) -> BodyTemplate? {
        guard let value = yaml.optional("body") else { return nil }
        guard isPost else {
            yaml.note(
                "a GET has no body", at: value, suggestion: "use 'post', or put the arguments into the address",
                rule: "wrong-value")
            return nil
        }
        guard value.mapping != nil || value.sequence != nil else {
            yaml.note("'body' takes a mapping or a list, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        return BodyTemplate(value)
    }

    /// What stands in braces is declared, and what is declared is sent.
    private mutating func checkUse(
        of arguments: [String: DialplanType], _ address: AddressTemplate?, _ body: BodyTemplate?
    ) {
        guard let address, let place = yaml.value["get"] ?? yaml.value["post"] else { return }
        let used = [(address.arguments, place), (body?.arguments ?? [], yaml.value["body"] ?? place)]
        for (names, place) in used {
            for name in names where arguments[name] == nil {
                let near = closestName(to: name, among: arguments.keys)
                yaml.note(
                    "'{\(name)}' is no argument", at: place,
                    suggestion: near.map { "did you mean '{\($0)}'?" } ?? "name it under 'arguments', with its type",
                    rule: "unknown-argument")
            }
        }
        for name in arguments.keys.sorted() where !used.contains(where: { $0.0.contains(name) }) {
            yaml.note(
                "the argument '\(name)' is sent nowhere", at: yaml.value["arguments"] ?? place,
                suggestion: "write {\(name)} where it belongs in the address or the body", rule: "unused-argument")
        }
    }

    // MARK: How it is asked

    private mutating func bounds() -> DataSource.Bounds {
        var bounds = DataSource.Bounds()
        bounds.deadline = duration("deadline", bounds.deadline, .milliseconds(100) ... .seconds(30), "100ms to 30s")
        bounds.largestAnswer =
            yaml.integer("largest-answer", in: 64...4_194_304, default: bounds.largestAnswer) ?? bounds.largestAnswer
        bounds.atOnce = yaml.integer("at-once", in: 1...256, default: bounds.atOnce) ?? bounds.atOnce
        return bounds
    }

    private mutating func circuit() -> CircuitRule {
        let usual = CircuitRule()
        guard let value = yaml.optional("leave-alone") else { return usual }
        var inner = SourceReader(
            YAMLValue.Entry(key: entry.key, value: value), file: yaml.file, zone: hotlineZone, resolve: resolve)
        let failures = inner.yaml.integer("after", in: 1...1_000, default: usual.failures) ?? usual.failures
        let pause = inner.duration("for", usual.pause, .seconds(1) ... .seconds(3_600), "1s to 1h")
        inner.yaml.finish()
        yaml.absorb(inner.yaml)
        return CircuitRule(failures: failures, pause: pause)
    }

    private mutating func authorities() -> String? {
        guard let path = yaml.string("authorities", default: "").flatMap({ $0.isEmpty ? nil : resolve($0) }) else {
            return nil
        }
        if !FileManager.default.isReadableFile(atPath: path), let place = yaml.value["authorities"] {
            yaml.note("there is no file '\(path)'", at: place, rule: "missing-file")
        }
        return path
    }

    private mutating func zone() -> TimeZone {
        guard let value = yaml.optional("time-zone") else { return hotlineZone }
        if let zone = value.string.flatMap({ TimeZone(identifier: $0) }) { return zone }
        let near = closestName(to: value.string ?? "", among: TimeZone.knownTimeZoneIdentifiers)
        yaml.note(
            "no time zone is called '\(value.string ?? "")'", at: value,
            suggestion: near.map { "did you mean '\($0)'?" } ?? "write it as Asia/Shanghai", rule: "unknown-time-zone")
        return hotlineZone
    }

    // MARK: What is answered

    /// `not-found: [404, 410]`.
    private mutating func notFound() -> Set<Int> {
        guard let value = yaml.optional("not-found") else { return [204, 404] }
        let statuses = (value.sequence ?? [value]).compactMap(\.integer)
        guard statuses.count == (value.sequence ?? [value]).count, statuses.allSatisfy({ (200...499).contains($0) })
        else {
            yaml.note("'not-found' takes statuses of HTTP, such as [404, 410]", at: value, rule: "wrong-type")
            return []
        }
        return Set(statuses)
    }

    private mutating func fields() -> [AnswerField] {
        let isPersonal = self.isPersonal()
        return members("fields").compactMap { name, value in
            guard Self.isName(name) else {
                yaml.note(
                    "a field's name is made of lower-case letters, digits and hyphens", at: value, rule: "bad-name")
                return nil
            }
            var reader = FieldReader(name: name, value, file: yaml.file, isPersonal: isPersonal)
            let field = reader.field()
            yaml.absorb(reader.yaml)
            return field
        }
    }

    /// `about: caller` or `about: everybody`; compulsory, for forgetting it would say to anybody what one person owes.
    private mutating func isPersonal() -> Bool {
        guard let value = yaml.required("about") else { return true }
        switch value.string {
        case "caller": return true
        case "everybody": return false
        default:
            yaml.note(
                "'about' takes caller (said only after 'verify') or everybody, found \(value.kind)", at: value,
                rule: "wrong-value")
            return true
        }
    }

    /// `try: { account: "10023" }`.
    private mutating func sample(_ arguments: [String: DialplanType], _ zone: TimeZone) -> [String: DialplanValue] {
        var sample: [String: DialplanValue] = [:]
        for (name, value) in members("try") {
            guard let type = arguments[name] else {
                let near = closestName(to: name, among: arguments.keys)
                yaml.note(
                    "'\(name)' is no argument", at: value, suggestion: near.map { "did you mean '\($0)'?" },
                    rule: "unknown-argument")
                continue
            }
            guard let text = value.string, let given = DialplanValue(text, of: type, zone: zone) else {
                yaml.note("'\(name)' takes \(type.name), found \(value.kind)", at: value, rule: "wrong-type")
                continue
            }
            sample[name] = given
        }
        return sample
    }

    // MARK: Help

    mutating func members(_ key: String) -> [(String, YAMLValue)] {
        guard let value = yaml.optional(key) else { return [] }
        guard let entries = value.mapping else {
            yaml.note("'\(key)' takes a mapping, found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        return entries.compactMap { entry in entry.key.string.map { ($0, entry.value) } }
    }

    private mutating func pointer(_ key: String) -> JSONPointer? {
        guard let value = yaml.optional(key) else { return nil }
        if let pointer = value.string.flatMap({ JSONPointer($0) }) { return pointer }
        yaml.note("'\(key)' takes a place such as /data/account (RFC 6901)", at: value, rule: "bad-pointer")
        return nil
    }

    private mutating func duration(
        _ key: String, _ usual: Duration, _ range: ClosedRange<Duration>, _ bounds: String
    ) -> Duration {
        guard let given = yaml.duration(key, default: usual) else { return usual }
        if range.contains(given) { return given }
        yaml.note("'\(key)' takes \(bounds)", at: yaml.value[key] ?? entry.key, rule: "wrong-value")
        return usual
    }
}
