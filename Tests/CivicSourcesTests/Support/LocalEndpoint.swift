import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP endpoint on this machine that says, byte for byte, what a test wants it to.
final class LocalEndpoint: Sendable {
    /// What it sends, with the time before each piece.
    struct Script: Sendable {
        var pieces: [(after: Duration, bytes: String)] = []
        /// The connection ends behind the last piece.
        var closes = false

        static let silence = Script()

        static func answer(_ body: String, status: String = "200 OK", headers: [String] = []) -> Script {
            let head = (["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers).joined(
                separator: "\r\n")
            return Script(pieces: [(.zero, head + "\r\n\r\n" + body)])
        }

        /// A byte of the body at a time.
        static func drip(_ body: String, every pause: Duration) -> Script {
            var script = Script(pieces: [(.zero, "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n")])
            for character in body { script.pieces.append((pause, String(character))) }
            return script
        }
    }

    let port: Int
    private let channel: any Channel
    private let heard: HeardRequests

    var requests: [String] { heard.all.withLock { $0 } }

    private init(_ channel: any Channel, _ heard: HeardRequests) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
        self.heard = heard
    }

    static func start(
        tls: (certificate: String, key: String)? = nil, _ script: @escaping @Sendable (String) -> Script
    ) async throws -> LocalEndpoint {
        let heard = HeardRequests()
        let context = try tls.map { files in
            try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))))
        }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, heard))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return LocalEndpoint(channel, heard)
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class HeardRequests: Sendable {
    let all = Mutex<[String]>([])
}

/// Takes whatever comes up to an empty line, and a body that a length was given for, as one request.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: @Sendable (String) -> LocalEndpoint.Script
    private let heard: HeardRequests
    private var received = ""

    init(_ script: @escaping @Sendable (String) -> LocalEndpoint.Script, _ heard: HeardRequests) {
        self.script = script
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard let end = received.range(of: "\r\n\r\n") else { return }
        let length = received[..<end.lowerBound].lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length:") }.flatMap {
                Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces))
            }
        guard received[end.upperBound...].utf8.count >= length ?? 0 else { return }
        let request = received
        received = ""
        heard.all.withLock { $0.append(request) }
        play(script(request), to: context.channel)
    }

    private func play(_ script: LocalEndpoint.Script, to channel: any Channel) {
        var at = Duration.zero
        for piece in script.pieces {
            at += piece.after
            channel.eventLoop.scheduleTask(in: TimeAmount(at)) {
                channel.writeAndFlush(ByteBuffer(string: piece.bytes), promise: nil)
            }
        }
        if script.closes {
            channel.eventLoop.scheduleTask(in: TimeAmount(at + .milliseconds(1))) { channel.close(promise: nil) }
        }
    }
}
