/// One of the pages under /insight.
enum InsightPage: String, CaseIterable {
    case topics, forecast, matters, reasons, groups, segments

    var address: String { self == .topics ? "/insight" : "/insight/\(rawValue)" }
}

/// What stands on one of them, as markup.
struct InsightContent {
    var form = ""
    var main: String
}
