/// How samples lie in a recording's file. A container only makes bytes; `RecordingFile` brings them to the disk.
protocol RecordingContainer {
    /// What the file begins with, before there is any sample.
    mutating func begin() -> [UInt8]
    /// Adds one frame, channels interleaved. A container may keep some of it back.
    mutating func append(_ frame: Span<Int16>, to bytes: inout [UInt8])
    /// Adds all that was kept back and what stands at the end.
    mutating func end(masked: [MaskedStretch], to bytes: inout [UInt8])
    /// The beginning of the file once `length` bytes stand behind it, of which all is audio or, after `end`, what it
    /// added; `nil` where the beginning does not change.
    func head(after length: Int) -> [UInt8]?
}
