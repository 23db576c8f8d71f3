import CivicDSP
import CivicRTP

// Between the jitter buffer's steps and the frame: decoding, joining, making up, stretching.
extension AudioReceiver {
    /// Decodes behind what waits; what was made up before it is crossed over into it.
    mutating func decode(_ payload: Span<UInt8>, skip: Int, follows: Bool) {
        let overlap = follows ? 0 : makeBridge()
        let start = history + count
        var taken = takeOut(&samples)
        defer { samples = taken }
        var all = taken.mutableSpan
        var room = all._mutatingExtracting(start..<all.count)
        var made = decoder.decode(payload, into: &room)
        if made == 0 { figures.broken += 1 }
        if skip > 0 {
            let kept = max(0, made - skip)
            for index in 0..<kept { room[index] = room[index + made - kept] }
            made = kept
        }
        for index in 0..<min(overlap, made) {
            let weight = Int32(index + 1) * 32768 / Int32(overlap + 1)
            let old = Int32(scratch[index])
            room[index] = Int16(truncatingIfNeeded: old + ((Int32(room[index]) - old) * weight) >> 15)
        }
        count += made
        concealer.end()
    }

    /// Makes up into `scratch` what would have come, for a join; gives its length.
    mutating func makeBridge() -> Int {
        beginGap()
        let length = min(concealer.overlap, scratch.count)
        var bridge = takeOut(&scratch)
        defer { scratch = bridge }
        var room = bridge.mutableSpan
        var part = room._mutatingExtracting(0..<length)
        concealer.conceal(into: &part)
        noise.add(to: &part)
        return length
    }

    mutating func recover(from payload: Span<UInt8>, _ duration: Int) {
        let start = history + count
        var taken = takeOut(&samples)
        defer { samples = taken }
        var all = taken.mutableSpan
        var room = all._mutatingExtracting(start..<min(all.count, start + duration))
        let made = decoder.recover(count: room.count, from: payload, into: &room)
        count += made
        if made > 0 { figures.recovered += 1 }
    }

    mutating func describe(_ payload: Span<UInt8>) {
        guard let descriptor = ComfortNoise(parsing: payload) else { return }
        noise.set(descriptor)
        hasDescriptor = true
    }

    /// Makes up the rest of the frame: the last periods, fading, and the far side's silence behind them.
    mutating func makeUp() {
        beginGap()
        var taken = takeOut(&samples)
        defer { samples = taken }
        var all = taken.mutableSpan
        var room = all._mutatingExtracting(history + count..<history + frame)
        concealer.conceal(into: &room)
        noise.add(to: &room)
        count = frame
    }

    mutating func beginGap() {
        guard !concealer.isActive else { return }
        let taken = takeOut(&samples)
        concealer.begin(after: taken.span.extracting(count..<history + count))
        samples = taken
        if !hasDescriptor { noise.set(floor.descriptor) }
    }

    mutating func learnFloor() {
        let taken = takeOut(&samples)
        floor.hear(taken.span.extracting(history..<history + frame))
        samples = taken
    }

    /// Lengthens or shortens what is about to be played, when the jitter buffer asks for it.
    mutating func adjust(_ tick: Int64, over payload: inout MutableSpan<UInt8>) {
        guard adjustmentRest == 0 else {
            adjustmentRest -= 1
            return
        }
        let wish = rtp.wish(at: tick, leftover: leftover) * rate / clock
        guard wish != 0 else { return }
        // Less than a period too much is a trifle: where it could not be left out, it is tried again ever later.
        let isTrifle = wish < 0 && wish >= -15 * rate
        if isTrifle && trifleRest > 0 {
            trifleRest -= 1
            return
        }
        // Where nothing repeats, as in noise, looking again at once would find no period again.
        adjustmentRest = wish < 0 ? 9 : 1
        if wish < 0, count < frame + 15 * rate, rtp.hasNext,
            case .audio(let length, let skip, let follows) = rtp.next(at: tick, leftover: leftover, into: &payload)
        {
            decode(payload.span.extracting(0..<length), skip: skip * rate / clock, follows: follows)
        }
        var taken = takeOut(&samples)
        defer { samples = taken }
        var all = taken.mutableSpan
        if wish > 0 {
            let added = stretch.lengthen(
                &all, from: history, to: history + count, most: 15 * rate, care: wish > 20 * rate ? .brisk : .gentle)
            guard added > 0 else {
                figures.fruitless += 1
                return
            }
            count += added
            figures.lengthened += 1
            figures.samplesAdded += added
        } else {
            let removed = stretch.shorten(
                &all, from: history, to: history + count, most: min(-wish, count - frame),
                care: failures >= Self.patience ? .any : wish < -60 * rate ? .brisk : .gentle)
            guard removed > 0 else {
                figures.fruitless += 1
                if isTrifle {
                    triflePatience = min(Self.longestRest, 2 * triflePatience)
                    trifleRest = triflePatience
                } else {
                    failures += 1
                }
                return
            }
            failures = 0
            triflePatience = Self.shortestRest
            count -= removed
            figures.shortened += 1
            figures.samplesRemoved += removed
        }
        adjustmentRest = 0
        rtp.adjusted()
    }

    /// Hands a frame out and keeps it as history.
    mutating func finish(_ output: inout MutableSpan<Int16>) {
        precondition(output.count >= frame && count >= frame)
        var taken = takeOut(&samples)
        defer { samples = taken }
        count -= frame
        let (frame, history, kept) = (frame, history, history + count)
        // `history + frame` samples lie in front, and `kept` behind the first `frame`, by the checks above and the
        // array's size.
        output.withUnsafeMutableBufferPointer { to in
            taken.withUnsafeMutableBufferPointer { all in
                guard let target = to.baseAddress, let source = all.baseAddress else { return }
                target.update(from: source + history, count: frame)
                source.update(from: source + frame, count: kept)
            }
        }
    }
}

/// Moves an array out, so that the rest of `self` may be used while a span of it lives; nothing is copied, and an empty
/// array takes no memory.
@inline(__always)
func takeOut<Element>(_ array: inout [Element]) -> [Element] {
    var taken: [Element] = []
    swap(&taken, &array)
    return taken
}
