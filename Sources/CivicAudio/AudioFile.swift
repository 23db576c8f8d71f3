package import CivicDSP
import Foundation

/// Sound files as the sub-commands take them; what is wrong is told in one line that names the file.
package enum AudioFile {
    /// A file that cannot be used.
    package struct Fault: Error, CustomStringConvertible, Equatable {
        package let description: String
    }

    /// Longest file that is read, in bytes: a day of 16-bit audio at 8 kHz.
    static let mostBytes = 1_400_000_000

    /// Reads a WAV file and mixes its channels to one.
    ///
    /// - Parameter sampleRates: rates that the caller can use, in Hz.
    package static func readMono(_ path: String, sampleRates: [Int]) throws -> WAVFile {
        let bytes = try readBytes(path)
        do {
            let file = try WAVFile(parsing: bytes)
            guard sampleRates.contains(file.sampleRate) else {
                let rates = sampleRates.map(String.init).joined(separator: " or ")
                throw Fault(description: "\(path): \(file.sampleRate) samples a second; use \(rates)")
            }
            return WAVFile(sampleRate: file.sampleRate, samples: file.mono, format: file.format)
        } catch let error as WAVError {
            throw Fault(description: "\(path): \(error)")
        }
    }

    /// Reads a whole file.
    static func readBytes(_ path: String) throws -> [UInt8] {
        let size: Int
        do {
            size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        } catch {
            throw Fault(description: "\(path): no such file, or it cannot be read")
        }
        guard size <= mostBytes else { throw Fault(description: "\(path): \(size) bytes are too long to work through") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(description: "\(path): cannot be read")
        }
        return [UInt8](data)
    }

}
