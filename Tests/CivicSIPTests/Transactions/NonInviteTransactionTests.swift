import CivicCore
import CivicSIP
import Testing

@Suite("non-INVITE client transaction (RFC 3261 figure 6)")
struct NonInviteClientTransactionTests {
    let options = sample(.options)

    @Test("sends again by Timer E up to T2 apart, and gives up by Timer F")
    func timersEandF() {
        var transaction = NonInviteClientTransaction(options)
        #expect(transaction.start(at: .zero) == [.send(options)])
        for moment in [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5] {
            #expect(transaction.nextDeadline == at(moment))
            #expect(transaction.advance(to: at(moment)) == [.send(options)])
        }
        #expect(transaction.advance(to: at(32)) == [.timeOut, .finish])
        #expect(transaction.nextDeadline == nil)
    }

    @Test("after a provisional response it sends again each T2, and Timer F still runs")
    func proceeding() {
        var transaction = NonInviteClientTransaction(options)
        _ = transaction.start(at: .zero)
        let trying = reply(100, to: options)
        #expect(transaction.receive(trying, at: at(0.3)) == [.deliver(trying)])
        #expect(transaction.nextDeadline == at(4.3))
        #expect(transaction.advance(to: at(4.3)) == [.send(options)])
        #expect(transaction.nextDeadline == at(8.3))
        #expect(transaction.advance(to: at(32)) == [.timeOut, .finish])
    }

    @Test("the final response is passed on once, and Timer K ends it")
    func completed() {
        var transaction = NonInviteClientTransaction(options)
        _ = transaction.start(at: .zero)
        let success = reply(200, to: options)
        #expect(transaction.receive(success, at: at(1)) == [.deliver(success)])
        #expect(transaction.receive(success, at: at(2)).isEmpty)
        #expect(transaction.nextDeadline == at(6))
        #expect(transaction.advance(to: at(6)) == [.finish])
    }
}

@Suite("non-INVITE server transaction (RFC 3261 figure 8)")
struct NonInviteServerTransactionTests {
    let options = sample(.options)

    @Test("a repeated request gets the final answer again, until Timer J fires")
    func repeated() {
        var transaction = NonInviteServerTransaction()
        let success = reply(200, to: options)
        #expect(transaction.receiveRetransmission().isEmpty)
        #expect(transaction.respond(reply(100, to: options), at: .zero) == [.send(reply(100, to: options))])
        #expect(transaction.receiveRetransmission() == [.send(reply(100, to: options))])
        #expect(transaction.respond(success, at: .zero) == [.send(success)])
        #expect(transaction.receiveRetransmission() == [.send(success)])
        #expect(transaction.respond(reply(486, to: options), at: at(1)).isEmpty)
        #expect(transaction.advance(to: at(31.9)).isEmpty)
        #expect(transaction.advance(to: at(32)) == [.finish])
        #expect(transaction.receiveRetransmission().isEmpty)
    }
}

@Suite("transaction matching (RFC 3261 §17.1.3, §17.2.3)")
struct TransactionKeyTests {
    @Test("the ACK of a refusal belongs to its INVITE; CANCEL is a transaction of its own that names the INVITE's")
    func magicCookie() {
        let invite = sample(.invite)
        let acknowledgement = invite.acknowledgement(of: reply(486, to: invite))
        let cancel = invite.cancellation()
        #expect(ServerTransactionKey(acknowledgement) == ServerTransactionKey(invite))
        #expect(ServerTransactionKey(cancel) != ServerTransactionKey(invite))
        #expect(ServerTransactionKey(cancelledBy: cancel) == ServerTransactionKey(invite))
    }

    @Test("the same branch from another host is another transaction")
    func sentBy() {
        let invite = sample(.invite)
        var other = invite
        other.vias[0].host = "192.0.2.99"
        #expect(ServerTransactionKey(other) != ServerTransactionKey(invite))
        other = invite
        other.vias[0].port = nil
        #expect(ServerTransactionKey(other) == ServerTransactionKey(invite))
    }

    @Test("without the magic cookie it takes the whole RFC 2543 key, and the ACK's To tag does not matter")
    func rfc2543() {
        var invite = sample(.invite)
        invite.vias[0].parameters["branch"] = "1"
        var acknowledgement = invite.acknowledgement(of: reply(486, to: invite))
        #expect(ServerTransactionKey(acknowledgement) == ServerTransactionKey(invite))
        acknowledgement.callID = "other"
        #expect(ServerTransactionKey(acknowledgement) != ServerTransactionKey(invite))
        var next = invite
        next.cseq.number = 2
        #expect(ServerTransactionKey(next) != ServerTransactionKey(invite))
        var bare = invite
        bare.vias[0].parameters["branch"] = Via.magicCookie
        var sameBare = bare
        sameBare.callID = "other"
        #expect(ServerTransactionKey(bare) != ServerTransactionKey(sameBare))
    }

    @Test("a response is matched by branch and method")
    func client() {
        let invite = sample(.invite)
        #expect(ClientTransactionKey(invite) != ClientTransactionKey(invite.cancellation()))
    }
}
