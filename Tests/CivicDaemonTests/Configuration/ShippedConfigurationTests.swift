import CivicCRM
import CivicCore
import CivicDaemon
import CivicHTTP
import CivicSIP
import CivicStore
import Foundation
import Testing

@Suite("The configuration that comes with CivicLine")
struct ShippedConfigurationTests {
    static let top = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func load(_ file: String) throws -> HotlineConfiguration {
        try HotlineConfiguration.load(file: top.path + "/" + file, environment: [:], dataFolder: nil)
    }

    @Test("states the defaults that hold without it")
    func statesDefaults() throws {
        let shipped = try Self.load("config/civicline.yaml")
        let bare = try ConfigurationFolder().load()
        #expect(shipped.sip == bare.sip)
        #expect(shipped.http == bare.http)
        #expect(shipped.rtp == bare.rtp)
        #expect(shipped.calls == bare.calls)
        #expect(shipped.shutdownPatience == bare.shutdownPatience)
        #expect(shipped.numbering == bare.numbering)
        #expect(shipped.languages == bare.languages)
        #expect(shipped.deskSession == bare.deskSession)
        #expect(shipped.conversationRecording == bare.conversationRecording)
        #expect(shipped.logLevel == bare.logLevel)
        #expect(shipped.tones == bare.tones)
        #expect(shipped.ask == bare.ask)
        #expect(shipped.mail == bare.mail)
        #expect(shipped.retention == bare.retention && bare.retention.kept.isEmpty)
        #expect(shipped.boothNumbers == bare.boothNumbers && bare.boothNumbers == ["*77"])
        #expect(shipped.warnings.isEmpty)
    }

    @Test("names the variable of every key, and only those that are read")
    func namesEveryVariable() throws {
        let text = try String(contentsOfFile: Self.top.path + "/config/civicline.yaml", encoding: .utf8)
        let documented = text.matches(of: /# (CIVICLINE_[A-Z_]+):/).map { String($0.output.1) }
        #expect(documented.count == 95)
        for variable in documented {
            // No setting takes this text, so a variable that is read is complained of.
            let complaints = try ConfigurationFolder().complaints([variable: "\n"])
            #expect(complaints.contains { $0.contains(variable) }, "\(variable)")
        }
    }

    @Test("has two sample agents at a phone each, a supervisor, an administrator and two people of units without one")
    func samples() throws {
        let shipped = try Self.load("config/civicline.yaml")
        #expect(shipped.accounts.map(\.phone?.user) == ["2001", "2002", nil, nil, nil, nil])
        #expect(shipped.accounts.map(\.role) == [.agent, .agent, .supervisor, .administrator, .unit, .unit])
        #expect(shipped.accounts.suffix(2).map(\.unit) == ["agriculture", "water-company"])
        #expect(shipped.accounts.allSatisfy { $0.isSample })
        #expect(shipped.accounts.filter { $0.role == .agent }.allSatisfy { $0.queues == ["general"] })
        #expect(shipped.trunks.trunk(at: "127.0.0.1")?.name == "local")
        #expect(shipped.trunks.strangersReach == ["12345"])
    }

    @Test("has one application, whose sample token counts at this machine alone")
    func sampleToken() throws {
        var shipped = try Self.load("config/civicline.yaml")
        #expect(shipped.apiTokens.map(\.client.name) == ["sample-app"])
        #expect(shipped.hasAskPage && shipped.usableTokens.count == 1)
        shipped.http = SocketEndpoint(host: "0.0.0.0", port: 8080)
        #expect(!shipped.hasAskPage && shipped.usableTokens.isEmpty)
        shipped.http = SocketEndpoint(host: "127.0.0.1", port: 8080)
        shipped.httpProxies = ["127.0.0.1"]
        #expect(!shipped.hasAskPage && shipped.usableTokens.isEmpty)
        shipped.ask.page = .on
        #expect(shipped.hasAskPage)
        #expect(APITokens.hash("civic_sample-token-for-this-machine") == shipped.apiTokens.first?.hash)
    }

    @Test("has a lab with two phones, a trunk without digest, and a number that strangers cannot reach")
    func lab() throws {
        let lab = try Self.load("config/lab/civicline.yaml")
        #expect(lab.accounts.filter { $0.role == .phone }.map(\.name) == ["1001", "1002"])
        #expect(lab.accounts.first?.phone?.password?.revealed == "civic-1001")
        #expect(lab.trunks.trunk(at: "127.0.0.1")?.name == "lab")
        #expect(lab.trunks.trunk(at: "127.0.0.2") == nil)
        #expect(lab.trunks.lines.allSatisfy { !$0.trunk.needsDigest })
        #expect(!lab.trunks.strangersReach.contains("0014155550100"))
        #expect(lab.files.dialplans.map { URL(fileURLWithPath: $0).lastPathComponent } == ["lab.yaml"])
    }
}
