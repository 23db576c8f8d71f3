import CivicCore
import CivicSIP

/// A client's and a server's transaction (RFC 3261 §17) of one request, with its messages handed over as values; time goes
/// on until both are over.
enum TransactionPair {
    static func tasks() -> [SignallingTask] {
        [
            task("transaction, BYE", TypicalMessage.bye, most: (8, 12), nonInvite),
            task("transaction, INVITE 200", TypicalMessage.trunk, most: (8, 16)) { invite($0, answered: 200) },
            task("transaction, INVITE 486", TypicalMessage.trunk, most: (8, 24)) { invite($0, answered: 486) },
        ].compactMap { $0 }
    }

    private static func task(
        _ name: String, _ message: TypicalMessage, most: (passes: Double, objects: Double),
        _ run: @escaping (SIPRequest) -> Void
    ) -> SignallingTask? {
        guard case .request(let request)? = try? SIPMessage(parsing: message.bytes) else { return nil }
        return SignallingTask(name: name, bytes: message.bytes, most: most) { run(request) }
    }

    /// Request, final answer, Timers K and J.
    private static func nonInvite(_ request: SIPRequest) {
        var client = NonInviteClientTransaction(request)
        var server = NonInviteServerTransaction()
        for case .send(let sent) in client.start(at: .zero) {
            for case .send(let answer) in server.respond(SIPResponse(200, to: sent), at: .zero) {
                keep(client.receive(answer, at: .zero))
            }
        }
        keep(client.advance(to: .zero + .seconds(64)))
        keep(server.advance(to: .zero + .seconds(64)))
    }

    /// 100, a final answer, for a refusal its ACK, and the timers that end both.
    private static func invite(_ request: SIPRequest, answered status: Int) {
        var client = InviteClientTransaction(request)
        var server = InviteServerTransaction()
        for case .send(let sent) in client.start(at: .zero) {
            for status in [100, status] {
                for case .send(let answer) in server.respond(SIPResponse(status, to: sent), at: .zero) {
                    for case .send in client.receive(answer, at: .zero) { server.receiveAcknowledgement(at: .zero) }
                }
            }
        }
        keep(client.advance(to: .zero + .seconds(64)))
        keep(server.advance(to: .zero + .seconds(64)))
    }
}
