import Glibc

/// How a recording's bytes reach the disk. Its one value in service is `system`; a test puts a slow one in its place.
package struct RecordingDisk: Sendable {
    /// Writes all bytes at an offset; `false` when the system refuses.
    package var write: @Sendable (_ bytes: [UInt8], _ offset: Int, _ descriptor: CInt) -> Bool

    package init(write: @escaping @Sendable (_ bytes: [UInt8], _ offset: Int, _ descriptor: CInt) -> Bool) {
        self.write = write
    }

    package static let system = RecordingDisk { bytes, offset, descriptor in
        var written = 0
        while written < bytes.count {
            // The array outlives the call; the kernel reads at most what is left of it.
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, offset + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
