import Foundation
import HTTPTypes
import Hummingbird

// The studio's prompts: their texts, their recordings, and the booth.
extension WebHouse {
    /// Two minutes of two channels with 16 bits at 48 kHz.
    static let longestSound = 24 << 20
    /// Prompts that one visit to the booth may take.
    private static let longestVisit = 50

    func addPrompts(to routes: inout RouteTable) {
        routes.signedIn(.get, "/studio/prompts", as: .administrator) { request, _, agent in
            let words = Dictionary(
                uniqueKeysWithValues: PageLanguage.allCases.map { ($0.rawValue, promptWords(in: $0)) })
            let data = PromptPageData(list: try await asking { try await prompts.prompts() }, words: words)
            let json = String(decoding: try WireJSON.encode(data), as: UTF8.self)
            return overseerPage(
                "studio-prompts", at: "/studio/prompts", for: agent, of: request,
                markup: ["data": HTMLText.scriptData(json)])
        }
        routes.signedIn(.get, "/api/prompts", as: .administrator) { _, _, _ in
            try .json(try await asking { try await prompts.prompts() })
        }
        routes.signedIn(.get, "/api/prompts/:language/:id/recordings", as: .administrator) { _, context, _ in
            let name = try Self.promptName(context)
            return try .json(try await changing { try await prompts.recordings(of: name) })
        }
        routes.signedIn(.get, "/api/prompts/:language/:id/sound", as: .administrator) { request, context, _ in
            let name = try Self.promptName(context)
            let serial = request.uri.queryParameters["serial"].flatMap { Int($0) }
            guard let wav = try await changing({ try await prompts.sound(of: name, serial: serial) }) else {
                throw Problem(.unknownRecording)
            }
            return Response(
                status: .ok, headers: [.contentType: "audio/wav"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: wav)))
        }
        addPromptChanges(to: &routes)
    }

    private func addPromptChanges(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/prompts/:language/:id/text", as: .administrator) { request, context, agent in
            let name = try Self.promptName(context)
            let form = try await request.json(as: PromptTextForm.self)
            return try .json(
                try await changing {
                    try await prompts.setText(of: name, to: form.text, base: form.base, by: agent.id)
                })
        }
        routes.signedIn(.post, "/api/prompts/:language/:id/recording", as: .administrator) { request, context, agent in
            let name = try Self.promptName(context)
            let mediaType = request.headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
            guard ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"].contains(mediaType.lowercased()) else {
                throw Problem.notWAV
            }
            let query = request.uri.queryParameters
            guard let source = query["source"].flatMap({ PromptSource(rawValue: String($0)) }),
                let text = query["text"]
            else {
                throw Problem.invalid(
                    "source", "How it was recorded, or for which text, is missing.", remedy: "Load the page again.")
            }
            let wav = Data(try await request.wholeBody(upTo: Self.longestSound).readableBytesView)
            return try .json(
                try await changing {
                    try await prompts.take(
                        wav, as: name, source: source, text: String(text), base: query["base"].map(String.init),
                        by: agent.id)
                })
        }
        routes.signedIn(.post, "/api/prompts/:language/:id/restore", as: .administrator) { request, context, agent in
            let name = try Self.promptName(context)
            let form = try await request.json(as: PromptRestoreForm.self)
            return try .json(
                try await changing {
                    try await prompts.restore(form.serial, of: name, base: form.base, by: agent.id)
                })
        }
        routes.signedIn(.post, "/api/prompts/booth", as: .administrator) { request, _, agent in
            let form = try await request.json(as: BoothForm.self)
            guard (1...Self.longestVisit).contains(form.prompts.count) else {
                throw Problem.invalid(
                    "prompts", "A PIN is for 1 to \(Self.longestVisit) prompts.", remedy: "Choose fewer of them.")
            }
            return try .json(
                try await changing {
                    try await prompts.openBooth(for: form.prompts, in: form.language, by: agent.id)
                })
        }
    }

    private static func promptName(_ context: WebContext) throws -> PromptName {
        PromptName(language: try context.parameters.require("language"), id: try context.parameters.require("id"))
    }

    /// What the page says; the other pages' words stay away.
    private func promptWords(in language: PageLanguage) -> [String: String] {
        site.words(in: language).filter { key, _ in
            key.hasPrefix("prompts.") || key.hasPrefix("problem.") || key.hasPrefix("lang.")
        }
    }

    private func changing<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await asking {
            do {
                return try await work()
            } catch let refusal as PromptRefusal {
                throw Problem(refusal)
            }
        }
    }
}

private struct PromptPageData: Encodable {
    var list: PromptList
    /// Both languages, so that switching needs no reload.
    var words: [String: [String: String]]
}

private struct PromptTextForm: Decodable {
    var text: String
    var base: String
}

private struct PromptRestoreForm: Decodable {
    var serial: Int
    var base: String?
}

private struct BoothForm: Decodable {
    var prompts: [PromptName]
    var language: String
}

extension Problem {
    static let notWAV = Problem(
        kind: "not-wav", title: "The body must be a WAV file", status: .unsupportedMediaType, field: "Content-Type",
        remedy: "Send audio/wav.")

    /// Why a prompt was not changed.
    init(_ refusal: PromptRefusal) {
        switch refusal {
        case .unknownPrompt: self = .noSuch("prompt", remedy: "Load the page again for the list.")
        case .unknownRecording: self = .noSuch("recording", remedy: "Load the page again for the list.")
        case .changedMeanwhile:
            self.init(
                kind: "prompt-changed-meanwhile", title: "Somebody else has changed this prompt", status: .conflict,
                remedy: "Load the page again, look at the change, and do yours once more where it is still wanted.")
        case .text(let reason):
            self.init(
                kind: "prompt-text", title: "The text cannot be used", status: .unprocessableContent,
                detail: "What you wrote cannot be used: \(reason).", field: "text", remedy: "Change it and save again.")
        case .form(let line):
            self.init(
                kind: "prompt-form", title: "The catalogue cannot be edited at this place", status: .conflict,
                detail: "Line \(line) of the catalogue is written over several lines, or in braces.",
                remedy: "Write the text in one line between double quotes, in the file itself.")
        case .faulty(let first):
            self.init(
                kind: "prompt-faulty", title: "The hotline's files hold an error", status: .conflict, detail: first,
                remedy: "Mend it first: 'civicline check' shows all of it.")
        case .sound(let why, let detail):
            self.init(
                kind: "sound-\(why.rawValue)", title: "The recording cannot be used", status: .unprocessableContent,
                detail: detail, field: "recording", remedy: "Record it again.")
        case .unwritable(let detail):
            self.init(
                kind: "prompts-unwritable", title: "The folder of the prompts cannot be written",
                status: .serviceUnavailable, detail: detail,
                remedy: "Give the daemon the right to write there; nothing was changed.")
        case .noBooth:
            self.init(
                kind: "no-booth", title: "No number reaches the recording booth", status: .conflict,
                remedy: "Name one in 'booth.answers' of civicline.yaml.")
        }
    }
}
