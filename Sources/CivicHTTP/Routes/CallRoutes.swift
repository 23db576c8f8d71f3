import CivicCalls
import CivicCore
import CivicTrace
import Foundation
import HTTPTypes
import Hummingbird

// What supervisors and administrators see: the latest calls, one with its messages, its ledger and its audio, and how the
// trunks are doing.
extension WebHouse {
    /// Who may look at calls.
    static let overseers: [DeskRole] = [.supervisor, .administrator]
    private static let listed = 100

    func addCalls(to routes: inout RouteTable) {
        routes.signedIn(.get, "/calls", asOneOf: Self.overseers) { request, _, agent in
            let found = try await asking { try await calls.recentCalls(limit: Self.listed) }
            let language = PageLanguage(of: request)
            let page = CallPages(site: site, language: language)
            return overseerPage(
                "calls", at: "/calls", for: agent, of: request, values: ["count": String(found.count)],
                markup: ["rows": page.rows(found), "surge": await surgeBanner(in: language)])
        }
        routes.signedIn(.get, "/trunks", asOneOf: Self.overseers) { request, _, agent in
            let language = PageLanguage(of: request)
            let rows = TrunkPage(site: site, language: language).rows(await desk.trunks())
            return overseerPage("trunks", at: "/trunks", for: agent, of: request, markup: ["rows": rows])
        }
        routes.signedIn(.get, "/calls/:reference", asOneOf: Self.overseers) { request, context, agent in
            let story = try await story(context, agent)
            let language = PageLanguage(of: request)
            let page = CallPages(site: site, language: language)
            let words: LadderWords = language == .chinese ? .chinese : .english
            let title = site.words(in: language)["call.title"] ?? ""
            return overseerPage(
                "call", title: "\(title) \(story.reference.text)", at: "/calls/\(story.reference.text)", for: agent,
                of: request,
                values: [
                    "reference": story.reference.text, "privacy": story.isRedacted ? words.redacted : words.whole,
                ],
                markup: [
                    "summary": page.summary(story, walksAgain: agent.roles.contains(.administrator)),
                    "quality": page.quality(story), "ledger": page.ledger(story),
                    "ladder": page.ladder(story, words),
                ])
        }
        routes.signedIn(.get, "/calls/:reference/ladder.svg", asOneOf: Self.overseers) { request, context, agent in
            let story = try await story(context, agent)
            let words: LadderWords = PageLanguage(of: request) == .chinese ? .chinese : .english
            let svg = LadderSVG(Ladder(story), words: words).render(isFile: true)
            return Self.file(Array(svg.utf8), "image/svg+xml", "\(story.reference).svg")
        }
        routes.signedIn(.get, "/calls/:reference/messages.pcap", asOneOf: Self.overseers) { _, context, agent in
            let story = try await story(context, agent)
            return Self.file(
                CaptureFile.pcap(story.messages), "application/vnd.tcpdump.pcap", "\(story.reference).pcap")
        }
    }

    /// Found, and in the audit book before it is shown.
    private func story(_ context: WebContext, _ agent: DeskAgent) async throws -> CallStory {
        guard let reference = context.parameters.get("reference").flatMap(ConversationReference.init(typed:)),
            let story = try await asking({ try await calls.story(of: reference) })
        else { throw Problem.noSuch("call", remedy: "Choose one of the list at /calls.") }
        try await asking {
            try await accounts.audit(agent: agent.id, action: .viewCall, citizen: nil, conversation: reference)
        }
        return story
    }

    /// To be saved, not shown: a reference holds nothing that a file's name may not.
    private static func file(_ bytes: [UInt8], _ mediaType: String, _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: mediaType, .contentDisposition: "attachment; filename=\"\(name)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
