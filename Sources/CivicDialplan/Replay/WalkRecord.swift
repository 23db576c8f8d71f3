package import Foundation

/// A live call's walk as it is kept: what the walk was told and when, so that it can be walked again.
///
/// It names nobody: neither the caller's number nor what was keyed in secret is in it. Answers of data sources are, because
/// without them the walk could not be walked again.
package struct WalkRecord: Codable, Sendable, Equatable {
    /// One event, or a deadline of the walk that was reached.
    package struct Moment: Codable, Sendable, Equatable {
        /// Milliseconds since the call began.
        package var at: Int
        /// `nil` for a deadline.
        package var event: RecordedEvent?
    }

    /// The plan that the call began in.
    package var plan: String
    /// Content hashes by name of every plan that the call came into.
    package var versions: [String: String]
    package var calledNumber: String
    /// Tag of the language that the call began in.
    package var language: String
    /// Whether the caller's number was shown.
    package var hasNumber: Bool
    /// SHA-256 of the calendars that it went by; `nil` in records that were kept before that was.
    package var calendars: String?
    package var startedAt: Date
    /// The queue in which the hotline called the citizen back; `nil` where the citizen called.
    package var calledBackIn: String?
    /// Whether the hotline made the call, by the plan from its start.
    package var isOurs: Bool?
    package var moments: [Moment] = []
    /// Of the shape of all effects: what the walk did, without values. The same again when it is walked again.
    package var effects: String = ""
    /// Whether moments are missing at the end, because there were far too many.
    package var isCut = false

    /// A call that goes on for hours, with news of its place in line every few seconds, has fewer.
    package static let mostMoments = 4_000

    /// Milliseconds that the record covers.
    package var length: Int { moments.last?.at ?? 0 }
}

extension WalkRecord {
    /// One line of JSON.
    package var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .millisecondsSince1970
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// - Throws: `DecodingError` where it is no record.
    package init(text: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        self = try decoder.decode(WalkRecord.self, from: Data(text.utf8))
    }
}
