import Foundation
import Glibc
import Synchronization

/// A terminal that gives keys one by one without showing them; it is put back as it was, whatever ends the program.
final class RawTerminal: Sendable {
    private let before: Mutex<termios?>

    /// Does nothing where standard input is no terminal.
    init() {
        var settings = termios()
        guard isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
            before = Mutex(nil)
            return
        }
        before = Mutex(settings)
        var raw = settings
        // Keys at once and unseen; output as ever. Ctrl-C stays a signal.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }

    deinit { restore() }

    func restore() {
        before.withLock { settings in
            guard var kept = settings else { return }
            tcsetattr(STDIN_FILENO, TCSANOW, &kept)
            settings = nil
        }
    }

    /// Reads keys on a thread of its own, to the end of the input.
    static func readKeys(_ take: @escaping @Sendable (Character) -> Void) {
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count < 0 && errno == EINTR { continue }
                guard count == 1 else { return }
                take(Character(Unicode.Scalar(byte)))
            }
        }
        thread.name = "civic-keys"
        thread.start()
    }

    /// Runs `act` at each SIGINT, SIGTERM and SIGHUP instead of ending the program at once; keep what it gives.
    static func onSignals(_ act: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: DispatchWorkItem(block: act))
            source.resume()
            return source
        }
    }
}
