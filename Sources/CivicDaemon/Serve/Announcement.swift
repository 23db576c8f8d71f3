import CivicCore
import CivicDialplan

/// What a newcomer needs to know once the hotline answers.
package struct Announcement: Sendable {
    package var text: String
    private var http: SocketEndpoint
    private let configuration: HotlineConfiguration
    private let sip: SocketEndpoint
    private let numbers: [String]

    init(_ configuration: HotlineConfiguration, sip: SocketEndpoint, rules: HouseRules) {
        self.configuration = configuration
        self.sip = sip
        numbers = rules.plans.flatMap(\.answers)
        http = configuration.http
        text = ""
    }

    func with(httpPort: Int) -> Announcement {
        var ready = self
        ready.http.port = UInt16(clamping: httpPort)
        ready.text = ready.lines.joined(separator: "\n")
        return ready
    }

    private var listening: [String] {
        let sip = configuration.sip
        return ["udp \(sip.udp)"] + (sip.tcp.map { ["tcp \($0)"] } ?? []) + (sip.tls.map { ["tls \($0)"] } ?? [])
    }

    private var lines: [String] {
        var lines = ["CivicLine answers.", ""]
        let host = configuration.sip.advertise.host
        for number in numbers.prefix(1) {
            lines.append("  Call the hotline   sip:\(number)@\(host):\(sip.port)   (any SIP phone, no account needed)")
        }
        if numbers.count > 1 { lines.append("  Other numbers      " + numbers.dropFirst().joined(separator: ", ")) }
        lines.append("  SIP listens        " + listening.joined(separator: ", "))
        lines.append("  The desk           http://\(http)/desk")
        lines.append("  The studio         http://\(http)/studio   (for administrators)")
        if configuration.hasAskPage { lines.append("  The public's form  http://\(http)/ask") }
        for account in configuration.accounts where account.isSample {
            if let phone = account.phone {
                let password = phone.password.map { "password \($0.revealed)" } ?? "its password"
                lines.append(
                    "  Phone account      user \(phone.user), \(password), "
                        + "server \(host):\(sip.port)   (\(account.displayName))")
            }
            if let password = account.deskPassword {
                lines.append("  Desk sign-in       \(account.name), password \(password.revealed)")
            }
        }
        lines += [
            "  Health, figures    http://\(http)/healthz   http://\(http)/metrics",
            "  Stop               Ctrl-C: calls in progress are told and ended within "
                + "\(configuration.shutdownPatience.milliseconds / 1000) s", "",
        ]
        return lines
    }
}
