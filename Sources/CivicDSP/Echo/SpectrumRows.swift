// Spectra are read and written by rows of eight bins. Reading an element of an InlineArray through a borrow copies the
// whole of it (Swift 6.3): in the inner loops that was a KB for each row, and half of a canceller's time. So they go by
// address here, and nowhere else.

/// Rows of spectra or of powers that lie side by side.
struct Rows {
    private let base: UnsafePointer<SIMD8<Float>>
    private let count: Int

    fileprivate init(_ bytes: UnsafeRawBufferPointer) {
        // Elements are nothing but rows, aligned as such, and live as long as the closure that is handed this.
        count = bytes.count / MemoryLayout<SIMD8<Float>>.stride
        base = bytes.assumingMemoryBound(to: SIMD8<Float>.self).baseAddress!
    }

    @inline(__always)
    subscript(row: Int) -> SIMD8<Float> {
        assert(row >= 0 && row < count)
        return base[row]
    }
}

/// The same, to be changed.
struct MutableRows {
    private let base: UnsafeMutablePointer<SIMD8<Float>>
    private let count: Int

    fileprivate init(_ bytes: UnsafeMutableRawBufferPointer) {
        count = bytes.count / MemoryLayout<SIMD8<Float>>.stride
        base = bytes.assumingMemoryBound(to: SIMD8<Float>.self).baseAddress!
    }

    @inline(__always)
    subscript(row: Int) -> SIMD8<Float> {
        get {
            assert(row >= 0 && row < count)
            return base[row]
        }
        nonmutating set {
            assert(row >= 0 && row < count)
            base[row] = newValue
        }
    }
}

extension HopSpectrum {
    /// Rows of a spectrum: the real parts, then as many imaginary ones.
    static let rows = 32
    static let half = 16
}

extension [HopSpectrum] {
    /// Hands out the rows of all spectra, 32 each; there is at least one.
    @inline(__always)
    func withRows<Result>(_ body: (Rows) -> Result) -> Result {
        withUnsafeBytes { body(Rows($0)) }
    }

    @inline(__always)
    mutating func withMutableRows<Result>(_ body: (MutableRows) -> Result) -> Result {
        withUnsafeMutableBytes { body(MutableRows($0)) }
    }
}

extension [BinPowers] {
    /// Hands out the rows of all powers, 16 each; there is at least one.
    @inline(__always)
    mutating func withMutableRows<Result>(_ body: (MutableRows) -> Result) -> Result {
        withUnsafeMutableBytes { body(MutableRows($0)) }
    }
}
