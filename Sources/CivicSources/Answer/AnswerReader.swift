package import CivicDialplan
package import Foundation

/// An answer of HTTP as it came.
package struct SourceResponse: Sendable, Equatable {
    package var status: Int
    /// Of a redirect, the host that it leads to.
    package var location: String?
    package var body: Data

    package init(status: Int, location: String? = nil, body: Data = Data()) {
        self.status = status
        self.location = location
        self.body = body
    }
}

extension DataSource {
    /// What an answer says in the words of the dialplan.
    package func outcome(of response: SourceResponse) throws(SourceFault) -> LookUpOutcome {
        if notFound.contains(response.status) { return .notFound }
        switch response.status {
        case 200..<300: break
        case 300..<400: throw .redirected(toHost: response.location)
        default: throw .status(response.status)
        }
        guard let answer = JSONValue(parsing: response.body) else { throw .notJSON }
        if let foundWhere {
            let found = foundWhere.value(in: answer) ?? .null
            guard found != .null, found != .list([]) else { return .notFound }
        }
        var values: [String: DialplanValue] = [:]
        for field in fields { values[field.name] = try field.value(in: answer, zone: zone) }
        return .found(values)
    }
}
