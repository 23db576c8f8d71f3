import CivicCore
import CivicSIP
import Testing

@Suite("Transactions over a reliable transport (RFC 3261 §17)")
struct ReliableTransactionTests {
    @Test("an INVITE is sent once, and times out at Timer B")
    func inviteClient() {
        var transaction = InviteClientTransaction(sample(.invite), isReliable: true)
        #expect(transaction.start(at: at(0)) == [.send(sample(.invite))])
        #expect(transaction.isUnanswered && transaction.nextDeadline == at(32))
        #expect(transaction.advance(to: at(31.9)) == [])
        #expect(transaction.advance(to: at(32)) == [.timeOut, .finish])
    }

    @Test("a refused INVITE is acknowledged and done with: Timer D is zero")
    func timerD() {
        var transaction = InviteClientTransaction(sample(.invite), isReliable: true)
        _ = transaction.start(at: at(0))
        let busy = reply(486, to: sample(.invite))
        let ack = sample(.invite).acknowledgement(of: busy)
        #expect(transaction.receive(busy, at: at(1)) == [.send(ack), .deliver(busy)])
        #expect(!transaction.isUnanswered && transaction.nextDeadline == at(1))
        #expect(transaction.advance(to: at(1)) == [.finish])
    }

    @Test("a refusal is sent once, and its ACK ends the transaction: no Timer G, Timer I is zero")
    func inviteServer() {
        var transaction = InviteServerTransaction(isReliable: true)
        let busy = reply(486, to: sample(.invite))
        #expect(transaction.respond(busy, at: at(0)) == [.send(busy)])
        #expect(transaction.nextDeadline == at(32))
        transaction.receiveAcknowledgement(at: at(2))
        #expect(transaction.nextDeadline == at(2) && transaction.advance(to: at(2)) == [.finish])
    }

    @Test("a refusal without ACK ends at Timer H")
    func timerH() {
        var transaction = InviteServerTransaction(isReliable: true)
        _ = transaction.respond(reply(486, to: sample(.invite)), at: at(0))
        #expect(transaction.advance(to: at(31)) == [])
        #expect(transaction.advance(to: at(32)) == [.noAcknowledgement, .finish])
    }

    @Test("another request is sent once, before and after a provisional response; Timer K is zero")
    func otherClient() {
        var transaction = NonInviteClientTransaction(sample(.bye), isReliable: true)
        #expect(transaction.start(at: at(0)) == [.send(sample(.bye))])
        #expect(transaction.advance(to: at(20)) == [])
        _ = transaction.receive(reply(100, to: sample(.bye)), at: at(20))
        #expect(!transaction.isUnanswered && transaction.nextDeadline == at(32))
        let ok = reply(200, to: sample(.bye))
        #expect(transaction.receive(ok, at: at(21)) == [.deliver(ok)])
        #expect(transaction.advance(to: at(21)) == [.finish])
    }

    @Test("its answer is not kept: Timer J is zero")
    func otherServer() {
        var transaction = NonInviteServerTransaction(isReliable: true)
        let ok = reply(200, to: sample(.bye))
        #expect(transaction.respond(ok, at: at(3)) == [.send(ok)])
        #expect(transaction.advance(to: at(3)) == [.finish])
    }
}
