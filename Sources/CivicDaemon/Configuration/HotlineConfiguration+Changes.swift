import Foundation

extension HotlineConfiguration {
    /// The parts that another reading of the configuration has otherwise, by the names in the file. Dialplans, prompts,
    /// services, units and calendars are none of them: they are taken while calls go on.
    func parts(thatDifferFrom other: HotlineConfiguration) -> [String] {
        let parts: [(name: String, isSame: Bool)] = [
            ("sip", sip == other.sip), ("http", http == other.http && httpProxies == other.httpProxies),
            ("rtp", rtp == other.rtp),
            ("calls", calls == other.calls), ("shutdown", shutdownPatience == other.shutdownPatience),
            ("numbering", numbering == other.numbering), ("languages", languages == other.languages),
            ("desk", deskSession == other.deskSession),
            ("recording", conversationRecording == other.conversationRecording), ("log", logLevel == other.logLevel),
            ("accounts", accounts == other.accounts), ("trunks", trunks == other.trunks),
            ("queues", queues == other.queues && callBacks == other.callBacks), ("tones", tones == other.tones),
            ("ask", ask == other.ask), ("api-tokens", apiTokens == other.apiTokens),
            ("plans", approval == other.approval), ("retention", retention == other.retention),
            ("files", files.named == other.files.named),
        ]
        return parts.filter { !$0.isSame }.map(\.name)
    }
}

extension HotlineConfiguration.Files {
    /// What is named, without what the folders hold.
    fileprivate var named: HotlineConfiguration.Files {
        var files = self
        files.dialplans = []
        return files
    }

    /// The dialplans that are there now: a folder of the configuration stands for the `.yaml` files in it.
    func presentDialplans() throws(ConfigurationError) -> [String] {
        let found = dialplanPlaces.flatMap { Self.dialplans(in: $0) ?? [$0] }
        guard !found.isEmpty else {
            throw ConfigurationError(
                line: "no dialplan is left in \(dialplanPlaces.joined(separator: ", "))")
        }
        return found
    }

    /// Where a new plan may be put: the first folder that the configuration names.
    var dialplanFolder: String? { dialplanPlaces.first { Self.dialplans(in: $0) != nil } }

    /// The dialplans in a folder, without the tests beside them; `nil` where it is none.
    static func dialplans(in folder: String) -> [String]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return nil
        }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix(".tests.yaml") && !$0.hasPrefix(".") }.sorted()
            .map { "\(folder)/\($0)" }
    }
}
