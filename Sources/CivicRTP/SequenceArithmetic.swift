// Numbers that wrap: RTP sequence numbers and timestamps are compared by the shorter way round (RFC 1982).

extension UInt16 {
    /// Steps from `earlier` to here, negative when this one is the earlier.
    package func distance(after earlier: UInt16) -> Int { Int(Int16(bitPattern: self &- earlier)) }
}

extension UInt32 {
    /// Timestamp units from `earlier` to here, negative when this one is the earlier.
    package func distance(after earlier: UInt32) -> Int { Int(Int32(bitPattern: self &- earlier)) }
}
