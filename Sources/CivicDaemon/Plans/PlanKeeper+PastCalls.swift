package import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicSpeech
import CivicStore
import Foundation

// Past calls for the studio. Walking many of them takes a while, and no change of a plan waits for it.
extension PlanKeeper: CallArchive {
    private var archive: PastCalls {
        PastCalls(
            configuration: configuration, store: store,
            live: live.map {
                PastCalls.Source(
                    plan: $0.plan.name, file: $0.file, text: $0.text, fingerprint: $0.plan.contentHash)
            })
    }

    package func pastCalls(of plan: String, from: String?, to: String?, limit: Int) async throws -> PastCallsView {
        let zone = live(plan)?.plan.timeZone ?? .gmt
        let archive = archive
        let period: Period
        do {
            period = try Period(from: from, to: to, zone: zone)
        } catch {
            return PastCallsView(fault: error.line)
        }
        return try await Task.detached {
            let (calls, all) = try await archive.calls(of: plan, from: period.start, to: period.end, limit: limit)
            return PastCallsView(calls: calls.map(PastCallView.init), all: all)
        }.value
    }

    package func replay(_ reference: ConversationReference, language: String, by author: String) async throws
        -> [ReplayView]
    {
        let (archive, store) = (archive, store)
        return try await Task.detached {
            let calls = try await archive.calls(of: reference)
            guard !calls.isEmpty else { return [] }
            // Before it is shown: what callers asked and heard is in it.
            try await store.ledger.append(
                kind: "call-replayed", conversation: reference, actor: author, details: [:])
            var views: [ReplayView] = []
            for call in calls {
                let svg = call.drawing(in: language).flatMap { try? Graphviz.svg(of: $0) }
                views.append(
                    ReplayView(
                        call, isAsWritten: try await store.walks.isAsWritten(call.row), isComplete: true,
                        svg: svg.map { String(decoding: $0, as: UTF8.self) }))
            }
            return views
        }.value
    }

    package func whatIf(_ text: String, as name: String, from: String?, to: String?, language: String) async throws
        -> WhatIfView
    {
        guard let (plan, rules, _) = compiled(text, as: name) else {
            return .refused("The text has errors; calls are tried on it once it has none.")
        }
        let period: Period
        do {
            period = try Period(from: from, to: to, zone: plan.timeZone)
        } catch {
            return .refused(error.line)
        }
        let archive = archive
        return try await Task.detached {
            let (calls, all) = try await archive.calls(
                of: name, from: period.start, to: period.end, limit: PastCalls.most)
            var whatIf = WhatIf(plan, catalogue: rules.catalogue)
            for call in calls {
                if let replay = call.replay { whatIf.add(replay, named: call.row.conversation.text) }
            }
            var view = WhatIfView(whatIf, all: all)
            let tag = plan.languages.map(\.tag).contains(language) ? language : plan.languages.first?.tag ?? language
            var drawing = PlanDrawing(plan: plan, language: Language(tag: tag), catalogue: rules.catalogue)
            drawing.traffic = whatIf.traffic.after
            drawing.trafficBefore = whatIf.traffic.before
            view.svg = (try? Graphviz.svg(of: drawing.dot)).map { String(decoding: $0, as: UTF8.self) }
            return view
        }.value
    }
}

extension WhatIfView {
    fileprivate static func refused(_ why: String) -> WhatIfView {
        var view = WhatIfView()
        view.fault = why
        return view
    }
}
