import Foundation

/// Time that the host has taken from this machine's cores since its start, as far as it tells: what is late in a minute with
/// much of it says nothing about us.
enum StolenTime {
    /// To 10 ms, as proc(5) has it.
    static var milliseconds: Int {
        let line = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?.split(separator: "\n").first
        return (line?.split(separator: " ").dropFirst(8).first.flatMap { Int($0) } ?? 0) * 10
    }
}
