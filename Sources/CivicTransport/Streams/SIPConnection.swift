import CivicSIP
import NIOCore

/// The channel of one connection with what waits to be sent by it; only its event loop touches it.
final class SIPConnection {
    let flow: SIPFlow
    /// `nil` while the connection is being opened.
    private(set) var channel: (any Channel)?
    private let limit: Int
    private var waiting: [[UInt8]] = []
    /// Bytes handed to `send` and not yet taken by the system.
    private var unsent = 0
    private var isClosing = false
    private var hasWritten = false

    init(flow: SIPFlow, channel: (any Channel)?, limit: Int) {
        self.flow = flow
        self.channel = channel
        self.limit = limit
    }

    /// `false` where the peer has not read what it got before: nothing is sent then.
    func send(_ bytes: [UInt8]) -> Bool {
        guard !isClosing else { return true }  // It asked for it.
        guard unsent + bytes.count <= limit else { return false }
        unsent += bytes.count
        guard let channel else {
            waiting.append(bytes)
            return true
        }
        write(bytes, to: channel)
        return true
    }

    private func write(_ bytes: [UInt8], to channel: any Channel) {
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let count = bytes.count
        channel.write(channel.allocator.buffer(bytes: bytes)).whenComplete { _ in bound.value.unsent -= count }
        hasWritten = true
    }

    func open(_ channel: any Channel) {
        self.channel = channel
        for bytes in waiting { write(bytes, to: channel) }
        waiting = []
        flush()
    }

    func flush() {
        guard hasWritten else { return }
        hasWritten = false
        channel?.flush()
    }

    func close() {
        isClosing = true
        waiting = []
        channel?.close(promise: nil)
    }

    /// Lets the peer read the last answer: what it sends meanwhile is read and forgotten, so that no reset overtakes it.
    func closeGently() {
        guard !isClosing, let channel else { return close() }
        isClosing = true
        flush()
        channel.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        channel.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.channel?.close(promise: nil) }
    }
}
