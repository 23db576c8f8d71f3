import CivicCRM
import Foundation
import HTTPTypes
import Hummingbird

// The start page, the desk and the files that they load.
extension WebHouse {
    func addPages(to routes: inout RouteTable) {
        routes.open(.get, "/") { [site] request, context in
            let language = PageLanguage(of: request)
            let words = site.words(in: language)
            let dial =
                callPage == .off
                ? ""
                : "<dt><a href=\"/call\">\(HTMLText.escape(words["start.dial"] ?? ""))</a></dt>"
                    + "<dd>\(HTMLText.escape(words["start.dial.text"] ?? ""))</dd>"
            let ask =
                channelDesk?.channels.hasPage != true
                ? ""
                : "<dt><a href=\"/ask\">\(HTMLText.escape(words["start.ask"] ?? ""))</a></dt>"
                    + "<dd>\(HTMLText.escape(words["start.ask.text"] ?? ""))</dd>"
                    + "<dt><a href=\"/open\">\(HTMLText.escape(words["open.title"] ?? ""))</a></dt>"
                    + "<dd>\(HTMLText.escape(words["start.open.text"] ?? ""))</dd>"
            return .page(
                site.render(
                    "start", in: language,
                    values: [
                        "hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en,
                        "number": catalogue.hotline.id,
                        "desk-link": words[context.agent == nil ? "sign-in" : "open-desk"] ?? "",
                    ], markup: ["dial": ask + dial])
            ).remembering(language, of: request)
        }
        routes.open(.get, "/desk") { [site, knowledge] request, context in
            guard let agent = context.agent else { return .seeOther("/sign-in") }
            guard agent.roles.contains(.agent) else {
                if agent.roles.contains(.unit) { return .seeOther("/cases") }
                if !agent.roles.isDisjoint(with: WebHouse.overseers) { return .seeOther("/calls") }
                if agent.roles.contains(.auditor) { return .seeOther("/openings") }
                throw Problem.roleMissing(.agent)
            }
            let language = PageLanguage(of: request)
            let words = Dictionary(
                uniqueKeysWithValues: PageLanguage.allCases.map { ($0.rawValue, site.words(in: $0)) })
            let data = DeskPageData(
                agent: DeskPageData.Person(id: agent.id, name: agent.name), catalogue: catalogue, words: words,
                sendsTexts: await knowledge?.means.sms ?? false)
            let json = String(decoding: try WireJSON.encode(data), as: UTF8.self)
            return .page(
                site.render(
                    "desk", in: language,
                    values: [
                        "agent": agent.name,
                        "hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en,
                    ], markup: ["data": HTMLText.scriptData(json)])
            ).remembering(language, of: request)
        }
        routes.open(.get, "/assets/:name") { [site] request, context in
            try site.asset(try context.parameters.require("name"), for: request)
        }
    }
}

/// What the desk's page carries with it as a data block, so that it starts without another round trip.
private struct DeskPageData: Encodable {
    struct Person: Encodable {
        var id: String
        var name: String
    }

    var agent: Person
    var catalogue: DeskCatalogue
    /// Both languages, so that switching needs no reload and loses no draft.
    var words: [String: [String: String]]
    /// Whether text messages are sent.
    var sendsTexts: Bool
}

extension Response {
    /// Keeps a choice made by `?lang=` for a year.
    func remembering(_ language: PageLanguage, of request: Request) -> Response {
        guard request.uri.queryParameters["lang"] != nil,
            let cookie = try? Cookie.validated(
                name: PageLanguage.cookieName, value: language.rawValue, maxAge: 31_536_000, path: "/", httpOnly: false,
                sameSite: .lax)
        else { return self }
        var response = self
        response.setCookie(cookie)
        return response
    }
}
