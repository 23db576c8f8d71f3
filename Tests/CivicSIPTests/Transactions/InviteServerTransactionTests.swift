import CivicCore
import CivicSIP
import Testing

@Suite("INVITE server transaction (RFC 3261 figure 7, RFC 6026)")
struct InviteServerTransactionTests {
    let invite = sample(.invite)

    @Test("a repeated INVITE gets the latest provisional response")
    func proceeding() {
        var transaction = InviteServerTransaction()
        #expect(transaction.receiveRetransmission().isEmpty)
        #expect(transaction.respond(reply(100, to: invite), at: .zero) == [.send(reply(100, to: invite))])
        #expect(transaction.respond(reply(180, to: invite), at: at(1)) == [.send(reply(180, to: invite))])
        #expect(transaction.receiveRetransmission() == [.send(reply(180, to: invite))])
        #expect(transaction.isProceeding)
        #expect(transaction.nextDeadline == nil)
    }

    @Test("a refusal is sent again by Timer G up to T2 apart, until Timer H gives up on the ACK")
    func timersGandH() {
        var transaction = InviteServerTransaction()
        let busy = reply(486, to: invite)
        #expect(transaction.respond(busy, at: .zero) == [.send(busy)])
        #expect(transaction.receiveRetransmission() == [.send(busy)])
        for moment in [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5] {
            #expect(transaction.nextDeadline == at(moment))
            #expect(transaction.advance(to: at(moment)) == [.send(busy)])
        }
        #expect(transaction.advance(to: at(32)) == [.noAcknowledgement, .finish])
    }

    @Test("after the ACK it is silent until Timer I fires")
    func confirmed() {
        var transaction = InviteServerTransaction()
        _ = transaction.respond(reply(486, to: invite), at: .zero)
        transaction.receiveAcknowledgement(at: at(0.2))
        #expect(transaction.receiveRetransmission().isEmpty)
        transaction.receiveAcknowledgement(at: at(1))
        #expect(transaction.nextDeadline == at(5.2))
        #expect(transaction.advance(to: at(5.2)) == [.finish])
    }

    @Test("after a 2xx, INVITEs that come again are taken in silence until Timer L fires")
    func accepted() {
        var transaction = InviteServerTransaction()
        let success = reply(200, to: invite)
        #expect(transaction.respond(success, at: .zero) == [.send(success)])
        #expect(transaction.receiveRetransmission().isEmpty)
        #expect(transaction.respond(success, at: at(0.5)) == [.send(success)])
        #expect(transaction.respond(reply(486, to: invite), at: at(0.5)).isEmpty)
        #expect(transaction.nextDeadline == at(32))
        #expect(transaction.advance(to: at(32)) == [.finish])
    }

    @Test("only the first final response counts")
    func once() {
        var transaction = InviteServerTransaction()
        _ = transaction.respond(reply(486, to: invite), at: .zero)
        #expect(transaction.respond(reply(200, to: invite), at: at(0.1)).isEmpty)
        #expect(transaction.respond(reply(180, to: invite), at: at(0.1)).isEmpty)
    }
}
