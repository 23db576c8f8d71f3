import CivicReports
import Foundation

/// Bars, and over them a line or marks, as an SVG drawing without a style of its own: `reports.css` has the colours of both
/// schemes. The table beside it says the same in words.
struct BarPlot {
    struct Bar {
        /// Below the bar; already markup.
        var label: String
        var height: Double?
        /// A mark above or in the bar.
        var mark: Double?
    }

    var title: String
    var bars: [Bar]
    /// Where the scale ends; the highest bar or mark where it is `nil`.
    var top: Double?
    /// A line across, such as the 95 % that are asked for.
    var goal: Double?
    /// Whether every label that there is has room.
    var labelsAll = false
    /// How a height is written on the scale.
    var scale: (Double) -> String

    private static let (width, height) = (900.0, 220.0)
    private static let (left, bottom, above) = (52.0, 26.0, 10.0)

    var svg: String {
        let highest = max(top ?? roundTop(bars.flatMap { [$0.height ?? 0, $0.mark ?? 0] }.max() ?? 0), 1e-9)
        let inner = (width: Self.width - Self.left - 8, height: Self.height - Self.bottom - Self.above)
        func y(_ value: Double) -> Double { Self.above + inner.height * (1 - min(max(value / highest, 0), 1)) }
        let step = inner.width / Double(max(bars.count, 1))
        var parts: [String] = []
        for tick in 0...4 {
            let value = highest * Double(tick) / 4
            let at = y(value)
            parts.append(
                "<path class=\"grid\" d=\"M\(Self.left) \(number(at))H\(Self.width - 8)\"/>"
                    + "<text class=\"tick\" x=\"\(Self.left - 6)\" y=\"\(number(at + 4))\">\(scale(value))</text>")
        }
        // So that labels do not run into each other.
        let longest = Double(bars.map { Self.extent($0.label) }.max() ?? 1)
        let every = max(1, Int((longest * 7 + 10) / step) + (longest * 7 + 10 > step ? 1 : 0))
        let isFull = labelsAll && bars.allSatisfy { !$0.label.isEmpty }
        for (index, bar) in bars.enumerated() {
            let x = Self.left + Double(index) * step
            if let height = bar.height {
                let from = y(height)
                let gap = step > 4 ? step * 0.15 : 0
                parts.append(
                    "<rect class=\"bar\" x=\"\(number(x + gap))\" y=\"\(number(from))\" "
                        + "width=\"\(number(max(step - 2 * gap, 0.4)))\" "
                        + "height=\"\(number(Self.above + inner.height - from))\"/>")
            }
            if let mark = bar.mark {
                let at = y(mark)
                parts.append("<path class=\"mark\" d=\"M\(number(x)) \(number(at))H\(number(x + step))\"/>")
            }
            if labelsAll ? !bar.label.isEmpty : index.isMultiple(of: every) {
                // One that is too long for its place is written closer, so that it leaves the next one alone.
                let isTight = isFull && Double(Self.extent(bar.label)) * 7 > step - 8
                let fit = isTight ? " textLength=\"\(number(step - 8))\" lengthAdjust=\"spacingAndGlyphs\"" : ""
                parts.append(
                    "<text class=\"name\" x=\"\(number(x + step / 2))\" y=\"\(Self.height - 8)\"\(fit)>\(bar.label)</text>"
                )
            }
        }
        if let goal {
            parts.append("<path class=\"goal\" d=\"M\(Self.left) \(number(y(goal)))H\(Self.width - 8)\"/>")
        }
        return """
            <svg class="plot" role="img" aria-label="\(title)" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))">\
            \(parts.joined())</svg>
            """
    }

    /// Letters, where Chinese ones take two.
    static func extent(_ label: String) -> Int { label.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) } }
}

/// Values with their intervals, one below the other, and a line at the value of the whole.
struct IntervalPlot {
    struct Row {
        /// Already markup.
        var label: String
        var value: Double
        var interval: ClosedRange<Double>
        var isAlarm: Bool
    }

    var title: String
    var rows: [Row]
    var scale: (Double) -> String
    /// Room for the labels.
    var left = 200.0

    private static let (width, line) = (900.0, 26.0)

    var svg: String {
        let highest = roundTop(rows.map(\.interval.upperBound).max() ?? 1)
        let inner = Self.width - left - 20
        func x(_ value: Double) -> Double { left + inner * min(max(value / highest, 0), 1) }
        let height = Double(rows.count) * Self.line + 28
        var parts: [String] = []
        for tick in 0...4 {
            let value = highest * Double(tick) / 4
            parts.append(
                "<path class=\"grid\" d=\"M\(number(x(value))) 4V\(number(height - 24))\"/>"
                    + "<text class=\"name\" x=\"\(number(x(value)))\" y=\"\(number(height - 8))\">\(scale(value))</text>"
            )
        }
        for (index, row) in rows.enumerated() {
            let y = 4 + (Double(index) + 0.5) * Self.line
            let kind = row.isAlarm ? "interval alarm" : "interval"
            parts.append(
                "<text class=\"tick\" x=\"\(left - 10)\" y=\"\(number(y + 4))\">\(row.label)</text>"
                    + "<g class=\"\(kind)\"><path d=\"M\(number(x(row.interval.lowerBound))) \(number(y))"
                    + "H\(number(x(row.interval.upperBound)))\"/><circle cx=\"\(number(x(row.value)))\" cy=\"\(number(y))\" r=\"5\"/></g>"
            )
        }
        return """
            <svg class="plot" role="img" aria-label="\(title)" viewBox="0 0 \(Int(Self.width)) \(Int(height))">\
            \(parts.joined())</svg>
            """
    }
}

/// A coordinate with one digit after the point.
private func number(_ value: Double) -> String { rounded(value) }

/// One, two, four, five or eight times a power of ten, above the highest; the scale then has round steps.
private func roundTop(_ highest: Double) -> Double {
    guard highest > 0 else { return 1 }
    let power = pow(10, log10(highest).rounded(.down))
    return [1, 2, 4, 5, 8, 10].map { $0 * power }.first { $0 >= highest } ?? 10 * power
}
