// RFC 3261 §19.1.4, and RFC 3966 §4 for numbers.

extension SIPURI {
    /// Whether both URIs mean the same.
    ///
    /// User and password compare with case, the rest without; `user`, `ttl`, `method`, `maddr` and `transport` must stand
    /// in both or in neither; other parameters count only where both have them; all headers count.
    package func isEquivalent(to other: SIPURI) -> Bool {
        guard scheme == other.scheme else { return false }
        switch scheme {
        case .other: return opaque == other.opaque
        case .tel: return isSameNumber(as: other)
        case .sip, .sips: break
        }
        guard user.map(percentDecoded) == other.user.map(percentDecoded),
            password.map(percentDecoded) == other.password.map(percentDecoded),
            isSameHost(as: other), port == other.port
        else { return false }
        return hasEquivalentParameters(to: other) && headerFields == other.headerFields
    }

    private func isSameHost(as other: SIPURI) -> Bool {
        if host.equalsIgnoringCase(other.host) { return true }
        guard let address = IPAddress(host), let otherAddress = IPAddress(other.host) else { return false }
        return address == otherAddress
    }

    private func hasEquivalentParameters(to other: SIPURI) -> Bool {
        let decisive = ["user", "ttl", "method", "maddr", "transport"]
        for name in decisive where parameters.contains(name) != other.parameters.contains(name) { return false }
        return parameters.all.allSatisfy { parameter in
            let name = percentDecoded(parameter.name)
            guard
                let counterpart = other.parameters.all.first(where: {
                    percentDecoded($0.name).equalsIgnoringCase(name)
                })
            else { return true }
            return percentDecoded(parameter.value ?? "").equalsIgnoringCase(percentDecoded(counterpart.value ?? ""))
        }
    }

    private var headerFields: [String: String] {
        var fields: [String: String] = [:]
        for field in (headers ?? "").split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = percentDecoded(String(parts[0])).lowercased()
            fields[name] = parts.count > 1 ? percentDecoded(String(parts[1])) : ""
        }
        return fields
    }

    private func isSameNumber(as other: SIPURI) -> Bool {
        func bare(_ uri: SIPURI) -> String {
            (uri.user ?? "").lowercased().filter { !"-.()".contains($0) }
        }
        func parameters(_ uri: SIPURI) -> [String: String] {
            uri.parameters.all.reduce(into: [:]) { $0[$1.name.lowercased()] = ($1.value ?? "").lowercased() }
        }
        return bare(self) == bare(other) && parameters(self) == parameters(other)
    }
}
