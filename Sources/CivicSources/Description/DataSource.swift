package import CivicDialplan
import CivicCore
package import Foundation

/// An HTTP endpoint that answers a look-up in JSON, as `data-sources.yaml` describes it.
package struct DataSource: Sendable, Equatable {
    package enum Method: String, Sendable, Equatable {
        case get = "GET"
        case post = "POST"
    }

    /// The name that dialplans use.
    package var id: String
    package var method: Method
    package var address: AddressTemplate
    /// Every one of them is given by the step that asks.
    package var arguments: [String: DialplanType]
    /// What is sent, of POST.
    package var body: BodyTemplate?
    package var headers: [SourceHeader]
    package var bounds: Bounds
    /// HTTP statuses that mean that there is nothing.
    package var notFound: Set<Int>
    /// Where this is missing or null, nothing was found.
    package var foundWhere: JSONPointer?
    package var circuit: CircuitRule
    /// Answers are given again for so long; zero asks each time.
    package var keepsFor: Duration
    /// Roots in PEM that the endpoint's certificate is checked against; `nil` for the system's.
    package var authorities: String?
    /// Where days begin and end.
    package var zone: TimeZone
    package var fields: [AnswerField]
    /// Arguments to try it with.
    package var sample: [String: DialplanValue]

    /// How much one question may take.
    package struct Bounds: Sendable, Equatable {
        /// From the question to the end of the answer, with waiting for others.
        package var deadline = Duration.seconds(2)
        /// Bytes.
        package var largestAnswer = 65_536
        /// Questions under way at once; further ones wait.
        package var atOnce = 8

        package init() {}
    }

    /// What dialplans may ask and get.
    package var signature: LookUpSignature {
        LookUpSignature(
            arguments: arguments,
            fields: Dictionary(fields.map { ($0.name, $0.kind.type) }, uniquingKeysWith: { first, _ in first }),
            personal: Set(fields.filter(\.isPersonal).map(\.name)))
    }
}

/// A header of the question; what is secret stands elsewhere than in the file.
package struct SourceHeader: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case literal(String)
        /// The value of an environment variable, with something before it (`Bearer `).
        case environment(String, before: String)
        /// The first line of a file.
        case file(String, before: String)
    }

    package var name: String
    package var value: Value
}
