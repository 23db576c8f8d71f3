import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicStore
import Foundation
import Logging

// A plan's graph, with what calls and tests do on it.
extension PlanKeeper {
    package func picture(of text: String, as name: String, language: String, traffic: PictureTraffic) async
        -> PlanPicture
    {
        guard let (plan, rules, diagnostics) = compiled(text, as: name) else {
            return PlanPicture(fault: "The text has errors; a plan is drawn once it has none.")
        }
        let tag = plan.languages.map(\.tag).contains(language) ? language : plan.languages.first?.tag ?? language
        var drawing = PlanDrawing(plan: plan, language: Language(tag: tag), catalogue: rules.catalogue)
        drawing.diagnostics = diagnostics
        var picture = PlanPicture()
        do {
            switch traffic {
            case .none: break
            case .tests:
                if var report = suite(of: plan, rules, text: nil).suite?.run() {
                    report.add(othersTests(than: plan, rules), in: plan)
                    drawing.traffic = report.taken.traffic
                    picture.calls = report.taken.calls
                }
            case .day: try await draw(callsOfDays: 1, name, on: &drawing, &picture)
            case .week: try await draw(callsOfDays: 7, name, on: &drawing, &picture)
            }
        } catch {
            log.error("the calls of \(name) cannot be counted: \(error)")
            return PlanPicture(fault: "The calls cannot be counted; the daemon's log says why.")
        }
        let (dot, told) = (drawing.dot, picture)
        // Laying out takes a while, and others are not to wait for it.
        return await Task.detached {
            var picture = told
            do {
                picture.svg = String(decoding: try Graphviz.svg(of: dot), as: UTF8.self)
            } catch {
                picture.fault = "\(error)"
            }
            return picture
        }.value
    }

    private func draw(
        callsOfDays days: Int, _ name: String, on drawing: inout PlanDrawing, _ picture: inout PlanPicture
    ) async throws {
        let since = Date().addingTimeInterval(-86_400 * Double(days))
        let traffic = try await store.walks.traffic(of: name, since: since)
        let calls = traffic.calls.values.reduce(0, +)
        picture.calls = calls
        let now = live(name)?.plan.contentHash ?? ""
        picture.earlier = calls - traffic.calls[now, default: 0]
        guard calls > 0 else { return }
        drawing.traffic = drawing.plan.traffic(traffic.counts.map { ($0.step, $0.way, $0.calls) }, of: calls)
    }
}
