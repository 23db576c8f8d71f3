import CivicStore
import Foundation

/// A citizen's file as a page that any browser shows, in the citizen's language: no script, nothing from elsewhere.
struct ExportPage {
    private let export: CitizenExport
    private let isChinese: Bool

    init(_ export: CitizenExport) {
        self.export = export
        isChinese = export.person.language.hasPrefix("zh")
    }

    var html: String {
        let person = export.person
        let facts: [(String, String?)] = [
            (word("姓名", "Name"), person.name), (word("出生年份", "Year of birth"), person.birthYear.map(String.init)),
            (word("乡镇", "Township"), person.township), (word("村", "Village"), person.village),
            (word("特殊需要", "Needs"), person.accessibility), (word("方言", "Dialect"), person.dialect),
            (word("电话", "Telephones"), person.telephones.joined(separator: ", ")),
            (word("导出时间", "Made"), time(export.madeAt)),
        ]
        let rows = facts.compactMap { name, value in
            value.map { "<dt>\(name)</dt><dd>\(escape($0))</dd>" }
        }
        return """
            <!doctype html>
            <html lang="\(isChinese ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(word("您的档案", "Your file"))</title>
            <style>body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}dt{color:#555}
            article{border-top:1px solid #999;padding:.5em 0}p{white-space:pre-wrap;margin:.2em 0}</style></head><body>
            <h1>\(word("您的档案", "Your file"))</h1><dl>\(rows.joined())</dl>
            <h2>\(word("办件", "Cases"))</h2>\(list(export.matters.map(matter)))
            <h2>\(word("来电和来信", "Calls and letters"))</h2>\(list(export.calls.map(call)))
            <h2>\(word("同意事项和联系意愿", "What you agreed to and wish"))</h2>\(list(agreements))
            <h2>\(word("人群规则所依据的情况", "What rules go by"))</h2>\(list(ruled))
            <h2>\(word("谁看过您的档案", "Who opened your file"))</h2>\(list(export.looks.map(look)))
            <h2>\(word("告知过您的政策", "What you were told"))</h2>\(list(export.told.map(telling)))
            <h2>\(word("对您作的更正", "What was put right"))</h2>\(list(export.recalls.map(recall)))
            <h2>\(word("发给您的短信", "Text messages"))</h2>\(list(export.texts.map(text)))
            <h2>\(word("承办单位打来的电话", "Calls of units"))</h2>\(list(export.unitCalls.map(unitCall)))
            <h2>\(word("录音", "Recordings"))</h2>\(list(export.recordings.map { "<p>\(link($0, $0))</p>" }))
            </body></html>
            """
    }

    private func matter(_ matter: CitizenExport.Matter) -> String {
        let lines = matter.history.map { line in
            "<p>\(time(line.at)) \(escape(line.by)) \(escape(line.state ?? "")) \(escape(line.note))</p>"
        }
        let files = matter.files.map { "<p>\(link($0.path, $0.name))</p>" }
        return """
            <article><h3>\(matter.number) \(escape(matter.service)) \(escape(matter.unit)): \(escape(matter.state))</h3>
            <p>\(escape(matter.summary))</p>\(lines.joined())\(files.joined())</article>
            """
    }

    private func telling(_ told: CitizenExport.Telling) -> String {
        "<p>\(time(told.at)) \(escape(told.article)) \(told.version) (\(escape(told.channel)))</p>"
    }

    private func recall(_ recall: CitizenExport.Recall) -> String {
        let done = recall.doneAt.map { " " + time($0) } ?? ""
        return "<p>\(time(recall.toldAt)) \(escape(recall.article)): \(escape(recall.state))\(done)</p>"
    }

    private func text(_ text: CitizenExport.Text) -> String {
        let parts = [text.number, text.matter, text.sentAt.map(time)].compactMap(\.self).map(escape)
        return "<p>\(time(text.at)) \(parts.joined(separator: " "))</p>"
    }

    private func unitCall(_ call: CitizenExport.UnitCall) -> String {
        let parts = [call.matter, call.unit, call.ending, call.seconds.map { "\($0) s" }].compactMap(\.self)
        return "<p>\(time(call.at)) \(escape(parts.joined(separator: " ")))</p>"
    }

    private func call(_ call: CitizenExport.Call) -> String {
        let parts = [call.number, call.agent, call.outcome].compactMap(\.self).map(escape)
        return """
            <article><h3>\(time(call.startedAt)) \(escape(call.channel)) \(parts.joined(separator: " "))</h3>
            <p>\(escape(call.summary))</p><p>\(escape(call.trail))</p></article>
            """
    }

    private var agreements: [String] {
        let agreed = export.agreements.map { agreement in
            let parts = [agreement.purpose, agreement.relation, agreement.evidence].compactMap(\.self).map(escape)
            let ends = [
                agreement.until.map { word("有效至 ", "until ") + time($0) },
                agreement.withdrawnAt.map { word("撤回于 ", "withdrawn ") + time($0) },
            ].compactMap(\.self)
            return "<p>\(time(agreement.at)) \((parts + ends).joined(separator: " "))</p>"
        }
        let wish = export.wish.map { wish in
            let hours = [wish.from, wish.to].compactMap(\.self).map { minute in
                "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
            }
            return "<p>\(escape(wish.way)) \(hours.joined(separator: "–"))</p>"
        }
        return agreed + [wish].compactMap(\.self)
    }

    private var ruled: [String] {
        export.facts.map { fact in
            let until = fact.until.map { word("有效至 ", "until ") + $0 } ?? ""
            let line = "\(escape(fact.name)): \(escape(fact.value ?? "–"))"
            return "<p>\(time(fact.at)) \(line) \(until) \(escape(fact.source))</p>"
        }
            + export.segments.map { segment in
                let why = segment.why.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                return
                    "<p>\(time(segment.since)) \(escape(segment.segment)) (\(escape(why.joined(separator: ", "))))</p>"
            }
            + export.offers.map { "<p>\(time($0.at)) \(escape($0.service)): \(escape($0.answer))</p>" }
    }

    private func look(_ look: CitizenExport.Look) -> String {
        "<p>\(time(look.at)) \(escape(look.unit ?? word("市民热线", "the hotline"))): \(escape(look.why))</p>"
    }

    private func list(_ items: [String]) -> String {
        items.isEmpty ? "<p>\(word("没有", "None"))</p>" : items.joined(separator: "\n")
    }

    private func link(_ path: String, _ name: String) -> String {
        let address = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
        return "<a href=\"\(escape(address))\">\(escape(name))</a>"
    }

    private func time(_ date: Date) -> String { date.formatted(.iso8601) }
    private func word(_ chinese: String, _ english: String) -> String { isChinese ? chinese : english }

    private func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
