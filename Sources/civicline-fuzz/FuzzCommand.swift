import CivicFuzz
import Glibc

/// `civicline-fuzz TARGET [libFuzzer's options] [folders]`: built by `make fuzz` only, with the compiler's coverage.
@main
enum FuzzCommand {
    private static let target = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init(rawValue:))

    static func main() {
        guard target != nil else {
            say("civicline-fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [options]")
            exit(64)
        }
        var arguments = CommandLine.arguments
        arguments.remove(at: 1)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var count = Int32(arguments.count)
        let status = pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return runLibFuzzer(&count, &start) { bytes, size in
                let input = bytes.map { Array(UnsafeBufferPointer(start: $0, count: size)) } ?? []
                if let fault = FuzzCommand.target?.check(input) {
                    FuzzCommand.say("broken: \(fault)")
                    abort()
                }
                return 0
            }
        }
        exit(status)
    }

    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}

/// Of libclang_rt.fuzzer_no_main; its arguments fit into the registers that Swift's convention shares with C's.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
