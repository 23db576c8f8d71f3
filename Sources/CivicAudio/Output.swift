import CivicDSP
import Foundation

extension AudioFile {
    /// Writes a file; what hinders it is told in one line that names the file.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Fault(description: "\(path): cannot be written; name a file in a folder that exists and is yours")
        }
    }

    static func write(_ file: WAVFile, to path: String) throws {
        do {
            try write(file.encoded(), to: path)
        } catch let error as WAVError {
            throw Fault(description: "\(path): \(error)")
        }
    }

    /// Rates that the measuring sub-commands take, in Hz.
    static let rates = [8000, 16_000, 32_000, 44_100, 48_000]

    /// The name of a file without its folders, for a heading.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// A number with a stated count of places.
    static func places(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
}
