import CivicCore
import CivicSDP
import CivicSIP
import CivicTransport
import Foundation
import NIOPosix
import Synchronization

/// The phone put together: SIP, the line, the card, the keys and the screen.
package actor Phone {
    private let options: PhoneOptions
    private let server: SocketEndpoint
    private let card: SoundCard
    private let line: PhoneLine
    private let endpoint: SIPEndpoint
    private let screen: PhoneScreen
    private var machine: PhoneMachine
    private var local: LocalAudio
    private var offers: [CallHandle: SIPBody] = [:]
    private var realm: String?
    private let inputs: AsyncStream<Input>
    private nonisolated let enter: AsyncStream<Input>.Continuation

    private enum Input: Sendable {
        case machine(PhoneMachine.Input)
        case look
    }

    /// Opens the card and the sockets; whatever cannot be had is one line.
    package static func open(_ options: PhoneOptions, screen: PhoneScreen) async throws -> Phone {
        guard let host = options.account?.host ?? options.target?.host else { throw PhoneError.notAnAddress("") }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let port = options.account?.port ?? options.target?.port ?? 5060
        guard let server = DatagramSocket.resolve(bare, port: port) else { throw PhoneError.noSuchHost(bare) }
        guard let own = DatagramSocket.ownAddress(towards: server), let socket = DatagramSocket(host: own) else {
            throw PhoneError.noSocket("no way to \(server)")
        }
        let card = try SoundCard(
            microphone: options.microphone, loudspeaker: options.loudspeaker, cancelsEcho: options.cancelsEcho)
        let (inputs, enter) = AsyncStream<Input>.makeStream()
        let endpoint = try await SIPEndpoint.open(
            bind: SocketEndpoint(host: own, port: 0),
            configuration: UserAgentConfiguration(
                address: SocketEndpoint(host: own, port: 0), realm: "phone", product: "CivicLine phone"),
            group: MultiThreadedEventLoopGroup.singleton,
            onEvents: { events in for event in events { enter.yield(.machine(.event(event))) } })
        return Phone(
            options, server: server, card: card, line: PhoneLine(socket, card: card), endpoint: endpoint,
            screen: screen, inputs, enter)
    }

    private init(
        _ options: PhoneOptions, server: SocketEndpoint, card: SoundCard, line: PhoneLine, endpoint: SIPEndpoint,
        screen: PhoneScreen, _ inputs: AsyncStream<Input>, _ enter: AsyncStream<Input>.Continuation
    ) {
        self.options = options
        self.server = server
        self.card = card
        self.line = line
        self.endpoint = endpoint
        self.screen = screen
        self.inputs = inputs
        self.enter = enter
        machine = PhoneMachine(stays: options.target == nil, answersAtOnce: options.answersAtOnce)
        local = LocalAudio(
            host: line.local.host, port: line.local.port, codecs: [.pcma, .pcmu],
            sessionID: UInt64.random(in: 1...UInt64.max >> 2))
    }

    package nonisolated func press(_ key: Character) { enter.yield(.machine(.key(key))) }
    package nonisolated func stop() { enter.yield(.machine(.stop)) }

    /// Runs until the call is over, or until it is told to stop; gives the program's exit code.
    package func run() async -> Int32 {
        card.run()
        line.run()
        screen.say(card.summary)
        let ticker = Task { [enter] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
                enter.yield(.look)
            }
        }
        if options.account != nil { register() }
        if options.target != nil { await carryOut(machine.begin()) }
        let end = options.limit.map { MonotonicClock.now + $0 }
        var code: Int32 = 0
        for await input in inputs {
            switch input {
            case .machine(let input): await take(input)
            case .look:
                look()
                if let end, MonotonicClock.now >= end { await take(.stop) }
                if let error = card.error {
                    screen.say("\(error)")
                    await take(.stop)
                    code = 1
                }
            }
            if case .done(let result) = machine.state {
                code = max(code, result)
                break
            }
        }
        ticker.cancel()
        await close()
        return code
    }

    private func close() async {
        if let user = options.account?.user { endpoint.submit { $0.unregister(user: user, at: $1) } }
        // The BYE and its answer, and the REGISTER, have a moment to get through.
        try? await Task.sleep(for: .milliseconds(300))
        line.stop()
        card.stop()
        screen.say(PhoneView.summary(line: line.figures, card: card.figures, microphoneGaps: line.microphoneGaps))
        await endpoint.close()
        screen.end()
    }

    private func take(_ input: PhoneMachine.Input) async {
        if case .event(.incoming(let call, let incoming)) = input, let offer = incoming.offer { offers[call] = offer }
        if case .event(.registrationAccepted(_, let realm?, _)) = input { self.realm = realm }
        await carryOut(machine.handle(input, at: MonotonicClock.now))
        look()
    }

    private func look() {
        screen.show(
            PhoneView(machine, line: line.figures, card: card.figures, at: MonotonicClock.now))
    }

    // MARK: Effects

    private func carryOut(_ effects: [PhoneMachine.Effect]) async {
        for effect in effects {
            switch effect {
            case .place: await place()
            case .answer(let call): answer(call)
            case .takeAnswer(let call, let body): takeAnswer(call, body)
            case .answerReoffer(let call, let body): answerReoffer(call, body)
            case .reject(let call, let status): endpoint.submit { $0.reject(call, status: status, at: $1) }
            case .hangUp(let call): endpoint.submit { $0.hangUp(call, cause: .normalClearing, at: $1) }
            case .hold(let call, let isHeld): hold(call, isHeld)
            case .mute(let isMuted): line.mute(isMuted)
            case .press(let key): line.press(key)
            case .disconnect: line.connect(nil)
            case .tone(let tone): line.play(tone)
            case .say(let words): screen.say(words)
            }
        }
    }

    private func register() {
        guard let account = options.account else { return }
        let order = OutgoingRegistration(
            user: account.user, password: account.password,
            registrar: SIPURI(host: account.host, port: account.port == 5060 ? nil : account.port),
            destination: .udp(server))
        endpoint.submit { $0.register(order, at: $1) }
    }

    private func place() async {
        guard let target = options.target else { return }
        if options.account != nil { await waitForRealm() }
        let credentials = options.account.flatMap { account in
            realm.map { SIPAccountCredentials(user: account.user, realm: $0, password: account.password) }
        }
        local.direction = .sendrecv
        let outgoing = OutgoingCall(
            target: target, destination: options.account == nil ? .udp(server) : nil,
            fromUser: options.account?.user ?? Self.user(from: options.from), fromDisplayName: options.from,
            body: .sdp(OfferAnswer.offer(local)), credentials: credentials)
        let destined = destination(of: outgoing)
        let handle = await endpoint.perform { agent, now in agent.place(destined, at: now) }
        _ = machine.handle(.placed(handle), at: MonotonicClock.now)
    }

    /// The target's own host by the transport that it names, else the account's server.
    private func destination(of outgoing: OutgoingCall) -> OutgoingCall {
        var call = outgoing
        let host = outgoing.target.host
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let transport = outgoing.target.namedTransport ?? .udp
        let port = outgoing.target.port ?? transport.defaultPort
        call.destination = SIPHop(transport, DatagramSocket.resolve(bare, port: port) ?? server)
        return call
    }

    /// The realm comes with the registration's challenge; a call does not wait for it longer than two seconds.
    private func waitForRealm() async {
        let end = MonotonicClock.now + .seconds(2)
        var waiting: [Input] = []
        for await input in inputs {
            if case .machine(.event(.registrationAccepted)) = input, case .machine(let event) = input {
                await take(event)
                break
            }
            if case .look = input {
                if MonotonicClock.now >= end { break }
            } else {
                waiting.append(input)
            }
        }
        for input in waiting { enter.yield(input) }
    }

    private func answer(_ call: CallHandle) {
        local.direction = .sendrecv
        guard let offer = offers.removeValue(forKey: call) else {
            let body = SIPBody.sdp(OfferAnswer.offer(local))
            return endpoint.submit { $0.answer(call, body: body, at: $1) }
        }
        do throws(SDPRefusal) {
            let (body, audio) = try OfferAnswer.answer(to: offer.bytes, local: local)
            local.version += 1
            line.connect(audio)
            endpoint.submit { $0.answer(call, body: .sdp(body), at: $1) }
        } catch {
            screen.say("the caller offers no audio that this phone speaks")
            endpoint.submit { $0.reject(call, status: 488, at: $1) }
        }
    }

    private func takeAnswer(_ call: CallHandle, _ body: SIPBody?) {
        do throws(SDPRefusal) {
            line.connect(try OfferAnswer.accept(answer: body?.bytes ?? [], to: local))
        } catch {
            screen.say("the other side answers without audio that this phone speaks")
            endpoint.submit { $0.hangUp(call, at: $1) }
        }
    }

    private func answerReoffer(_ call: CallHandle, _ offer: SIPBody?) {
        guard let offer else {
            let body = SIPBody.sdp(OfferAnswer.offer(local))
            return endpoint.submit { $0.answerReoffer(call, body: body, at: $1) }
        }
        do throws(SDPRefusal) {
            local.version += 1
            let (body, audio) = try OfferAnswer.answer(to: offer.bytes, local: local)
            line.connect(audio)
            endpoint.submit { $0.answerReoffer(call, body: .sdp(body), at: $1) }
        } catch {
            endpoint.submit { $0.rejectReoffer(call, status: 488, at: $1) }
        }
    }

    private func hold(_ call: CallHandle, _ isHeld: Bool) {
        local.direction = isHeld ? .sendonly : .sendrecv
        local.version += 1
        let body = SIPBody.sdp(OfferAnswer.offer(local))
        line.mute(isHeld || machine.isMuted)
        endpoint.submit { $0.reoffer(call, body: body, at: $1) }
    }

    /// A name as the user part of an address.
    private static func user(from name: String) -> String {
        let kept = name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return kept.isEmpty ? "phone" : kept
    }
}
