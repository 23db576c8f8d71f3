package import CivicCore

/// Why the daemon cannot start, in one clear line naming file, line and remedy.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `EX_CONFIG` of sysexits.h: the configuration is at fault.
    package static let configuration: Int32 = 78
    /// `EX_USAGE` of sysexits.h: the command was not used rightly.
    package static let usage: Int32 = 64
    /// `EX_UNAVAILABLE` of sysexits.h: the configuration is right, the machine cannot give what it asks.
    package static let unavailable: Int32 = 69

    /// The first fault.
    package var line: String
    /// The faults after the first, a line each.
    package var more: [String]
    package var exitCode: Int32
    /// The same faults with their places, where a compiler or loader found them.
    package private(set) var diagnostics: [Diagnostic] = []

    package init(line: String, more: [String] = [], exitCode: Int32 = ConfigurationError.configuration) {
        self.line = line
        self.more = more
        self.exitCode = exitCode
    }

    package init(_ diagnostics: [Diagnostic]) {
        let lines = diagnostics.filter { $0.severity == .error }.map(\.description)
        self.init(line: lines.first ?? "the configuration was refused", more: Array(lines.dropFirst()))
        self.diagnostics = diagnostics
    }

    package var description: String { ([line] + more).joined(separator: "\n") }
}
