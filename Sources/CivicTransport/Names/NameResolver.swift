package import CivicCore
package import CivicSIP
import Foundation
package import NIOCore
import NIOPosix
import Synchronization

/// Finds out where URIs lead: asks the domain name system what `ServerLocation` wants to know (RFC 3263).
///
/// A question goes to the servers in turn, each time from a socket and with a number of its own, so that only who saw it
/// can answer it.
package struct NameResolver: Sendable {
    private let servers: [SocketEndpoint]
    private let group: any EventLoopGroup
    private let patience: Duration
    private let cache = CacheBox()
    private static let attempts = 2
    /// Rounds of questions that one URI may lead to: NAPTR, SRV for each transport, addresses.
    private static let rounds = 8

    /// - Parameters:
    ///   - servers: numeric addresses; what `/etc/resolv.conf` names when left out.
    ///   - patience: how long one server is waited for.
    package init(servers: [SocketEndpoint]? = nil, patience: Duration = .seconds(2), group: any EventLoopGroup) {
        self.servers = servers ?? Self.systemServers(in: "/etc/resolv.conf")
        self.patience = patience
        self.group = group
    }

    /// The places to try, in order; empty where the URI leads nowhere or nobody answers.
    package func locate(_ uri: SIPURI, supported: [SIPTransport]) async -> [SIPHop] {
        let location = ServerLocation(of: uri, supported: supported, seed: UInt64.random(in: .min ... .max))
        var answers: [DNSQuery: DNSAnswer] = [:]
        for _ in 0..<Self.rounds {
            switch location.step(answers) {
            case .found(let hops): return hops
            case .ask(let queries):
                await withTaskGroup(of: (DNSQuery, DNSAnswer).self) { group in
                    for query in queries { group.addTask { (query, await answer(query)) } }
                    for await (query, answer) in group { answers[query] = answer }
                }
            }
        }
        return []
    }

    private func answer(_ query: DNSQuery) async -> DNSAnswer {
        switch query {
        case .naptr(let name):
            return .naptr(
                await records(name, .naptr).compactMap { if case .naptr(let record) = $0 { record } else { nil } })
        case .srv(let name):
            return .srv(await records(name, .srv).compactMap { if case .srv(let record) = $0 { record } else { nil } })
        case .addresses(let name):
            async let new = records(name, .aaaa)
            async let old = records(name, .a)
            return .addresses(
                (await old + new).compactMap { if case .address(let text) = $0 { text } else { nil } })
        }
    }

    private func records(_ name: String, _ type: DNSType) async -> [DNSMessage.Record] {
        let question = DNSCache.Question(name: name.lowercased(), type: type)
        if let known = cache.state.withLock({ $0.fresh(question, at: MonotonicClock.now) }) { return known }
        for _ in 0..<Self.attempts {
            for server in servers {
                // 0: an answer; 3: no such name, which is one too. Other servers may do better than the rest.
                if let message = await ask(server, name, type), message.code == 0 || message.code == 3 {
                    cache.state.withLock { $0.keep(message, for: question, at: MonotonicClock.now) }
                    return message.records
                }
            }
        }
        return cache.state.withLock { $0.stale(question, at: MonotonicClock.now) } ?? []
    }

    private func ask(_ server: SocketEndpoint, _ name: String, _ type: DNSType) async -> DNSMessage? {
        let id = UInt16.random(in: .min ... .max)
        guard let question = DNSMessage.question(id: id, name: name, type: type),
            let address = try? SocketAddress(ipAddress: server.host, port: Int(server.port))
        else { return nil }
        let loop = group.next()
        let answer = loop.makePromise(of: DNSMessage.self)
        let timer = loop.scheduleTask(in: .nanoseconds(patience.nanoseconds)) {
            answer.fail(ChannelError.connectTimeout(.zero))
        }
        defer { timer.cancel() }
        do {
            // A connected socket hears its server and nobody else.
            let channel = try await DatagramBootstrap(group: loop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        DNSAnswerHandler(id: id, name: name.lowercased(), type: type, answer: answer))
                }
            }.connect(to: address).get()
            defer { channel.close(promise: nil) }
            let envelope = AddressedEnvelope(remoteAddress: address, data: channel.allocator.buffer(bytes: question))
            try await channel.writeAndFlush(envelope)
            return try await answer.futureResult.get()
        } catch {
            answer.fail(error)
            return nil
        }
    }

    /// The `nameserver` lines; this machine where there are none (resolv.conf(5)).
    static func systemServers(in file: String) -> [SocketEndpoint] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        let named = text.split(separator: "\n").compactMap { line -> SocketEndpoint? in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver", IPAddress(String(words[1])) != nil else { return nil }
            return SocketEndpoint(host: String(words[1]), port: 53)
        }
        return named.isEmpty ? [SocketEndpoint(host: "127.0.0.1", port: 53)] : Array(named.prefix(3))
    }
}

/// The one cache of all copies of a resolver.
private final class CacheBox: Sendable {
    let state = Mutex(DNSCache())
}

/// Takes the answer to one question; whatever else comes is passed over.
private final class DNSAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let id: UInt16
    private let name: String
    private let type: DNSType
    private let answer: EventLoopPromise<DNSMessage>

    init(id: UInt16, name: String, type: DNSType, answer: EventLoopPromise<DNSMessage>) {
        self.id = id
        self.name = name
        self.type = type
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
        guard let message = try? DNSMessage(parsing: bytes), message.id == id, message.name == name,
            message.type == type.rawValue
        else { return }
        answer.succeed(message)
    }

    /// Nobody listens there.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
    }
}
