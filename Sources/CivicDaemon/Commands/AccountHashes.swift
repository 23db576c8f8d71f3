import CivicSIP
import Foundation

extension Commands {
    /// Prints the `ha1` of a SIP account for `accounts.yaml`, so that no password has to stand there.
    ///
    /// - Parameter password: read from standard input, which leaves no trace in the shell's history.
    package static func accountHashes(config: String, user: String, password: String?) -> Int32 {
        reporting { () throws -> Int32 in
            let realm = try configuration(config).sip.realm
            guard let password, (AccountsFile.shortestPassword...128).contains(password.count) else {
                complain("a password has \(AccountsFile.shortestPassword) to 128 characters")
                return 64
            }
            let account = SIPAccount(user: user, displayName: "", realm: realm, password: password)
            say("    # for the realm '\(realm)'; a change of 'sip.realm' needs new ones")
            say("    sip:")
            say("      user: \"\(user)\"")
            say("      ha1: { md5: \(account.ha1MD5), sha-256: \(account.ha1SHA256) }")
            return 0
        }
    }
}
