/// What a detector reports.
package enum DTMFDetection: Equatable, Sendable {
    /// A key is down: which, and the sample (counted from the detector's start) where its tone began.
    case started(Character, at: Int)
    /// The key is up again, with the length of its tone in samples.
    case ended(Character, duration: Int)
}
