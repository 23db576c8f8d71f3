import Foundation
import Synchronization

/// Where the phone's lines go: the last few lines of a terminal, drawn over and over, or, where the output is no terminal,
/// only what happens, line by line.
package final class PhoneScreen: Sendable {
    private struct State {
        var drawn: [String] = []
    }

    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    package init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.write = write
    }

    /// Something that happened; stays on the screen above the meters.
    package func say(_ words: String) {
        let line = Self.safe(words)
        state.withLock { state in
            write(isTerminal ? Self.above(state.drawn.count) + line + "\r\n" : line + "\n")
            state.drawn = []
        }
    }

    /// The meters; drawn where something has changed.
    package func show(_ view: PhoneView) {
        guard isTerminal else { return }
        state.withLock { state in
            guard view.lines != state.drawn else { return }
            let lines = view.lines.map { Self.safe($0) }
            write(Self.above(state.drawn.count) + lines.joined(separator: "\r\n") + "\r\n")
            state.drawn = view.lines
        }
    }

    package func end() { state.withLock { $0.drawn = [] } }

    /// Up by so many lines, and everything below cleared.
    private static func above(_ count: Int) -> String { count > 0 ? "\u{1B}[\(count)A\r\u{1B}[J" : "" }

    /// A name from the network may hold anything; the terminal gets no control character of it.
    private static func safe(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
