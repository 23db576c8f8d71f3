import CivicCore
import CivicSIP
import Testing

@Suite("Calls to the outside")
struct OutboundTests {
    private func number(_ key: String) -> PhoneNumber { PhoneNumber(raw: key, key: key) }
    private func at(_ seconds: Double) -> MonotonicInstant { .zero + .seconds(seconds) }

    private func target(_ server: Int) -> TrunkKeeper.Target {
        TrunkKeeper.Target(
            trunk: "carrier", server: server, hop: .udp(SocketEndpoint(host: "192.0.2.\(server)", port: 5060)))
    }

    private let agent = OutboundCause.account("2001")

    // MARK: the guard

    @Test("without an allowed prefix nothing goes out")
    func closed() {
        var guardian = OutboundGuard(OutboundRules())
        #expect(!guardian.isOpen)
        #expect(
            guardian.admit(number("+8610000000"), cause: agent, minuteOfDay: 600, at: at(0)) == .refused(.prefix))
        #expect(guardian.refusals == [.prefix: 1])
    }

    @Test("the beginning of a number decides, a short code as a whole, and exceptions win")
    func prefixes() {
        var guardian = OutboundGuard(
            OutboundRules(
                allowed: ["+86591", "110"], refused: ["+86591900"], rate: 100, ratePerCause: 100, concurrent: 100))
        func verdict(_ key: String) -> OutboundGuard.Verdict {
            guardian.admit(number(key), cause: agent, minuteOfDay: 600, at: at(0))
        }
        #expect(verdict("+8659112345678") == .admitted)
        #expect(verdict("+8659012345678") == .refused(.prefix))
        #expect(verdict("+8659190012345") == .refused(.prefix))
        #expect(verdict("110") == .admitted)
        #expect(verdict("1101") == .refused(.prefix))
        #expect(verdict("86591") == .refused(.prefix))
    }

    @Test("nobody without a name may call, and that costs nobody else anything")
    func noCause() {
        var guardian = OutboundGuard(OutboundRules(allowed: ["+"], concurrent: 1))
        for _ in 0..<5 {
            #expect(guardian.admit(number("+861"), cause: nil, minuteOfDay: 0, at: at(0)) == .refused(.noCause))
        }
        #expect(guardian.admit(number("+861"), cause: agent, minuteOfDay: 0, at: at(0)) == .admitted)
    }

    @Test("calls at once, calls a minute, and calls a minute of one agent are limited")
    func limits() {
        var guardian = OutboundGuard(OutboundRules(allowed: ["+"], rate: 4, ratePerCause: 3, concurrent: 2))
        func call(_ cause: OutboundCause, _ seconds: Double) -> OutboundGuard.Verdict {
            guardian.admit(number("+861"), cause: cause, minuteOfDay: 600, at: at(seconds))
        }
        #expect(call(agent, 0) == .admitted)
        #expect(call(agent, 1) == .admitted)
        #expect(call(agent, 2) == .refused(.concurrent))
        guardian.ended()
        guardian.ended()
        #expect(call(agent, 3) == .admitted)
        #expect(call(agent, 4) == .refused(.rateOfOne))
        #expect(call(.dialplan("county"), 5) == .admitted)
        guardian.ended()
        #expect(call(.account("2002"), 6) == .refused(.rate))
        // The first call is over a minute old.
        #expect(call(.account("2002"), 60) == .admitted)
        #expect(guardian.active == 2)
    }

    @Test(
        "a night over midnight has limits of its own",
        arguments: [(1320, true), (30, true), (360, false), (1319, false)])
    func night(minute: Int, isNight: Bool) {
        var guardian = OutboundGuard(
            OutboundRules(
                allowed: ["+86"],
                night: .init(begins: 1320, ends: 360, concurrent: 1, allowed: ["+86591"])))
        let far = guardian.admit(number("+8610123456"), cause: agent, minuteOfDay: minute, at: at(0))
        #expect(far == (isNight ? .refused(.night) : .admitted))
        _ = guardian.admit(number("+8659112345"), cause: agent, minuteOfDay: minute, at: at(1))
        let second = guardian.admit(number("+8659112345"), cause: agent, minuteOfDay: minute, at: at(2))
        #expect(second == (isNight ? .refused(.night) : .admitted))
    }

    // MARK: fail-over

    @Test("the next server is tried when one is silent, out of order or full", arguments: [408, 500, 502, 503, 504])
    func failsOver(status: Int) {
        var route = OutboundRoute([target(1), target(2)])
        #expect(route.begin() == .place(target(1)))
        #expect(route.failed(status: status) == .place(target(2)))
        #expect(route.current == target(2))
        #expect(route.failed(status: status) == .giveUp(status: status))
    }

    @Test("what is about the number is final", arguments: [403, 404, 480, 486, 488, 600, 603])
    func isFinal(status: Int) {
        var route = OutboundRoute([target(1), target(2)])
        _ = route.begin()
        #expect(route.failed(status: status) == .giveUp(status: status))
    }

    @Test("without a server the call fails with 503, and with many it ends after four")
    func ends() {
        var none = OutboundRoute([])
        #expect(none.begin() == .giveUp(status: 503))
        var many = OutboundRoute((1...9).map(target))
        _ = many.begin()
        for _ in 0..<3 { _ = many.failed(status: 408) }
        #expect(many.failed(status: 408) == .giveUp(status: 408))
        #expect(many.tries == 4)
    }

    // MARK: numbers

    @Test(
        "a number is written as the trunk wants it",
        arguments: [
            (Trunk.NumberForm.e164, "+8659112345678", "+8659112345678"),
            (.e164WithoutPlus, "+8659112345678", "8659112345678"),
            (.national, "+8659112345678", "059112345678"), (.national, "+14155550100", "0014155550100"),
            (.e164, "110", "110"), (.national, "110", "110"),
        ])
    func forms(form: Trunk.NumberForm, key: String, dialled: String) {
        #expect(Trunk(name: "t", dialled: form).dials(number(key), rule: .china) == dialled)
    }

    @Test("as it was dialled, without what only eyes need")
    func asDialled() {
        let number = PhoneNumber(raw: "0591-1234 5678", key: "+8659112345678")
        #expect(Trunk(name: "t", dialled: .asDialled).dials(number, rule: .china) == "059112345678")
    }
}
