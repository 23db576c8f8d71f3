import CivicCore
import CivicDaemon
import Testing

@Suite("accounts.yaml")
struct AccountsFileTests {
    @Test("gives agents with desk and phone, and phones alone")
    func accounts() throws {
        let folder = try ConfigurationFolder(
            accounts: """
                accounts:
                  - name: li.na
                    display-name: Li Na
                    sample: true
                    desk-password: long-enough
                    sip: { user: "2001", password: "12345678" }
                    queues: [general, water]
                    languages: [en]
                  - role: phone
                    sip: { user: "1001", password: civic-1001, srtp: required }
                """)
        let accounts = try folder.load().accounts
        #expect(
            accounts == [
                Account(
                    name: "li.na", displayName: "Li Na", role: .agent, deskPassword: Redacted("long-enough"),
                    phone: Account.Phone(user: "2001", password: Redacted("12345678")), queues: ["general", "water"],
                    languages: [.english], isSample: true),
                Account(
                    name: "1001", displayName: "1001", role: .phone, deskPassword: nil,
                    phone: Account.Phone(user: "1001", password: Redacted("civic-1001"), srtp: .required),
                    queues: [],
                    languages: [.mandarin, .english], isSample: false),
            ])
        #expect(!"\(accounts)".contains("12345678"))
    }

    @Test("people of handling units name their unit, and nobody else does")
    func units() throws {
        let folder = try ConfigurationFolder(
            accounts: """
                accounts:
                  - { name: zhou.yang, role: unit, unit: agriculture, desk-password: long-enough }
                """)
        let account = try #require(try folder.load().accounts.first)
        #expect(account.role == .unit && account.unit == "agriculture" && account.queues.isEmpty)
        let faulty = try ConfigurationFolder(
            accounts: """
                accounts:
                  - { name: zhou.yang, role: unit, desk-password: long-enough }
                  - { name: he.ping, role: unit, unit: agriculture, desk-password: long-enough, queues: [general] }
                  - { name: li.na, unit: agriculture, desk-password: long-enough }
                """)
        let complaints = faulty.complaints()
        #expect(complaints.contains { $0.contains("'unit' is missing") && $0.contains("units.yaml") })
        #expect(complaints.contains { $0.contains("take no calls: 'queues'") })
        #expect(complaints.contains { $0.contains("accounts with 'role: unit' alone") })
    }

    @Test("is refused with the place of each fault, and never with a password")
    func faults() throws {
        let folder = try ConfigurationFolder(
            accounts: """
                accounts:
                  - name: li.na
                    desk-password: short
                    queues: [genral]
                    languages: [fr]
                  - name: li.na
                    role: agent
                    sip: { user: "20 01", password: secret-secret }
                  - role: phone
                  - name: wang.jun
                    desk-password: long-enough
                    sip: { user: "2002" }
                    pasword: x
                """)
        let complaints = folder.complaints()
        let start = "…/config/accounts.yaml:"
        #expect(
            complaints == [
                start + "3:20: error: 'desk-password' takes a text of 8 to 128 characters [wrong-value]",
                start + "4:14: error: no queue is called 'genral'; did you mean 'general'? [unknown-queue]",
                start + "5:17: error: no language is called 'fr' [unknown-language]",
                start + "8:18: error: the SIP user '20 01' may hold letters, digits and - _ . only [wrong-value]",
                start
                    + "6:5: error: 'li.na' needs a 'desk-password'; write 'role: phone' for a phone without a desk [missing-key]",
                start + "6:5: error: a second account is called 'li.na' [duplicate-account]",
                start + "9:5: error: an account needs a 'name' without spaces, or 'sip' [missing-key]",
                start
                    + "12:10: error: 'password' or 'ha1' is missing; 'civicline account-ha1' makes the lines of 'ha1' [missing-key]",
                start + "13:5: error: unknown key 'pasword' [unknown-key]",
            ])
        #expect(!complaints.joined().contains("secret-secret"))
        #expect(!complaints.joined().contains("short"))
    }

    @Test("takes hashes in place of a SIP password, whole ones only")
    func hashes() throws {
        let md5 = String(repeating: "0a", count: 16)
        let sha256 = String(repeating: "1B", count: 32)
        func phone(_ secret: String) throws -> ConfigurationFolder {
            try ConfigurationFolder(
                accounts: """
                    accounts:
                      - role: phone
                        sip: { user: "1001", \(secret) }
                    """)
        }
        let account = try phone("ha1: { md5: \"\(md5)\", sha-256: \"\(sha256)\" }").load().accounts.first
        #expect(
            account?.phone?.secret == .hashes(md5: Redacted(md5), sha256: Redacted(sha256.lowercased())))
        #expect(account?.phone?.password == nil)
        let start = "…/config/accounts.yaml:"
        #expect(
            try phone("ha1: { md5: \"\(md5)\" }").complaints().first
                == start + "3:31: error: 'sha-256' is missing [missing-key]")
        #expect(
            try phone("ha1: { md5: \"\(md5)0\", sha-256: \"\(sha256)\" }").complaints().first
                == start + "3:38: error: 'md5' takes 32 hexadecimal digits [wrong-value]")
        #expect(
            try phone("password: long-enough, ha1: { md5: \"\(md5)\", sha-256: \"\(sha256)\" }").complaints()
                == [start + "3:54: error: 'ha1' stands in place of 'password', not beside it [wrong-value]"])
    }
}
