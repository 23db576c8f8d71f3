import CivicDSP

/// Makes everything that is made at its first use, before a tick could be the first to use it.
///
/// Tables and filters behind `static let` take memory when they are first asked for. A key heard once on the control
/// side asks for those of the detector; RealtimeSanitizer's test finds what is forgotten here.
enum WarmUp {
    static func run() {
        guard var generator = DTMFGenerator(digits: "1", on: 100, off: 60) else { return }
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        var detector = DTMFDetector(sampleRate: 8000)
        for start in stride(from: 0, to: samples.count - MediaLeg.frame, by: MediaLeg.frame) {
            let frame = samples.span.extracting(start..<start + MediaLeg.frame)
            _ = detector.process(frame, sending: frame)
        }
        var room = [Int16](repeating: 0, count: MediaLeg.frame)
        var heard = room.mutableSpan
        var echo = EchoLeg()
        echo.observe(
            far: samples.span.extracting(first: MediaLeg.frame), near: samples.span.extracting(first: MediaLeg.frame))
        echo.lend(LineEchoCanceller())
        echo.process(
            far: samples.span.extracting(first: MediaLeg.frame), near: samples.span.extracting(first: MediaLeg.frame),
            into: &heard)
    }
}
