import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

/// Whether anyone may call from the page `/call`.
package enum CallPage: Sendable, Equatable {
    case off
    /// Callers have no number.
    case anonymous
    /// Callers say themselves from which number they call.
    case anyNumber
}

// A telephone in a page: anyone calls the hotline with a browser, where the configuration lets them.
extension WebHouse {
    func addCallPage(to routes: inout RouteTable) {
        routes.open(.get, "/call") { [site] request, _ in
            guard callPage != .off else { throw Problem.notFound }
            let language = PageLanguage(of: request)
            return .page(
                site.render(
                    "dial", in: language,
                    values: [
                        "hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en,
                        "number": catalogue.hotline.id,
                        "asks-number": callPage == .anyNumber ? "yes" : "no",
                    ],
                    markup: [
                        "words": HTMLText.scriptData(
                            String(
                                decoding: try WireJSON.encode(
                                    site.words(in: language).filter { $0.key.hasPrefix("dial.") }),
                                as: UTF8.self))
                    ])
            ).remembering(language, of: request)
        }
        routes.open(.post, "/api/call") { request, context in
            guard callPage != .off else { throw Problem.notFound }
            let query = request.uri.queryParameters
            let called = query["to"].map { String($0.prefix(32)) } ?? catalogue.hotline.id
            let caller = callPage == .anyNumber ? query["from"].map { String($0.prefix(32)) } : nil
            let offer = try await request.sessionDescription()
            let call = try await desk.place(
                BrowserCallOrder(called: called, caller: caller, offer: offer, host: context.peer))
            return .sessionDescription(call.answer, at: "/api/call/\(call.id)")
        }
        routes.open(.delete, "/api/call/:id") { _, context in
            guard callPage != .off, await desk.endCall(try context.parameters.require("id")) else {
                throw Problem.noSuch("call", remedy: "It has ended already.")
            }
            return Response(status: .noContent)
        }
    }
}
