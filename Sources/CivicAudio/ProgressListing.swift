import CivicDSP

/// What a call would have heard of the far side's progress in a signal.
struct ProgressListing {
    /// One event, with the frame in which a call is told it, in ms from the beginning.
    struct Line: Equatable {
        var event: CallProgressEvent
        var told: Int

        var text: String {
            let phase = event.phase == .began ? "began" : "ended"
            return "\(event.sound.rawValue) \(phase) \(event.time) \(told)"
        }
    }

    let lines: [Line]

    /// Samples of a frame: 20 ms at 8 kHz.
    private static let frame = 160

    /// - Parameters:
    ///   - samples: 16-bit linear PCM at 8 kHz; half a second of silence follows.
    ///   - answered: when the call is answered, in seconds.
    init(of samples: [Int16], plan: TonePlan, answered: Double) {
        var detector = CallProgressDetector(plan: plan)
        let frames = (samples.count + Self.frame - 1) / Self.frame + 25
        let padded = samples + [Int16](repeating: 0, count: frames * Self.frame - samples.count)
        let answer = Int(answered * 50)
        var lines: [Line] = []
        for index in 0..<frames {
            if index == answer { detector.answered() }
            let range = index * Self.frame..<(index + 1) * Self.frame
            if let event = detector.process(padded.span.extracting(range)) {
                lines.append(Line(event: event, told: (index + 1) * 20))
            }
        }
        self.lines = lines
    }

    /// Each sound from its beginning to its end, for a picture.
    func marks(until end: Double) -> [SoundPicture.Mark] {
        var marks: [SoundPicture.Mark] = []
        for line in lines {
            let time = Double(line.event.time) / 1000
            if line.event.phase == .began {
                let isMoment = [.person, .machine, .beep].contains(line.event.sound)
                marks.append(
                    SoundPicture.Mark(
                        start: time, end: isMoment ? time : end, label: line.event.sound.rawValue,
                        band: Self.band(of: line.event.sound)))
            } else if let index = marks.lastIndex(where: { $0.label == line.event.sound.rawValue }) {
                marks[index].end = max(time, marks[index].start)
            }
        }
        return marks
    }

    /// Where a sound's tones stand, in Hz; `nil` for what has no place of its own.
    private static func band(of sound: CallProgressEvent.Sound) -> ClosedRange<Double>? {
        switch sound {
        case .dialTone, .ringback, .busy, .congestion, .waiting: 250...750
        case .faxCalling: 950...1250
        case .faxAnswer, .modemAnswer: 1950...2250
        case .information, .person, .machine, .beep: nil
        }
    }
}
