import CivicConsole
import CivicCore
import CivicSIP
import Testing

@Suite("What the phone decides")
struct PhoneMachineTests {
    private static let call = CallHandle(value: 4)
    private static let body = SIPBody.sdp(Array("v=0".utf8))

    private func calling() -> PhoneMachine {
        var machine = PhoneMachine(stays: false)
        #expect(machine.begin() == [.place, .say("calling")])
        #expect(machine.handle(.placed(Self.call), at: .zero).isEmpty)
        return machine
    }

    private func talking() -> PhoneMachine {
        var machine = calling()
        _ = machine.handle(.event(.answered(Self.call, Self.body)), at: .zero)
        return machine
    }

    private func incoming(_ machine: inout PhoneMachine, _ handle: UInt64 = 9) -> [PhoneMachine.Effect] {
        let uri = SIPURI(user: "13800000000", host: "192.0.2.1")
        let call = IncomingCall(
            calledUser: "2001", requestURI: uri, from: NameAddress(displayName: "Li", uri: uri),
            to: NameAddress(uri: uri), callID: "x", source: SocketEndpoint(host: "192.0.2.1", port: 5060))
        return machine.handle(.event(.incoming(CallHandle(value: handle), call)), at: .zero)
    }

    @Test("a call rings, is answered, takes keys and ends with the other side's BYE")
    func wholeCall() {
        var machine = calling()
        #expect(
            machine.handle(.event(.progress(Self.call, status: 180, nil)), at: .zero)
                == [.tone(.ringback), .say("ringing")])
        #expect(
            machine.handle(.event(.answered(Self.call, Self.body)), at: .zero)
                == [.tone(.none), .takeAnswer(Self.call, Self.body), .say("talking")])
        #expect(machine.handle(.key("1"), at: .zero) == [.press("1")])
        #expect(machine.handle(.key("#"), at: .zero) == [.press("#")])
        #expect(machine.handle(.key("z"), at: .zero).isEmpty)
        #expect(machine.typed == "1#")
        #expect(
            machine.handle(.event(.ended(Self.call, .byPeer(reason: nil))), at: .zero)
                == [.disconnect, .tone(.none), .say("the other side has hung up")])
        #expect(machine.state == .done(code: 0))
    }

    @Test(
        "a refusal is one clear line and the exit code 1",
        arguments: [
            (404, "the call was refused: 404, there is no such number"),
            (407, "the call was refused: the server asks for an account (--register user:password@server)"),
            (408, "the call was refused: nobody answers at that address"),
            (486, "the call was refused: 486, busy"), (503, "the call was refused: 503 Full, try again in 10 s"),
        ])
    func refused(status: Int, words: String) {
        var machine = calling()
        let effects = machine.handle(
            .event(.failed(Self.call, status: status, reason: "Full", retryAfter: status == 503 ? .seconds(10) : nil)),
            at: .zero)
        #expect(effects.last == .say(words))
        #expect(machine.state == .done(code: 1))
    }

    @Test("mute and hold go on and off by one key; a hold that is refused is taken back")
    func muteAndHold() {
        var machine = talking()
        #expect(machine.handle(.key("m"), at: .zero) == [.mute(true)])
        #expect(machine.handle(.key("m"), at: .zero) == [.mute(false)])
        #expect(machine.handle(.key("h"), at: .zero) == [.hold(Self.call, true)])
        #expect(machine.isHeld)
        _ = machine.handle(.event(.reofferFailed(Self.call, status: 488)), at: .zero)
        #expect(!machine.isHeld)
    }

    @Test("an agent's seat rings, answers by Enter, refuses by x, is busy meanwhile, and waits again")
    func seat() {
        var machine = PhoneMachine(stays: true)
        #expect(incoming(&machine) == [.tone(.ring), .say("Li (13800000000) is calling")])
        #expect(incoming(&machine, 10) == [.reject(CallHandle(value: 10), status: 486)])
        #expect(
            machine.handle(.key("\n"), at: .zero)
                == [.tone(.none), .answer(CallHandle(value: 9)), .say("answered")])
        #expect(incoming(&machine, 11) == [.reject(CallHandle(value: 11), status: 486)])
        #expect(machine.handle(.key("x"), at: .zero).first == .hangUp(CallHandle(value: 9)))
        #expect(machine.state == .idle)
        _ = incoming(&machine, 12)
        #expect(machine.handle(.key("x"), at: .zero).first == .reject(CallHandle(value: 12), status: 603))
        _ = incoming(&machine, 13)
        #expect(machine.handle(.event(.cancelled(CallHandle(value: 13))), at: .zero).last == .say("the caller gave up"))
        #expect(machine.state == .idle)
    }

    @Test("Ctrl-C, q and a signal hang up and end, in whatever state", arguments: ["\u{3}", "q", "stop"])
    func stops(how: String) {
        for machine in [PhoneMachine(stays: true), calling(), talking()] {
            var machine = machine
            let call = machine.call
            let effects = machine.handle(how == "stop" ? .stop : .key(Character(how)), at: .zero)
            #expect(effects.first == call.map { .hangUp($0) })
            #expect(machine.state == .done(code: 0))
            #expect(machine.handle(.key("1"), at: .zero).isEmpty)
        }
    }

    @Test("registration is told once, a wrong password in words")
    func registration() {
        var machine = PhoneMachine(stays: true)
        let accepted = UserAgentEvent.registrationAccepted(user: "2001", realm: "civicline", expiry: .seconds(300))
        #expect(machine.handle(.event(accepted), at: .zero) == [.say("registered as 2001 for 300 s")])
        #expect(machine.handle(.event(accepted), at: .zero).isEmpty)
        let refused = UserAgentEvent.registrationFailed(user: "2001", status: 401, reason: "Unauthorized")
        #expect(
            machine.handle(.event(refused), at: .zero) == [.say("not registered as 2001: wrong user or password")])
    }

    @Test("events of another call change nothing")
    func strangers() {
        var machine = talking()
        #expect(machine.handle(.event(.ended(CallHandle(value: 99), .timeout)), at: .zero).isEmpty)
        #expect(machine.state == .talking(since: .zero))
    }

    @Test(
        "an account is read with its server, whatever the password holds",
        arguments: [
            ("2001:secret@127.0.0.1", "2001", "secret", "127.0.0.1", 5060),
            ("2001:a:b@c@10.0.0.1:5080", "2001", "a:b@c", "10.0.0.1", 5080),
            ("li:@[::1]:5062", "li", "", "::1", 5062), ("li:x@[::1]", "li", "x", "::1", 5060),
        ])
    func account(text: String, user: String, password: String, host: String, port: Int) throws {
        let account = try #require(PhoneAccount(text))
        #expect(account.user == user && account.password == password)
        #expect(account.host == host && Int(account.port) == port)
    }

    @Test("what is no account is refused", arguments: ["", "2001", "2001@host", ":x@host", "a:b@", "a:b@host:0"])
    func noAccount(text: String) { #expect(PhoneAccount(text) == nil) }
}
