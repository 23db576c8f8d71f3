package import CivicCore

/// Where a 3xx may send one of our calls (RFC 3261 §8.1.3.4): a stranger's Contact must not make us dial anywhere.
package struct RedirectPolicy: Sendable, Hashable {
    /// Addresses that may be called.
    package var allowed: [AddressRange]
    /// How many redirections one call may go through.
    package var limit: Int

    package static let none = RedirectPolicy(allowed: [], limit: 0)

    package init(allowed: [AddressRange], limit: Int = 3) {
        self.allowed = allowed
        self.limit = limit
    }

    /// The best target of a 3xx that may be followed and was not tried before; `nil` where there is none.
    package func target(of response: SIPResponse, tried: [String]) -> (uri: SIPURI, destination: SIPHop)? {
        guard response.status / 100 == 3, response.status != 380, tried.count < limit else { return nil }
        let contacts = response.headers.all(.contact).flatMap { NameAddress.list(parsing: $0) ?? [] }
        let ranked = contacts.enumerated().sorted {
            let (left, right) = (quality($0.element), quality($1.element))
            return left != right ? left > right : $0.offset < $1.offset
        }
        for (_, contact) in ranked {
            guard let destination = contact.uri.numericHop, !tried.contains(contact.uri.description),
                allowed.contains(where: { $0.contains(destination.host) })
            else { continue }
            return (contact.uri, destination)
        }
        return nil
    }

    /// In thousandths; 1000 where none is stated.
    private func quality(_ contact: NameAddress) -> Int {
        guard let text = contact.parameters["q"], let value = Double(text), (0...1).contains(value) else { return 1000 }
        return Int(value * 1000)
    }
}
