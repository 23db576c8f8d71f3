import CivicPlayout

/// A stream as a picture (SVG): how late each packet came, how much delay the buffer held, and what was missing.
struct JitterPicture {
    private static let width = 1200.0
    private static let left = 76.0
    private static let right = 24.0
    private static let top = 92.0
    private static let height = 340.0  // of the diagram
    private static let strip = 18.0  // of each line of marks below it

    private let report: JitterReport
    private let seconds: Double
    private let most: Double  // ms at the upper edge

    init(_ report: JitterReport) {
        self.report = report
        seconds = max(1, report.moments.last?.time ?? 1, report.arrivals.last?.time ?? 1)
        let delays = report.arrivals.map(\.delay).sorted()
        let usual = delays.isEmpty ? 0 : delays[min(delays.count - 1, delays.count * 995 / 1000)]
        let held = report.moments.compactMap(\.delay).max() ?? 0
        most = Self.nice(max(40, usual * 1.15, held * 1.1))
    }

    var svg: String {
        let bottom = Self.top + Self.height
        let total = bottom + 4 * Self.strip + 70
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(total))" width="\(n(Self.width))" \
            height="\(n(total))" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13" fill="#3c4043">
            <title>Arrival and delay of an RTP stream</title>
            <rect width="100%" height="100%" fill="#ffffff"/>
            """,
            text(Self.left, 30, escaped(report.lines.first ?? ""), size: 16, colour: "#202124"),
            text(Self.left, 52, escaped(summary)),
        ]
        parts += pauses + grid + arrivals + [target, delay] + marks + legend
        parts.append("</svg>")
        return parts.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        report.lines.dropFirst().prefix(2).map { $0.drop { $0 == " " } }.joined(separator: "; ")
    }

    // MARK: Scales

    private var plot: Double { Self.width - Self.left - Self.right }
    private func x(_ time: Double) -> Double { Self.left + plot * max(0, min(1, time / seconds)) }
    private func y(_ delay: Double) -> Double { Self.top + Self.height * (1 - max(0, min(1, delay / most))) }

    /// A round number at or above a value: 1, 2 or 5 times a power of ten.
    private static func nice(_ value: Double) -> Double {
        var power = 1.0
        while power * 10 < value { power *= 10 }
        for factor in [1.0, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] where factor * power >= value { return factor * power }
        return 10 * power
    }

    /// A distance of grid lines that gives about `count` of them.
    private static func step(_ range: Double, _ count: Double) -> Double {
        var power = 0.1
        while power * 10 < range / count { power *= 10 }
        for factor in [1.0, 2, 5, 10] where factor * power >= range / count { return factor * power }
        return 10 * power
    }

    // MARK: Layers

    private var grid: [String] {
        let bottom = Self.top + Self.height
        var parts: [String] = []
        let level = Self.step(most, 6)
        for index in 0...Int(most / level) {
            let value = Double(index) * level
            parts.append(line(Self.left, y(value), Self.left + plot, y(value), "#e4e7ea"))
            parts.append(text(Self.left - 8, y(value) + 4, n(value), anchor: "end"))
        }
        let interval = max(1, Self.step(seconds, 12))
        for index in 0...Int(seconds / interval) {
            let time = Double(index) * interval
            parts.append(line(x(time), bottom, x(time), bottom + 4 * Self.strip + 4, "#c4c9ce"))
            parts.append(text(x(time), bottom + 4 * Self.strip + 20, n(time), anchor: "middle"))
        }
        parts.append(
            text(Self.left + plot / 2, bottom + 4 * Self.strip + 42, "time since the first packet, s", anchor: "middle")
        )
        parts.append(
            """
            <text transform="translate(20 \(n(Self.top + Self.height / 2))) rotate(-90)" text-anchor="middle">\
            later than the fastest packet, ms</text>
            """)
        return parts
    }

    /// One stroke for all packets of a column: from the earliest to the latest of them.
    private var arrivals: [String] {
        let columns = 1100
        var ranges = [ClosedRange<Double>?](repeating: nil, count: columns)
        var beyond: [Double] = []
        var late: [JitterReport.Arrival] = []
        for arrival in report.arrivals {
            if arrival.delay > most { beyond.append(arrival.time) }
            if !arrival.isPlayed { late.append(arrival) }
            let column = max(0, min(columns - 1, Int(arrival.time / seconds * Double(columns))))
            let known = ranges[column]
            ranges[column] =
                min(arrival.delay, known?.lowerBound ?? .infinity)...max(arrival.delay, known?.upperBound ?? -.infinity)
        }
        var path = ""
        for (column, range) in ranges.enumerated() {
            guard let range else { continue }
            let place = n(x((Double(column) + 0.5) * seconds / Double(columns)))
            path += "M\(place) \(n(y(range.lowerBound)))V\(n(y(range.upperBound) - 0.01))"
        }
        var parts = [
            "<path d=\"\(path)\" fill=\"none\" stroke=\"#8fb3cf\" stroke-width=\"2.6\" stroke-linecap=\"round\"/>"
        ]
        for time in beyond.prefix(500) {
            parts.append("<path d=\"M\(n(x(time) - 4)) \(n(Self.top + 7))l4 -7l4 7z\" fill=\"#8fb3cf\"/>")
        }
        for arrival in late.prefix(2000) {
            parts.append(
                "<circle cx=\"\(n(x(arrival.time)))\" cy=\"\(n(y(arrival.delay)))\" r=\"3.2\" fill=\"#d9822b\"/>")
        }
        return parts
    }

    private var delay: String {
        var path = ""
        var isOpen = false
        for moment in thinned {
            guard let delay = moment.delay else {
                isOpen = false
                continue
            }
            path += "\(isOpen ? "L" : "M")\(n(x(moment.time))) \(n(y(delay)))"
            isOpen = true
        }
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"#1a4f7a\" stroke-width=\"1.8\" stroke-linejoin=\"round\"/>"
    }

    private var target: String {
        let path = thinned.enumerated().map { "\($0 == 0 ? "M" : "L")\(n(x($1.time))) \(n(y($1.target)))" }.joined()
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"#6b7780\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"/>"
    }

    private var thinned: [JitterReport.Moment] {
        let every = max(1, report.moments.count / 4000)
        return report.moments.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }

    /// The sender's pauses, behind everything.
    private var pauses: [String] {
        runs(of: .pause).map { run in
            """
            <rect x="\(n(x(run.lowerBound)))" y="\(n(Self.top))" width="\(n(max(0.5, x(run.upperBound) - x(run.lowerBound))))" \
            height="\(n(Self.height))" fill="#f3f4f6"/>
            """
        }
    }

    /// Below the diagram: packets lost, packets too late, frames made up.
    private var marks: [String] {
        let bottom = Self.top + Self.height + 6
        let late = report.arrivals.filter { !$0.isPlayed }.map { $0.time...$0.time + 0.02 }
        let rows: [(String, [ClosedRange<Double>], String)] = [
            ("lost", report.losses.map { $0...$0 + 0.02 }, "#b3261e"), ("late", late, "#d9822b"),
            ("made up", runs(of: .concealed), "#6a4c93"),
        ]
        return rows.enumerated().flatMap { index, row -> [String] in
            let place = bottom + Double(index) * (Self.strip + 2)
            var path = ""
            for range in row.1.prefix(5000) {
                let width = max(1.2, x(range.upperBound) - x(range.lowerBound))
                path += "M\(n(x(range.lowerBound))) \(n(place))h\(n(width))v\(n(Self.strip - 4))h-\(n(width))z"
            }
            return [
                "<rect x=\"\(n(Self.left))\" y=\"\(n(place))\" width=\"\(n(plot))\" height=\"\(n(Self.strip - 4))\" fill=\"#f7f8f9\"/>",
                text(Self.left - 8, place + 12, row.0, anchor: "end"), "<path d=\"\(path)\" fill=\"\(row.2)\"/>",
            ]
        }
    }

    private func runs(of kind: PlayedFrame) -> [ClosedRange<Double>] {
        report.moments.reduce(into: []) { runs, moment in
            guard moment.kind == kind else { return }
            if let last = runs.last, moment.time - last.upperBound < 0.005 {
                runs[runs.count - 1] = last.lowerBound...moment.time + 0.02
            } else {
                runs.append(moment.time...moment.time + 0.02)
            }
        }
    }

    private var legend: [String] {
        let place = 76.0
        return [
            line(Self.left, place - 4, Self.left, place - 4.1, "#8fb3cf", width: 6, cap: true),
            text(Self.left + 10, place, "arrival of packets"),
            line(Self.left + 150, place - 4, Self.left + 178, place - 4, "#1a4f7a", width: 1.8),
            text(Self.left + 186, place, "delay of the buffer"),
            line(Self.left + 326, place - 4, Self.left + 354, place - 4, "#6b7780", width: 1.2, dash: true),
            text(Self.left + 362, place, "delay aimed at"),
            "<rect x=\"\(n(Self.left + 478))\" y=\"\(n(place - 11))\" width=\"24\" height=\"13\" fill=\"#e6e8eb\"/>",
            text(Self.left + 510, place, "sender silent"),
        ]
    }

    // MARK: Pieces

    private func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String, width: Double = 1, dash: Bool = false,
        cap: Bool = false
    ) -> String {
        """
        <line x1="\(n(x1))" y1="\(n(y1))" x2="\(n(x2))" y2="\(n(y2))" stroke="\(colour)" stroke-width="\(n(width))"\
        \(dash ? " stroke-dasharray=\"5 4\"" : "")\(cap ? " stroke-linecap=\"round\"" : "")/>
        """
    }

    private func text(
        _ x: Double, _ y: Double, _ words: String, size: Int = 13, anchor: String = "start", colour: String = "#3c4043"
    ) -> String {
        """
        <text x="\(n(x))" y="\(n(y))" font-size="\(size)" text-anchor="\(anchor)" fill="\(colour)">\(words)</text>
        """
    }

    private func escaped(_ words: String) -> String {
        words.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    /// Two decimals at most.
    private func n(_ value: Double) -> String {
        let scaled = Int((value * 100).rounded())
        let (whole, rest) = (abs(scaled) / 100, abs(scaled) % 100)
        let sign = scaled < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
