/// One piece of what is played to a leg.
package enum PlaybackPart: Sendable, Hashable {
    /// A clip of the library by its name, e.g. `zh-CN/welcome`.
    case clip(String)
    /// A-law codes at 8 kHz that are in no library, such as a take that its speaker hears back.
    case codes([UInt8])
    case pause(milliseconds: Int)
    /// One or two sines, in Hz, each at `levelDBFS`.
    case tone(frequencies: [Double], levelDBFS: Double, duration: Duration)
    /// A tone of the country's plan by its name, with its cadence: `dial`, `ringback`, `busy`, `congestion`, `waiting`
    /// or `information`.
    case progress(String, duration: Duration)
}

/// How a playback came to its end.
package enum PlaybackEnd: Sendable, Equatable, BitwiseCopyable {
    case finished
    /// The listener began to press a key.
    case interrupted
    /// By order, by another playback in its place, or with the leg.
    case stopped
}
