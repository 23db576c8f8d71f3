import Glibc
import Synchronization

/// The writing end of the news, for the pump and the recording writer.
final class NewsOutput: Sendable {
    let stream: AsyncStream<MediaNews>
    private let continuation: AsyncStream<MediaNews>.Continuation
    private let lost = Atomic<Int>(0)

    init(bound: Int) {
        (stream, continuation) = AsyncStream.makeStream(of: MediaNews.self, bufferingPolicy: .bufferingOldest(bound))
    }

    var dropped: Int { lost.load(ordering: .relaxed) }

    func yield(_ item: MediaNews) {
        if case .dropped = continuation.yield(item) { lost.wrappingAdd(1, ordering: .relaxed) }
    }

    func finish() { continuation.finish() }
}
