import Foundation
import Testing

/// What a message may take from the heap is kept in the bench; the figure is the same on every machine.
@Suite struct SignallingTests {
    @Test("parsing, printing, descriptions and calls take no more objects than is kept for them")
    func objects() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
            .deletingLastPathComponent().appendingPathComponent("civicline-bench")
        process.arguments = ["sip", "--objects-only", "--check"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("parse INVITE, trunk"), "\(output)")
        #expect(!output.contains(" 0.0   "), "nothing was counted: \(output)")
    }
}
