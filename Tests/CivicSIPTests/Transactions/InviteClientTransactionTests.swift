import CivicCore
import CivicSIP
import Testing

@Suite("INVITE client transaction (RFC 3261 figure 5, RFC 6026)")
struct InviteClientTransactionTests {
    let invite = sample(.invite)

    @Test("sends again at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, and gives up at 32 s")
    func timersAandB() {
        var transaction = InviteClientTransaction(invite)
        #expect(transaction.start(at: .zero) == [.send(invite)])
        for moment in [0.5, 1.5, 3.5, 7.5, 15.5, 31.5] {
            #expect(transaction.nextDeadline == at(moment))
            #expect(transaction.advance(to: at(moment - 0.001)).isEmpty)
            #expect(transaction.advance(to: at(moment)) == [.send(invite)])
        }
        #expect(transaction.nextDeadline == at(32))
        #expect(transaction.advance(to: at(32)) == [.timeOut, .finish])
        #expect(transaction.nextDeadline == nil)
    }

    @Test("a provisional response ends the retransmissions, and every one is passed on")
    func proceeding() {
        var transaction = InviteClientTransaction(invite)
        _ = transaction.start(at: .zero)
        #expect(!transaction.isProceeding)
        #expect(transaction.receive(reply(100, to: invite), at: at(0.1)) == [.deliver(reply(100, to: invite))])
        #expect(transaction.receive(reply(180, to: invite), at: at(0.2)) == [.deliver(reply(180, to: invite))])
        #expect(transaction.isProceeding)
        #expect(transaction.nextDeadline == nil)
    }

    @Test("a refusal is acknowledged each time it comes, until Timer D fires; then nothing")
    func completed() {
        var transaction = InviteClientTransaction(invite)
        _ = transaction.start(at: .zero)
        let busy = reply(486, to: invite)
        let acknowledgement = invite.acknowledgement(of: busy)
        #expect(acknowledgement.method == .ack && acknowledgement.cseq.number == 1)
        #expect(acknowledgement.branch == invite.branch && acknowledgement.to.tag == "t")
        #expect(transaction.receive(busy, at: at(1)) == [.send(acknowledgement), .deliver(busy)])
        #expect(transaction.receive(busy, at: at(2)) == [.send(acknowledgement)])
        #expect(transaction.receive(reply(200, to: invite), at: at(2)).isEmpty)
        #expect(transaction.receive(reply(180, to: invite), at: at(2)).isEmpty)
        #expect(transaction.nextDeadline == at(33))
        #expect(transaction.advance(to: at(33)) == [.finish])
        #expect(transaction.receive(busy, at: at(34)).isEmpty)
    }

    @Test("every 2xx is passed on until Timer M fires, without an ACK of the transaction")
    func accepted() {
        var transaction = InviteClientTransaction(invite)
        _ = transaction.start(at: .zero)
        let first = reply(200, to: invite, tag: "a")
        let fork = reply(200, to: invite, tag: "b")
        #expect(transaction.receive(first, at: at(1)) == [.deliver(first)])
        #expect(transaction.receive(fork, at: at(2)) == [.deliver(fork)])
        #expect(transaction.receive(reply(486, to: invite), at: at(2)).isEmpty)
        #expect(transaction.advance(to: at(32.9)).isEmpty)
        #expect(transaction.advance(to: at(33)) == [.finish])
    }

    @Test("after CANCEL it gives up 32 s later, though a provisional response had come (§9.1)")
    func cancelled() {
        var transaction = InviteClientTransaction(invite)
        _ = transaction.start(at: .zero)
        _ = transaction.receive(reply(180, to: invite), at: at(1))
        transaction.limitAfterCancel(at: at(10))
        #expect(transaction.nextDeadline == at(42))
        #expect(transaction.advance(to: at(42)) == [.timeOut, .finish])
    }

    @Test("ACK and CANCEL of an INVITE have its branch, number and routes")
    func descendants() {
        var routed = invite
        routed.headers.append(.route, "<sip:p.example.com;lr>")
        for request in [routed.acknowledgement(of: reply(404, to: routed)), routed.cancellation(reason: .noAnswer)] {
            #expect(request.branch == routed.branch)
            #expect(request.cseq.number == 1)
            #expect(request.headers.all(.route) == ["<sip:p.example.com;lr>"])
            #expect(request.uri == routed.uri)
        }
    }
}
