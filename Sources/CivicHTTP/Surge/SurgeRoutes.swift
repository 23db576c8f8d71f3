import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

// What is put in front of calls: the page for supervisors and administrators, and what it asks.
extension WebHouse {
    func addSurges(to routes: inout RouteTable) {
        routes.signedIn(.get, "/surge", asOneOf: Self.overseers) { request, _, agent in
            let words = Dictionary(
                uniqueKeysWithValues: PageLanguage.allCases.map { ($0.rawValue, surgeWords(in: $0)) })
            let data = SurgePageData(board: await surges.board(), words: words)
            let json = String(decoding: try WireJSON.encode(data), as: UTF8.self)
            return overseerPage(
                "surge", at: "/surge", for: agent, of: request, markup: ["data": HTMLText.scriptData(json)])
        }
        routes.signedIn(.get, "/api/surge", asOneOf: Self.overseers) { _, _, _ in try .json(await surges.board()) }
        routes.signedIn(.post, "/api/surge", asOneOf: Self.overseers) { request, _, agent in
            let wish = try await request.json(as: SurgeWish.self)
            return try await changing {
                _ = try await surges.putInFront(wish, by: agent.id)
                return try .json(await surges.board())
            }
        }
        routes.signedIn(.post, "/api/surge/:id/end", asOneOf: Self.overseers) { _, context, agent in
            let id = Int64(try context.parameters.require("id")) ?? 0
            return try await changing {
                try await surges.takeAway(id, by: agent.id)
                return try .json(await surges.board())
            }
        }
        routes.signedIn(.post, "/api/surge/voice", asOneOf: Self.overseers) { request, _, _ in
            let form = try await request.json(as: SurgeVoiceForm.self)
            return try await changing { Self.wav(try await surges.voice(form.words, in: form.language)) }
        }
        routes.signedIn(.get, "/api/surge/texts/:text/sound", asOneOf: Self.overseers) { request, context, _ in
            let text = try context.parameters.require("text")
            let language = request.uri.queryParameters["language"].map(String.init) ?? ""
            guard let wav = await surges.sound(of: text, in: language) else { throw Problem(.unknownRecording) }
            return Self.wav(wav)
        }
    }

    /// What callers hear first now, for a page that shows it above its own matter.
    func surgeBanner(in language: PageLanguage) async -> String {
        let words = site.words(in: language)
        func word(_ key: String) -> String { words[key] ?? key }
        return await surges.board().active.map { surge in
            let tag = language == .chinese ? "zh-CN" : "en"
            let said = surge.words[tag] ?? surge.words.values.first ?? surge.text
            let place = surge.plan.map { " (\($0))" } ?? ""
            let silent = surge.silent.isEmpty ? "" : " \(word("surge.silent")) \(surge.silent.joined(separator: ", "))"
            let text = HTMLText.escape("\(word("surge.now"))\(place) \(said)\(silent)")
            return
                "<p class=\"banner surge\">\(text) <span>\(HTMLText.escape(word("surge.until"))) "
                + "\(HTMLText.time(surge.until))</span> <a href=\"/surge\">\(HTMLText.escape(word("surge.change")))</a></p>"
        }.joined()
    }

    private static func wav(_ bytes: Data) -> Response {
        Response(
            status: .ok, headers: [.contentType: "audio/wav"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func surgeWords(in language: PageLanguage) -> [String: String] {
        site.words(in: language).filter { key, _ in
            key.hasPrefix("surge.") || key.hasPrefix("problem.")
        }
    }

    private func changing(_ work: () async throws -> Response) async throws -> Response {
        try await asking {
            do {
                return try await work()
            } catch let refusal as SurgeRefusal {
                throw Problem(refusal)
            }
        }
    }
}

private struct SurgePageData: Encodable {
    var board: SurgeBoard
    /// Both languages, so that switching needs no reload.
    var words: [String: [String: String]]
}

private struct SurgeVoiceForm: Decodable {
    var words: String
    var language: String
}

extension Problem {
    /// In one line, for a terminal.
    var line: String { [title + ".", detail, remedy].compactMap(\.self).joined(separator: " ") }

    /// Why nothing was put in front.
    init(_ refusal: SurgeRefusal) {
        switch refusal {
        case .unknownText: self = .noSuch("surge-text", remedy: "Load the page again for the list.")
        case .unknownPlan: self = .noSuch("plan", remedy: "Load the page again for the list.")
        case .notAnnounced:
            self.init(
                kind: "surge-not-announced", title: "No dialplan would say it", status: .conflict,
                remedy: "Add a step 'announce-surge' to the dialplan, in the studio, and publish it.")
        case .missingWords(let languages):
            self.init(
                kind: "surge-words-missing", title: "The words are missing in a language",
                status: .unprocessableContent,
                detail: "Callers are served in \(languages.joined(separator: ", ")) as well.", field: "words",
                remedy: "Write it in every language of the dialplans.")
        case .tooLong(let language):
            self.init(
                kind: "surge-too-long", title: "The words are too long", status: .unprocessableContent,
                detail: "In \(language) more than \(SurgeWish.longestWords) signs.", field: "words",
                remedy: "Say what callers have to do, and no more.")
        case .hours:
            self = .invalid(
                "hours", "It lasts \(SurgeWish.hours.lowerBound) to \(SurgeWish.hours.upperBound) hours.",
                remedy: "Choose one of the list.")
        case .beginning:
            self = .invalid(
                "from", "It begins now, or within \(SurgeWish.latest / 86_400) days.", remedy: "Choose another time.")
        case .noVoice(let language):
            self.init(
                kind: "surge-no-voice", title: "The house has no voice for a language", status: .conflict,
                detail: "config/prompts.yaml names no voice for \(language).",
                remedy: "Take a prepared text, or have a voice named there.")
        case .voiceFailed(let reason):
            self.init(
                kind: "surge-voice-failed", title: "The house's voice made no recording", status: .serviceUnavailable,
                detail: reason, remedy: "Take a prepared text; nothing was changed.")
        case .silent(let languages):
            self.init(
                kind: "surge-silent", title: "The text has no recording in a language", status: .conflict,
                detail: "It is missing in \(languages.joined(separator: ", ")).",
                remedy: "Record it in the studio, or take another text.")
        case .gone: self = .noSuch("surge", remedy: "It is not in front of calls any more; load the page again.")
        }
    }
}
