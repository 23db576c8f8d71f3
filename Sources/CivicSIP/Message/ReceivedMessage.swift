import Synchronization

/// A sound message as it came: the datagram, and where in it everything stands that a message must have.
///
/// Parsing makes this one object and nothing else. What somebody asks for becomes values once, all at the same time; who
/// changes something has a copy of the values (`MessageStorage`).
final class ReceivedMessage: Sendable {
    let table: FieldTable
    let places: MessagePlaces
    fileprivate let request = AtomicLazyReference<MadeCore<SIPRequest.Core>>()
    fileprivate let response = AtomicLazyReference<MadeCore<SIPResponse.Core>>()

    init(_ table: FieldTable, _ places: MessagePlaces) {
        self.table = table
        self.places = places
    }
}

/// Where the parts of a sound message stand.
struct MessagePlaces: Sendable {
    /// A request's start line. A response has neither.
    struct RequestLine: Sendable {
        var method = Place(0..<0)
        var uri = SIPURI.Places.empty
    }

    /// A response's start line. A request has neither.
    struct StatusLine: Sendable {
        var status = 0
        var reason = Place(0..<0)
    }

    var requestLine = RequestLine()
    var statusLine = StatusLine()
    let from: NameAddress.Places
    let to: NameAddress.Places
    let callID: Place
    let cseq: CSeq.Places
    var maxForwards: Int?
    let body: Body?

    struct Body: Sendable {
        let contentType: Place
        let bytes: Place
    }
}

/// What a message has beside its header fields, as values.
protocol MessageCore: Hashable, Sendable {
    init(reading message: ReceivedMessage)

    /// What was made of `message` before.
    static func kept(in message: ReceivedMessage) -> MadeCore<Self>?
    /// Keeps what was made, unless another thread was sooner; gives what is kept.
    static func keep(_ made: MadeCore<Self>, in message: ReceivedMessage) -> MadeCore<Self>
}

extension MessageCore {
    /// The values of `message`, made at the first time.
    static func made(of message: ReceivedMessage) -> MadeCore<Self> {
        kept(in: message) ?? keep(MadeCore(Self(reading: message)), in: message)
    }

    /// A copy of them to be changed; nothing is kept for it.
    static func copy(of message: ReceivedMessage) -> Self {
        kept(in: message)?.core ?? Self(reading: message)
    }
}

final class MadeCore<Core: MessageCore>: Sendable {
    let core: Core

    init(_ core: Core) {
        self.core = core
    }
}

extension SIPRequest.Core: MessageCore {
    init(reading message: ReceivedMessage) {
        let places = message.places
        let datagram = message.table.bytes
        let bytes = datagram.span
        let method = SIPMethod(string(bytes, places.requestLine.method.range))
        self.init(
            method: method, uri: SIPURI(places.requestLine.uri, in: bytes), vias: message.vias,
            from: NameAddress(places.from, in: bytes), to: NameAddress(places.to, in: bytes),
            callID: string(bytes, places.callID.range), cseq: CSeq(number: places.cseq.number, method: method),
            maxForwards: places.maxForwards, body: message.body)
    }

    static func kept(in message: ReceivedMessage) -> MadeCore<Self>? { message.request.load() }
    static func keep(_ made: MadeCore<Self>, in message: ReceivedMessage) -> MadeCore<Self> {
        message.request.storeIfNil(made)
    }
}

extension SIPResponse.Core: MessageCore {
    init(reading message: ReceivedMessage) {
        let places = message.places
        let datagram = message.table.bytes
        let bytes = datagram.span
        self.init(
            status: places.statusLine.status, reason: string(bytes, places.statusLine.reason.range),
            vias: message.vias, from: NameAddress(places.from, in: bytes), to: NameAddress(places.to, in: bytes),
            callID: string(bytes, places.callID.range), cseq: CSeq(places.cseq, in: bytes), body: message.body)
    }

    static func kept(in message: ReceivedMessage) -> MadeCore<Self>? { message.response.load() }
    static func keep(_ made: MadeCore<Self>, in message: ReceivedMessage) -> MadeCore<Self> {
        message.response.storeIfNil(made)
    }
}

extension ReceivedMessage {
    fileprivate var vias: [Via] {
        let datagram = table.bytes
        let bytes = datagram.span
        var vias: [Via] = []
        vias.reserveCapacity(2)
        for index in table.indices where table[index].known == .via {
            Via.append(to: &vias, parsing: bytes, table[index].value)
        }
        return vias
    }

    fileprivate var body: SIPBody? {
        let datagram = table.bytes
        let bytes = datagram.span
        return places.body.map {
            SIPBody(
                contentType: string(bytes, $0.contentType.range), bytes: CivicSIP.bytes(bytes, $0.bytes.range))
        }
    }
}
