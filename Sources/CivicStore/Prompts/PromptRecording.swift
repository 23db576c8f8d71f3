import CivicCore
import Crypto
package import Foundation
import GRDB

/// One recording of a prompt, as it was taken. Table `prompt_recording`, whose rows never change.
package struct PromptRecording: Codable, Equatable, Identifiable, Sendable {
    /// Where it came from.
    package enum Source: String, Codable, CaseIterable, Sendable {
        /// It lay in the folder of the prompts when that was first looked at, or was put there by hand.
        case file
        case upload
        /// Spoken into a browser's microphone.
        case browser
        /// Spoken in the recording booth.
        case phone
        /// An earlier one, brought back.
        case restored
    }

    package var id: Int64
    /// The file below the folder of the prompts, without `.wav`: `zh-CN/welcome`.
    package var clip: String
    /// Counts up by one for each clip, from 1.
    package var serial: Int
    /// SHA-256 of the file, in hexadecimal.
    package var hash: String
    /// What it says: the prompt's text when it was recorded.
    package var said: String
    package var source: Source
    /// A sign-in name, or `file`.
    package var author: String
    package var at: Date
    /// Samples at full scale in a row before it was levelled; 0 where that is not known.
    package var clipped: Int
    /// Level of its pauses in dBFS, as it is played; `nil` where that is not known.
    package var noise: Double?

    package init(
        id: Int64 = 0, clip: String, serial: Int = 0, hash: String, said: String, source: Source, author: String,
        at: Date, clipped: Int = 0, noise: Double? = nil
    ) {
        self.id = id
        self.clip = clip
        self.serial = serial
        self.hash = hash
        self.said = said
        self.source = source
        self.author = author
        self.at = at
        self.clipped = clipped
        self.noise = noise
    }

    /// SHA-256 in hexadecimal.
    package static func hash(of bytes: Data) -> String {
        let digits = Array("0123456789abcdef")
        return String(SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension PromptRecording {
    /// The columns of the table in the order that `init(_:)` reads them.
    static let columns = "id, clip, serial, hash, said, source, author, at, clipped, noise"

    init(_ row: Row) {
        self.init(
            id: row[0], clip: row[1], serial: row[2], hash: row[3], said: row[4],
            source: Source(rawValue: row[5]) ?? .file, author: row[6], at: Date(milliseconds: row[7]), clipped: row[8],
            noise: row[9])
    }
}
