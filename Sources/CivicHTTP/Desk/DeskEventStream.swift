import CivicCalls
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// One open event stream of one page: events as they happen, a comment while there are none.
///
///     DeskService.events ─▶ items (64 at most) ─▶ writer ─▶ browser
///     heartbeat ──────────▶
///
/// It ends when the browser leaves, when the session ends, when the daemon stops, when the reader falls 64 items
/// behind, or when one write takes longer than four heartbeats; the page then comes back with its last number.
struct DeskEventStream: Sendable {
    enum Item: Sendable {
        case event(DeskEvent)
        case heartbeat
    }

    let house: WebHouse
    let agent: DeskAgent
    let session: String
    let events: AsyncStream<DeskEvent>
    let channel: any Channel

    func run(request: Request, writer: inout any ResponseBodyWriter) async throws {
        let (items, feed) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingOldest(64))
        let progress = WriteProgress()
        try await withGracefulShutdownHandler {
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await forwardEvents(to: feed) }
                    group.addTask { try await beat(to: feed, watching: progress) }
                    defer { group.cancelAll() }
                    try await write(items, to: &writer, progress: progress)
                }
            } onInboundClosed: {
                feed.finish()
            }
        } onGracefulShutdown: {
            feed.finish()
        }
    }

    private func write(
        _ items: AsyncStream<Item>, to writer: inout any ResponseBodyWriter, progress: WriteProgress
    ) async throws {
        var audit = CardAudit(openings: house.openings, agent: agent.id, now: house.now, logger: house.logger)
        try await writer.write(ServerSentEvent.retry(milliseconds: 1000))
        for await item in items {
            let bytes: ByteBuffer
            switch item {
            case .heartbeat:
                bytes = ServerSentEvent.heartbeat
            case .event(let event):
                let showsCard = await audit.allows(event.state)
                let view = DeskEventView(
                    sequence: event.sequence, epoch: event.epoch, kind: event.kind,
                    state: DeskStateView(
                        event.state, at: house.now(), showingCard: showsCard, articles: house.knowledge?.articles ?? [])
                )
                let json = String(decoding: try WireJSON.encode(view), as: UTF8.self)
                bytes = ServerSentEvent(id: event.sequence, kind: event.kind, data: json).bytes
            }
            progress.begin()
            try await writer.write(bytes)
            progress.end()
        }
    }

    private func forwardEvents(to feed: AsyncStream<Item>.Continuation) async {
        for await event in events {
            if case .enqueued = feed.yield(.event(event)) { continue }
            break
        }
        feed.finish()
    }

    private func beat(to feed: AsyncStream<Item>.Continuation, watching progress: WriteProgress) async throws {
        while true {
            try await Task.sleep(for: house.heartbeat)
            let isSignedIn = (try? await house.accounts.agent(forSession: session)) != nil
            if progress.isStuck(longerThan: house.heartbeat * 4) {
                // The writer waits inside NIO; only closing the connection frees it.
                channel.close(mode: .all, promise: nil)
            }
            guard isSignedIn, case .enqueued = feed.yield(.heartbeat) else { return feed.finish() }
        }
    }
}

/// Since when one write has been waiting for the browser to read.
private final class WriteProgress: Sendable {
    private let waitingSince = Mutex<ContinuousClock.Instant?>(nil)

    func begin() { waitingSince.withLock { $0 = .now } }
    func end() { waitingSince.withLock { $0 = nil } }

    func isStuck(longerThan limit: Duration) -> Bool {
        waitingSince.withLock { $0.map { ContinuousClock.now - $0 > limit } ?? false }
    }
}
