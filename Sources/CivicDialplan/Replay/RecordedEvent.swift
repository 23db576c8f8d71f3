import Foundation

/// A `WalkEvent` as a few flat fields; those that an event does not have are left out.
package struct RecordedEvent: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case started, key, spoken, found, recorded
        case notFound = "not-found"
        case failed, locked
        case caseOpened = "case-opened"
        case joined, moved, refused, offered, answered, returned, served
        case transferAnswered = "transfer-answered"
        case transferUnanswered = "transfer-unanswered"
        case transferFailed = "transfer-failed"
        case transferOver = "transfer-over"
        case hungUp = "hung-up"
        case shuttingDown = "shutting-down"
    }

    package var kind: Kind
    var token: UInt32?
    /// `•` or `×` for one that was keyed in secret.
    package var key: String?
    package var fields: [String: RecordedValue]?
    var number: String?
    package var seconds: Int?
    var heard: Bool?
    var position: Int?
    /// Least and most minutes.
    var wait: [Int]?
}

extension RecordedEvent {
    init(_ event: WalkEvent) {
        switch event {
        case .started: self.init(kind: .started)
        case .key(let key): self.init(kind: .key, key: String(key))
        case .spoken(let token): self.init(kind: .spoken, token: token.value)
        case .lookedUp(let token, .found(let fields)):
            self.init(kind: .found, token: token.value, fields: fields.mapValues { RecordedValue(value: $0) })
        case .lookedUp(let token, .notFound): self.init(kind: .notFound, token: token.value)
        case .lookedUp(let token, .failed): self.init(kind: .failed, token: token.value)
        case .lookedUp(let token, .locked): self.init(kind: .locked, token: token.value)
        case .caseOpened(let token, let number): self.init(kind: .caseOpened, token: token.value, number: number)
        case .recorded(let token, let seconds, let heard):
            self.init(kind: .recorded, token: token.value, seconds: seconds, heard: heard)
        case .queue(let token, let news): self.init(token, news)
        case .transfer(let token, let news):
            let kind: Kind =
                switch news {
                case .answered: .transferAnswered
                case .unanswered: .transferUnanswered
                case .failed: .transferFailed
                case .over: .transferOver
                }
            self.init(kind: kind, token: token.value)
        case .hungUp: self.init(kind: .hungUp)
        case .shuttingDown: self.init(kind: .shuttingDown)
        }
    }

    private init(_ token: WalkToken, _ news: QueueNews) {
        func place(_ kind: Kind, _ position: Int, _ wait: ClosedRange<Int>?) -> RecordedEvent {
            RecordedEvent(
                kind: kind, token: token.value, position: position, wait: wait.map { [$0.lowerBound, $0.upperBound] })
        }
        self =
            switch news {
            case .joined(let position, let wait): place(.joined, position, wait)
            case .moved(let position, let wait): place(.moved, position, wait)
            case .returned(let position, let wait): place(.returned, position, wait)
            case .refused: RecordedEvent(kind: .refused, token: token.value)
            case .offered: RecordedEvent(kind: .offered, token: token.value)
            case .answered: RecordedEvent(kind: .answered, token: token.value)
            case .served: RecordedEvent(kind: .served, token: token.value)
            }
    }

    /// What the walk is told; `nil` where fields are missing.
    package var event: WalkEvent? {
        switch kind {
        case .started: return .started
        case .hungUp: return .hungUp
        case .shuttingDown: return .shuttingDown
        case .key: return key.flatMap(\.first).map { .key($0) }
        default: break
        }
        guard let token = token.map({ WalkToken(value: $0) }) else { return nil }
        switch kind {
        case .started, .hungUp, .shuttingDown, .key: return nil
        case .spoken: return .spoken(token)
        case .found: return .lookedUp(token, .found((fields ?? [:]).mapValues(\.value)))
        case .notFound: return .lookedUp(token, .notFound)
        case .failed: return .lookedUp(token, .failed)
        case .locked: return .lookedUp(token, .locked)
        case .caseOpened: return .caseOpened(token, number: number)
        case .recorded: return .recorded(token, seconds: seconds ?? 0, heardSpeech: heard ?? false)
        case .transferAnswered: return .transfer(token, .answered)
        case .transferUnanswered: return .transfer(token, .unanswered)
        case .transferFailed: return .transfer(token, .failed)
        case .transferOver: return .transfer(token, .over)
        case .joined: return .queue(token, .joined(position: position ?? 1, wait: waitRange))
        case .moved: return .queue(token, .moved(position: position ?? 1, wait: waitRange))
        case .returned: return .queue(token, .returned(position: position ?? 1, wait: waitRange))
        case .refused: return .queue(token, .refused)
        case .offered: return .queue(token, .offered)
        case .answered: return .queue(token, .answered)
        case .served: return .queue(token, .served)
        }
    }

    private var waitRange: ClosedRange<Int>? {
        guard let wait, wait.count == 2, wait[0] <= wait[1] else { return nil }
        return wait[0]...wait[1]
    }
}

/// A `DialplanValue` in JSON: text, number and flag as they are, `{"date": milliseconds}`, `{"minutes": 540}`, null.
package struct RecordedValue: Codable, Sendable, Equatable {
    package var value: DialplanValue

    private struct Marked: Codable {
        var date: Int64?
        var minutes: Int?
    }

    package init(value: DialplanValue) {
        // As the record keeps it, so that a record is the same when it is read.
        if case .date(let date) = value {
            self.value = .date(Self.date(Self.milliseconds(date)))
        } else {
            self.value = value
        }
    }

    private static func milliseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1_000).rounded()) }
    private static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .absent
        } else if let flag = try? container.decode(Bool.self) {
            value = .flag(flag)
        } else if let number = try? container.decode(Int.self) {
            value = .number(number)
        } else if let text = try? container.decode(String.self) {
            value = .text(text)
        } else {
            let marked = try container.decode(Marked.self)
            value =
                marked.date.map { .date(Self.date($0)) } ?? marked.minutes.map { .time(minutes: $0) } ?? .absent
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        case .date(let date): try container.encode(Marked(date: Self.milliseconds(date)))
        case .time(let minutes): try container.encode(Marked(minutes: minutes))
        case .absent: try container.encodeNil()
        }
    }
}
