import CivicDSP

extension DTMFListing {
    /// Each key over its time, and over the band of its two tones.
    var marks: [SoundPicture.Mark] {
        keys.map { key in
            let pair = DTMFKeypad.frequencies(of: key.digit)
            return SoundPicture.Mark(
                start: Double(key.start) / 1000, end: Double(key.end) / 1000, label: String(key.digit),
                band: pair.map { $0.low - 120...$0.high + 120 })
        }
    }
}
