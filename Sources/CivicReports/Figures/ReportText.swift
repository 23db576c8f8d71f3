import CivicCore

extension Figure {
    /// The value for people who read English: `94.3 %`, `12.4 s`, `4 min 31 s`; `-` where there is none.
    package func text(_ value: Double?) -> String {
        guard let value else { return "-" }
        switch unit {
        case .count: return String(Int64(value))
        case .share: return "\(rounded(value * 100)) %"
        case .seconds:
            guard value >= 60 else { return "\(rounded(value)) s" }
            let whole = Int(value.rounded())
            return "\(whole / 60) min \(whole % 60) s"
        }
    }
}

/// With one digit after the point.
package func rounded(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}

/// For spreadsheets: enough digits, and a point whatever the country.
package func plain(_ value: Double?) -> String {
    guard let value else { return "" }
    let millionths = (value * 1_000_000).rounded() / 1_000_000
    return millionths == millionths.rounded() ? String(Int64(millionths)) : String(millionths)
}

extension FigureReport {
    /// Shares are 0…1 and times are seconds; the last row is of the whole.
    package var csv: String {
        var csv = CSVText(header: [grouping.rawValue] + figures.map(\.rawValue))
        for line in lines {
            csv.add([line.key] + figures.map { plain($0.value(of: line.visits, line.time)) })
        }
        csv.add(["total"] + figures.map { plain($0.value(of: total.visits, total.time)) })
        return csv.text
    }
}

extension StaffingPlan {
    /// One row for each half hour of the week.
    package var csv: String {
        var csv = CSVText(header: [
            "weekday", "from", "mean-calls", "fewest", "most", "handling-seconds", "agents", "agents-busiest-week",
            "agents-if-nobody-hangs-up", "planned-calls", "planned-busy",
        ])
        for slot in slots {
            csv.add([
                String(slot.weekday.rawValue), HalfHour.clock(slot.halfHour), plain(slot.mean), String(slot.fewest),
                String(slot.most), plain(slot.handling), String(slot.agents), String(slot.agentsBusiest),
                String(slot.agentsWithoutLoss), plain(slot.planned.calls), plain(slot.planned.busy),
            ])
        }
        return csv.text
    }
}

extension EqualityReport {
    /// One row for each comparison; small groups are not in it.
    package var csv: String {
        var csv = CSVText(header: [
            "dimension", "group", "calls", "measure", "value", "low", "high", "all-others", "corrected-p", "alarm",
        ])
        for table in tables {
            for group in table.groups {
                for finding in group.findings {
                    let scale = finding.measure == .wait ? 0.001 : 1
                    csv.add([
                        table.dimension.rawValue, group.name, String(group.calls), finding.measure.rawValue,
                        plain(finding.value * scale), plain(finding.interval.lowerBound * scale),
                        plain(finding.interval.upperBound * scale), plain(finding.others * scale),
                        plain(finding.chance), finding.isAlarm ? "yes" : "no",
                    ])
                }
            }
        }
        return csv.text
    }
}
