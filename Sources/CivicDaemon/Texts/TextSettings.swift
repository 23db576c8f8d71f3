import CivicCore
import CivicYAML
import Foundation

/// `sms` of `civicline.yaml`: text messages by a gateway's HTTP address.
package struct TextSettings: Sendable, Equatable {
    /// Where messages are posted; nil: none are sent.
    package var gateway: String?
    /// The first line of a file, sent as a bearer token; read for each message, so that a new one counts at once.
    package var tokenFile: String?
    package var deadline = Duration.seconds(10)

    package init() {}

    static func read(_ settings: inout Settings) -> TextSettings {
        var texts = TextSettings()
        let gateway = settings.value("sms.gateway", .text, default: "off")
        if gateway != "off" {
            let url = URL(string: gateway)
            let isLocal = ["127.0.0.1", "::1", "localhost"].contains(url?.host() ?? "")
            if url?.scheme == "https" || (url?.scheme == "http" && isLocal) {
                texts.gateway = gateway
            } else {
                settings.note(
                    "'sms.gateway' takes an address such as https://sms.example.cn/send, or off", at: "sms.gateway",
                    suggestion: "http is for a gateway on this machine", rule: "wrong-value")
            }
        }
        texts.tokenFile = settings.value("sms.token-file", .text)
            .map { HotlineConfiguration.resolve($0, beside: settings.file) }
        if let file = texts.tokenFile, !FileManager.default.isReadableFile(atPath: file) {
            settings.note("'\(file)' cannot be read", at: "sms.token-file", rule: "missing-file")
        }
        texts.deadline = settings.value(
            "sms.deadline", .duration(.seconds(1) ... .seconds(60), "1s to 1m"), default: texts.deadline)
        return texts
    }
}
