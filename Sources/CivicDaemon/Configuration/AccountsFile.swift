import CivicCore
import CivicYAML

/// Reading of `accounts.yaml`.
enum AccountsFile {
    /// Shorter passwords are refused.
    static let shortestPassword = 8

    /// - Parameters:
    ///   - queues: the ids that `queues.yaml` defines.
    ///   - languages: the hotline's languages.
    static func accounts(
        from document: YAMLValue, file: String, queues: [String], languages: [Language]
    ) -> (accounts: [Account], diagnostics: [Diagnostic]) {
        var reader = YAMLReader(document, file: file)
        var accounts: [Account] = []
        var names: Set<String> = []
        var users: Set<String> = []
        if let list = reader.required("accounts") {
            if list.sequence == nil { reader.note("'accounts' takes a list", at: list, rule: "wrong-type") }
            for entry in list.sequence ?? [] {
                var inner = YAMLReader(entry, file: file)
                if let account = account(&inner, queues: queues, languages: languages) {
                    if !names.insert(account.name).inserted {
                        inner.note("a second account is called '\(account.name)'", at: entry, rule: "duplicate-account")
                    }
                    if let user = account.phone?.user, !users.insert(user).inserted {
                        inner.note("a second account has the SIP user '\(user)'", at: entry, rule: "duplicate-account")
                    }
                    accounts.append(account)
                }
                reader.absorb(inner)
            }
        }
        reader.finish()
        return (accounts, reader.diagnostics)
    }

    private static func account(_ reader: inout YAMLReader, queues: [String], languages: [Language]) -> Account? {
        guard reader.value.mapping != nil else { return nil }
        let role: Account.Role? = reader.choice("role", default: .agent)
        let phone = phone(&reader)
        let name = reader.string("name", default: phone?.user ?? "")
        let displayName = reader.string("display-name", default: name)
        let given = password("desk-password", &reader)
        let served = reader.strings("queues", default: []) ?? []
        let spoken = reader.strings("languages", default: languages.map(\.tag)) ?? []
        let skills = skills(&reader)
        let unit = unit(of: role, &reader)
        let isSample = reader.boolean("sample", default: false)
        check(served, among: queues, what: "queue", key: "queues", &reader)
        check(spoken, among: languages.map(\.tag), what: "language", key: "languages", &reader)
        reader.finish()
        guard let name, !name.isEmpty, name.allSatisfy({ !$0.isWhitespace }) else {
            reader.note("an account needs a 'name' without spaces, or 'sip'", at: reader.value, rule: "missing-key")
            return nil
        }
        if role == .phone, phone == nil {
            reader.note("the phone '\(name)' needs 'sip' with user and password", at: reader.value, rule: "missing-key")
        } else if role != .phone, reader.value["desk-password"] == nil {
            reader.note(
                "'\(name)' needs a 'desk-password'", at: reader.value,
                suggestion: "write 'role: phone' for a phone without a desk", rule: "missing-key")
        }
        var account = Account(
            name: name, displayName: displayName ?? name, role: role ?? .agent, deskPassword: given, phone: phone,
            queues: served, languages: spoken.map { Language(tag: $0) }, isSample: isSample ?? false)
        account.skills = skills
        account.unit = unit
        return account
    }

    /// `unit: agriculture`, which people of handling units have, and nobody else.
    private static func unit(of role: Account.Role?, _ reader: inout YAMLReader) -> String? {
        let unit = reader.optional("unit")
        if role == .unit {
            for key in ["sip", "queues"] {
                guard let value = reader.value[key] else { continue }
                reader.note(
                    "people of handling units take no calls: '\(key)' is not for them", at: value,
                    suggestion: "take it out, or give the person a second account as an agent", rule: "wrong-value")
            }
            guard let unit else {
                reader.note(
                    "'unit' is missing", at: reader.value,
                    suggestion: "name the one of units.yaml whose cases it works on",
                    rule: "missing-key")
                return nil
            }
            if let id = unit.string { return id }
            reader.note("'unit' takes text, found \(unit.kind)", at: unit, rule: "wrong-type")
        } else if let unit {
            reader.note(
                "'unit' belongs to accounts with 'role: unit' alone", at: unit,
                suggestion: "take it out, or write 'role: unit'", rule: "wrong-value")
        }
        return nil
    }

    /// `skills: { tax: 4, en: 3 }`
    private static func skills(_ reader: inout YAMLReader) -> [String: Int] {
        guard let value = reader.optional("skills") else { return [:] }
        if value.mapping == nil {
            reader.note("'skills' takes levels by name such as { tax: 4 }", at: value, rule: "wrong-type")
        }
        var skills: [String: Int] = [:]
        for entry in value.mapping ?? [] {
            guard let name = entry.key.string, let level = entry.value.integer, (1...5).contains(level) else {
                reader.note("a skill has a level from 1 to 5", at: entry.value, rule: "wrong-value")
                continue
            }
            skills[name] = level
        }
        return skills
    }

    private static func phone(_ reader: inout YAMLReader) -> Account.Phone? {
        guard let value = reader.optional("sip") else { return nil }
        var inner = YAMLReader(value, file: reader.file)
        let user = inner.string("user")
        let secret = secret(&inner)
        let srtp: SRTPPolicy? = inner.value["srtp"] == nil ? nil : inner.choice("srtp")
        inner.finish()
        reader.absorb(inner)
        // The user part of an address of record, without the characters that would need escapes (RFC 3261 §25.1).
        if let user, user.isEmpty || !user.utf8.allSatisfy(isUnreserved) {
            reader.note(
                "the SIP user '\(user)' may hold letters, digits and - _ . only", at: value["user"] ?? value,
                rule: "wrong-value")
            return nil
        }
        guard let user, let secret else { return nil }
        return Account.Phone(user: user, secret: secret, srtp: srtp)
    }

    /// `password`, or `ha1` in its place.
    private static func secret(_ reader: inout YAMLReader) -> Account.Phone.Secret? {
        let place = reader.value
        let password = password("password", &reader)
        guard let value = reader.optional("ha1") else {
            if place["password"] == nil {
                reader.note(
                    "'password' or 'ha1' is missing", at: place,
                    suggestion: "'civicline account-ha1' makes the lines of 'ha1'", rule: "missing-key")
            }
            return password.map { .password($0) }
        }
        if place["password"] != nil {
            reader.note("'ha1' stands in place of 'password', not beside it", at: value, rule: "wrong-value")
        }
        var inner = YAMLReader(value, file: reader.file)
        let md5 = hash("md5", digits: 32, &inner)
        let sha256 = hash("sha-256", digits: 64, &inner)
        inner.finish()
        reader.absorb(inner)
        guard let md5, let sha256 else { return nil }
        return .hashes(md5: md5, sha256: sha256)
    }

    /// A hash in hexadecimal, which no message repeats.
    private static func hash(_ key: String, digits: Int, _ reader: inout YAMLReader) -> Redacted<String>? {
        guard let value = reader.optional(key) else {
            reader.note("'\(key)' is missing", at: reader.value, rule: "missing-key")
            return nil
        }
        guard case .scalar(let text, _) = value.content, text.utf8.count == digits, text.allSatisfy(\.isHexDigit) else {
            reader.note("'\(key)' takes \(digits) hexadecimal digits", at: value, rule: "wrong-value")
            return nil
        }
        return Redacted(text.lowercased())
    }

    /// The password, which no message repeats; nil when absent or faulty.
    private static func password(_ key: String, _ reader: inout YAMLReader) -> Redacted<String>? {
        guard let value = reader.optional(key) else { return nil }
        guard case .scalar(let text, _) = value.content, text.count >= shortestPassword, text.count <= 128 else {
            reader.note(
                "'\(key)' takes a text of \(shortestPassword) to 128 characters", at: value, rule: "wrong-value")
            return nil
        }
        return Redacted(text)
    }

    private static func check(
        _ names: [String], among known: [String], what: String, key: String, _ reader: inout YAMLReader
    ) {
        for (index, name) in names.enumerated() where !known.contains(name) {
            let place = reader.value[key]?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            reader.note(
                "no \(what) is called '\(name)'", at: place ?? reader.value,
                suggestion: closestName(to: name, among: known).map { "did you mean '\($0)'?" }, rule: "unknown-\(what)"
            )
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
