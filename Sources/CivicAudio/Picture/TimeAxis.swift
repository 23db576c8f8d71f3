import Foundation

/// Seconds along the bottom, at steps that people count in.
struct TimeAxis {
    let seconds: Double
    let left: Double
    let width: Double

    /// A step that gives 6 to 15 of them.
    var step: Double {
        let steps = [
            0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800,
        ]
        return steps.first { seconds / $0 <= 14 } ?? 3600
    }

    /// Thin lines from `from` to `to`, and the times under `labels`.
    func draw(in drawing: inout Drawing, from: Double, to: Double, labels: Double?) {
        guard seconds > 0 else { return }
        var index = 0
        while Double(index) * step <= seconds * 1.0001 {
            let x = left + width * Double(index) * step / seconds
            if to > from { drawing.rectangle(x, from, 1, to - from, .grid) }
            if let labels {
                drawing.rectangle(x, labels, 1, 5, .faint)
                drawing.text(name(Double(index) * step), x, labels + 19, .middle, .faint)
            }
            index += 1
        }
        if let labels { drawing.text("time in s", left + width, labels + 38, .end, .faint) }
    }

    private func name(_ time: Double) -> String {
        let digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
        return String(format: "%.\(digits)f", time)
    }
}
