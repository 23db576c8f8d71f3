import CivicCRM
import HTTPTypes

// Refusals of the API alone.
extension Problem {
    static let tokenNeeded = Problem(
        kind: "token-needed", title: "A valid token is needed", status: .unauthorized, field: "Authorization",
        remedy:
            "Send 'Authorization: Bearer TOKEN'; the hotline's administrator makes tokens with 'civicline api-token'.",
        challenge: "Bearer realm=\"civicline\"")

    static func rightMissing(_ right: APIRight) -> Problem {
        Problem(
            kind: "right-missing", title: "The token may not do this", status: .forbidden,
            detail: "It needs the right \(right.rawValue).",
            remedy: "Ask the hotline's administrator for the right in api-tokens.yaml.")
    }

    static func tooManyRequests(retryAfter: Int) -> Problem {
        Problem(
            kind: "too-many-requests", title: "Too many requests", status: .tooManyRequests,
            remedy: "Wait \(retryAfter) s, then go on.", retryAfter: retryAfter)
    }

    static let noIdempotencyKey = Problem(
        kind: "no-idempotency-key", title: "A key is needed", status: .badRequest, field: "Idempotency-Key",
        remedy: "Send a new UUID for each wish, and the same one when you send that wish again.")

    static let keyTaken = Problem(
        kind: "key-taken", title: "The key was used for something else", status: .unprocessableContent,
        field: "Idempotency-Key", remedy: "Send a new key for a new wish.")

    /// All faults of a filing: the first as the problem's own, each of them in `errors`.
    init(_ faults: FilingFaults) {
        let first = faults.faults.first ?? FieldFault(.words, .missing)
        self = .invalid(first.field.jsonPath, first.detail, remedy: first.remedy)
        errors = faults.faults.map {
            FieldError(field: $0.field.jsonPath, detail: $0.detail, remedy: $0.remedy)
        }
    }
}

extension FilingField {
    /// Where the API's body has it.
    var jsonPath: String {
        switch self {
        case .service: "service"
        case .words: "text"
        case .township: "place.township"
        case .village: "place.village"
        case .address: "place.address"
        case .name: "reporter.name"
        case .number: "reporter.number"
        case .identity: "reporter.idNumber"
        case .happened: "happenedOn"
        case .email: "reporter.email"
        case .answer: "answerBy"
        }
    }

    /// What `body` has there.
    func text(in body: JSONValue) -> String? {
        jsonPath.split(separator: ".").reduce(body as JSONValue?) { $0?[String($1)] }?.string
    }
}
