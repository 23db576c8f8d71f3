/// Tells from the pattern of the first words whether a person or a machine answered.
///
/// A person says a word or two and waits; a machine speaks on. What counts is the length of the first utterance, up to
/// the first pause of 0.8 s. A beep after words is a machine's.
struct AnswerListener: Sendable {
    enum News: Equatable, Sendable {
        case person(at: Double)
        case machine(at: Double)
        case beep(at: Double)
    }

    /// In ms. A greeting of a person rarely takes 2 s; one of a machine rarely less than 3 s.
    private enum Timing {
        static let pause = 800.0
        static let longestOfPerson = 2000.0
        static let longestOfDoubt = 2600.0
        static let shortestWord = 80.0
        static let beep = 140.0...2600.0
        static let quietAfterBeep = 300.0
        static let beepAfterWords = 5000.0
    }

    private static let frame = 20.0
    private static let ratio: Float = 8  // speech stands 9 dB above the floor
    private static let softest = Float(0.5 * 32767 * 32767) * 3.9e-6  // -51 dBm0
    private static let highestFloor = Float(0.5 * 32767 * 32767) * 1.5e-5  // -45 dBm0

    private var isListening = false
    private var isDecided = false
    private var floor = softest / 8
    private var wordStart = 0.0
    private var wordLength = 0.0
    private var firstWord: Double?
    private var lastWord = 0.0
    private var beep: SingleToneFollower.Run?

    /// The call has been answered: from now on what is heard is who answered.
    mutating func start() {
        isListening = true
        isDecided = false
        firstWord = nil
        wordLength = 0
        beep = nil
    }

    /// - Parameters:
    ///   - isTone: whether the frame belongs to a tone.
    ///   - ended: a single tone that ended just now, and is none of the network's.
    mutating func process(_ frame: ToneFrame, isTone: Bool, ended: SingleToneFollower.Run?) -> News? {
        guard isListening else { return nil }
        let isLoud = frame.total > max(floor * Self.ratio, Self.softest)
        // Down at once, up by 3 dB a second, as the recorder's.
        floor = min(Self.highestFloor, max(Self.softest / 8, min(frame.total, floor * 1.0139)))
        if let ended { note(ended) }
        if let found = beep {
            if isLoud && frame.time > found.end + 60 {
                beep = nil
            } else if frame.time >= found.end + Timing.quietAfterBeep {
                beep = nil
                isDecided = true
                return .beep(at: found.start)
            }
        }
        if isLoud && !isTone { speak(frame.time) } else { wordLength = 0 }
        return decide(frame.time)
    }

    private mutating func note(_ run: SingleToneFollower.Run) {
        guard run.isSteady, let firstWord, run.start > firstWord, run.start - lastWord < Timing.beepAfterWords,
            Timing.beep.contains(run.duration), (390...2050).contains(run.frequency)
        else { return }
        beep = run
    }

    private mutating func speak(_ now: Double) {
        if wordLength == 0 { wordStart = now }
        wordLength += Self.frame
        // A click is no word.
        guard wordLength >= Timing.shortestWord else { return }
        if firstWord == nil { firstWord = wordStart }
        lastWord = now
    }

    private mutating func decide(_ now: Double) -> News? {
        guard !isDecided, let firstWord else { return nil }
        let length = lastWord - firstWord
        let isPause = now - lastWord >= Timing.pause
        if length > Timing.longestOfDoubt || (isPause && length > Timing.longestOfPerson) {
            isDecided = true
            return .machine(at: firstWord)
        }
        guard isPause else { return nil }
        isDecided = true
        return .person(at: firstWord)
    }
}
