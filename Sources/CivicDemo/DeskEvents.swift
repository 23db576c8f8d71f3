package import Foundation

/// What the demonstration reads out of the desk's event stream: only what it checks.
package struct DeskSnapshot: Decodable, Sendable {
    package struct Call: Decodable, Sendable {
        package struct Card: Decodable, Sendable {
            package struct Candidate: Decodable, Sendable {
                package struct Person: Decodable, Sendable {
                    package var id: Int64
                    package var name: String
                }

                package var citizen: Person
                package var confidence: Double
                package var reasons: [String]
            }

            package struct OpenCase: Decodable, Sendable {
                package var number: String
            }

            package var candidates: [Candidate]
            package var openCases: [OpenCase]
        }

        package struct Trail: Decodable, Sendable {
            package var at: Date
            package var kind: String
            package var step: String
            package var text: String
        }

        package var conversation: String
        package var callerNumber: String?
        package var card: Card
        package var trail: [Trail]
        package var citizenId: Int64?
    }

    package struct State: Decodable, Sendable {
        package var state: String
        package var deviceReady: Bool
        package var call: Call?
    }

    package var sequence: Int
    package var kind: String
    package var state: State

    /// The events of a stream in `text/event-stream` form; incomplete ones at the end are left for later.
    package static func read(_ stream: String) -> [DeskSnapshot] {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            if let seconds = try? container.decode(Double.self) {
                return Date(timeIntervalSinceReferenceDate: seconds)
            }
            let text = try container.decode(String.self)
            let formatter = ISO8601DateFormatter()
            if let date = formatter.date(from: text) { return date }
            formatter.formatOptions.insert(.withFractionalSeconds)
            guard let date = formatter.date(from: text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date: \(text)")
            }
            return date
        }
        return stream.components(separatedBy: "\n\n").compactMap { block in
            let data = block.split(separator: "\n").filter { $0.hasPrefix("data:") }
                .map { $0.dropFirst(5).drop { $0 == " " } }.joined(separator: "\n")
            return try? decoder.decode(DeskSnapshot.self, from: Data(data.utf8))
        }
    }
}
