/// What a `SIPRequest` or `SIPResponse` holds: a message as it came, or values of its own. One reference in any case, since
/// messages are handed on a lot: to transactions, dialogs and calls.
enum MessageStorage<Core: MessageCore>: Sendable {
    struct Values: Hashable, Sendable {
        var core: Core
        var headers: SIPHeaders
    }

    case received(ReceivedMessage)
    /// Always one element: an array gives the room, and copies of which one is changed part.
    case own([Values])

    init(_ core: Core, _ headers: SIPHeaders) {
        self = .own([Values(core: core, headers: headers)])
    }

    /// Without a coroutine, whose frame would come from the heap.
    @inline(__always)
    func read<Part>(_ part: (borrowing Core) -> Part) -> Part {
        switch self {
        case .received(let message): part(Core.made(of: message).core)
        case .own(let values): part(values[0].core)
        }
    }

    var core: Core {
        get { read { copy $0 } }
        _modify {
            var values = takeOwn()
            defer { self = .own(values) }
            yield &values[0].core
        }
    }

    var headers: SIPHeaders {
        get {
            switch self {
            case .received(let message): SIPHeaders(message)
            case .own(let values): values[0].headers
            }
        }
        _modify {
            var values = takeOwn()
            defer { self = .own(values) }
            yield &values[0].headers
        }
    }

    /// The values, which nobody else holds if nobody else holds the message; the caller puts them back.
    private mutating func takeOwn() -> [Values] {
        switch self {
        case .received(let message): return [Values(core: Core.copy(of: message), headers: SIPHeaders(message))]
        case .own(let values):
            self = .own([])
            return values
        }
    }
}

extension MessageStorage: Hashable {
    static func == (left: Self, right: Self) -> Bool { left.core == right.core && left.headers == right.headers }

    func hash(into hasher: inout Hasher) {
        hasher.combine(core)
        hasher.combine(headers)
    }
}
