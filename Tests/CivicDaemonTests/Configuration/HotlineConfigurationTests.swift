import CivicCore
import CivicDaemon
import CivicQueue
import CivicTransport
import Foundation
import Testing

@Suite("The configuration")
struct HotlineConfigurationTests {
    @Test("has these defaults, all on this machine only")
    func defaults() throws {
        let folder = try ConfigurationFolder()
        let loaded = try folder.load()
        #expect(loaded.sip.udp == SocketEndpoint(host: "127.0.0.1", port: 5060))
        #expect(loaded.sip.advertise == loaded.sip.udp)
        #expect(loaded.sip.realm == "civicline")
        #expect(loaded.http == SocketEndpoint(host: "127.0.0.1", port: 8080))
        #expect(loaded.rtp.bind == "127.0.0.1")
        #expect(loaded.rtp.advertise == "127.0.0.1")
        #expect(loaded.rtp.ports == 30000...31999)
        #expect(loaded.rtp.threads == max(1, ProcessInfo.processInfo.activeProcessorCount - 1))
        #expect(loaded.rtp.jitterFrames == 3)
        #expect(loaded.rtp.deadAfter == .seconds(30))
        #expect(loaded.rtp.agentDeadAfter == .seconds(5))
        #expect(loaded.rtp.echoCancellers == 32)
        #expect(loaded.calls.most == 500)
        #expect(loaded.calls.longest == .seconds(3600))
        #expect(loaded.calls.ratePerStranger == 30)
        #expect(loaded.shutdownPatience == .seconds(10))
        #expect(loaded.numbering == .china)
        #expect(loaded.languages == [.mandarin, .english])
        #expect(loaded.deskSession == .seconds(12 * 3600))
        #expect(loaded.conversationRecording == .off)
        #expect(loaded.logLevel == .info)
        #expect(loaded.files.accounts == folder.path + "/config/accounts.yaml")
        #expect(loaded.files.trunks == folder.path + "/config/trunks.yaml")
        #expect(loaded.files.queues == folder.path + "/config/queues.yaml")
        #expect(loaded.files.services == folder.path + "/config/services.yaml")
        #expect(loaded.files.units == folder.path + "/config/units.yaml")
        #expect(loaded.files.calendars == folder.path + "/config/calendars.yaml")
        #expect(loaded.files.dialplans == [folder.path + "/dialplans/county.yaml"])
        #expect(loaded.files.prompts == folder.path + "/prompts")
        #expect(loaded.files.promptSettings == folder.path + "/config/prompts.yaml")
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.dataFolder == nil)
    }

    @Test("TCP listens where UDP does unless told otherwise; TLS is off")
    func transports() throws {
        let bare = try ConfigurationFolder().load()
        #expect(bare.sip.tcp == bare.sip.udp && bare.sip.tls == nil && bare.sip.tlsFiles == nil)
        #expect(bare.sip.connections == ConnectionLimits())
        let folder = try ConfigurationFolder(
            """
            sip:
              tcp: off
              tls: 127.0.0.1:5061
              tls-certificate: tls.crt
              tls-key: tls.key
              tls-authorities: roots.pem
              connections: 10
              connections-per-source: 3
              connection-idle: 30s

            """)
        for name in ["tls.crt", "tls.key", "roots.pem"] { try folder.write("", to: "config/\(name)") }
        let loaded = try folder.load()
        #expect(loaded.sip.tcp == nil && loaded.sip.tls == SocketEndpoint(host: "127.0.0.1", port: 5061))
        #expect(
            loaded.sip.tlsFiles
                == TLSFiles(
                    certificate: folder.path + "/config/tls.crt", key: folder.path + "/config/tls.key",
                    authorities: folder.path + "/config/roots.pem"))
        #expect(loaded.sip.connections.total == 10 && loaded.sip.connections.perSource == 3)
        #expect(loaded.sip.connections.idle == .seconds(30))
    }

    @Test(
        "TLS without its files, two listeners on one port and faulty limits are refused",
        arguments: [
            (
                "sip: { tls: 127.0.0.1:5061 }",
                "TLS needs a certificate and its key, and 'sip.tls-certificate' names none"
            ),
            ("sip: { tls-certificate: here.crt }", "there is no file"),
            ("sip: { tls: 127.0.0.1:5060 }", "'sip.tls' and 'sip.tcp' take the same address and port"),
            ("sip: { tcp: 5060 }", "'sip.tcp' takes an address and a port such as 127.0.0.1:5060, or off"),
            ("sip: { tcp: 0.0.0.0:5060 }", "'sip.tcp' listens on every address"),
            ("sip: { connections: 0 }", "'sip.connections' takes a whole number from 1 to 100000"),
            ("sip: { connection-idle: 1s }", "'sip.connection-idle' takes a duration from 10s to 1h"),
        ])
    func faultyTransports(text: String, complaint: String) throws {
        let complaints = try ConfigurationFolder(text + "\n").complaints()
        #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
    }

    @Test("takes every key from the environment too, which wins over the file")
    func environment() throws {
        let folder = try ConfigurationFolder("http: 127.0.0.1:9999\nlanguages: [en]\n")
        try folder.write("queues: { other: }\n", to: "config/other-queues.yaml")
        for name in ["a", "t", "s", "u", "c", "p"] {
            try folder.write(name == "a" ? "accounts: []\n" : "{}\n", to: "config/\(name).yaml")
        }
        for name in ["b.yaml", "a.yaml", "a.tests.yaml", "note.txt"] { try folder.write("{}\n", to: "prompts/\(name)") }
        let loaded = try folder.load([
            "CIVICLINE_SIP_UDP": "127.0.0.1:5080", "CIVICLINE_SIP_ADVERTISE": "198.51.100.7:5062",
            "CIVICLINE_SIP_REALM": "county", "CIVICLINE_HTTP": "[::1]:8081", "CIVICLINE_RTP_BIND": "127.0.0.2",
            "CIVICLINE_RTP_ADVERTISE": "198.51.100.8", "CIVICLINE_RTP_PORTS": "40000-40999",
            "CIVICLINE_RTP_THREADS": "4", "CIVICLINE_RTP_JITTER_FRAMES": "5", "CIVICLINE_RTP_DEAD_AFTER": "20s",
            "CIVICLINE_CALLS_MOST": "100", "CIVICLINE_CALLS_LONGEST": "30m", "CIVICLINE_CALLS_RATE_PER_STRANGER": "0",
            "CIVICLINE_SHUTDOWN_PATIENCE": "800ms", "CIVICLINE_FILES_ACCOUNTS": "a.yaml",
            "CIVICLINE_FILES_TRUNKS": "t.yaml", "CIVICLINE_FILES_QUEUES": "other-queues.yaml",
            "CIVICLINE_FILES_SERVICES": "s.yaml", "CIVICLINE_FILES_UNITS": "u.yaml",
            "CIVICLINE_FILES_CALENDARS": "c.yaml", "CIVICLINE_FILES_DIALPLANS": "../dialplans/county.yaml, ../prompts",
            "CIVICLINE_FILES_PROMPTS": "../dialplans", "CIVICLINE_FILES_PROMPT_SETTINGS": "p.yaml",
            "CIVICLINE_NUMBERING_COUNTRY_CODE": "1", "CIVICLINE_NUMBERING_INTERNATIONAL_PREFIX": "011",
            "CIVICLINE_NUMBERING_TRUNK_PREFIX": "", "CIVICLINE_NUMBERING_SHORTEST_NATIONAL": "9",
            "CIVICLINE_NUMBERING_AREA_CODE": "212", "CIVICLINE_NUMBERING_LOCAL_LENGTH": "7",
            "CIVICLINE_LANGUAGES": "en,zh-CN", "CIVICLINE_DESK_SESSION": "8h", "CIVICLINE_LOG_LEVEL": "debug",
            "CIVICLINE_RECORDING_CONVERSATIONS": "opus",
        ])
        #expect(loaded.sip.udp.port == 5080)
        #expect(loaded.sip.advertise == SocketEndpoint(host: "198.51.100.7", port: 5062))
        #expect(loaded.sip.realm == "county")
        #expect(loaded.http == SocketEndpoint(host: "::1", port: 8081))
        #expect(loaded.rtp.bind == "127.0.0.2")
        #expect(loaded.rtp.advertise == "198.51.100.8")
        #expect(loaded.rtp.ports == 40000...40999)
        #expect(loaded.rtp.threads == 4)
        #expect(loaded.rtp.jitterFrames == 5)
        #expect(loaded.rtp.deadAfter == .seconds(20))
        #expect(loaded.calls.most == 100)
        #expect(loaded.calls.longest == .seconds(1800))
        #expect(loaded.calls.ratePerStranger == 0)
        #expect(loaded.shutdownPatience == .milliseconds(800))
        #expect(loaded.files.accounts.hasSuffix("/config/a.yaml"))
        #expect(loaded.files.trunks.hasSuffix("/config/t.yaml"))
        #expect(loaded.queues.map(\.id) == ["other"])
        #expect(loaded.files.services.hasSuffix("/config/s.yaml"))
        #expect(loaded.files.units.hasSuffix("/config/u.yaml"))
        #expect(loaded.files.calendars.hasSuffix("/config/c.yaml"))
        #expect(
            loaded.files.dialplans
                == ["/dialplans/county.yaml", "/prompts/a.yaml", "/prompts/b.yaml"].map { folder.path + $0 })
        #expect(loaded.files.prompts == folder.path + "/dialplans")
        #expect(loaded.files.promptSettings.hasSuffix("/config/p.yaml"))
        #expect(
            loaded.numbering
                == NumberingRule(
                    countryCode: "1", internationalPrefix: "011", trunkPrefix: "", shortestNational: 9,
                    areaCode: "212", localLength: 7))
        #expect(loaded.languages == [.english, .mandarin])
        #expect(loaded.deskSession == .seconds(8 * 3600))
        #expect(loaded.conversationRecording == .opus)
        #expect(loaded.logLevel == .debug)
    }

    @Test("sends audio where SIP is, unless told otherwise")
    func rtpFollowsSIP() throws {
        let folder = try ConfigurationFolder("sip: { udp: 0.0.0.0:5060, advertise: 203.0.113.9:5060 }\n")
        let loaded = try folder.load()
        #expect(loaded.rtp.bind == "0.0.0.0")
        #expect(loaded.rtp.advertise == "203.0.113.9")
    }

    @Test(
        "says what is wrong with a variable, by its name",
        arguments: [
            ("CIVICLINE_RTP_PORTS", "31999-30000", "two ports from 1024 to 65535 such as 30000-31999"),
            ("CIVICLINE_RTP_PORTS", "30000", "two ports from 1024 to 65535 such as 30000-31999"),
            ("CIVICLINE_RTP_PORTS", "30000-99999", "two ports from 1024 to 65535 such as 30000-31999"),
            ("CIVICLINE_SIP_UDP", "5060", "an address and a port such as 127.0.0.1:5060"),
            ("CIVICLINE_SIP_UDP", "localhost:5060", "an address and a port such as 127.0.0.1:5060"),
            ("CIVICLINE_HTTP", "127.0.0.1:0", "an address and a port such as 127.0.0.1:5060"),
            ("CIVICLINE_CALLS_MOST", "many", "a whole number from 1 to 100000"),
            ("CIVICLINE_SHUTDOWN_PATIENCE", "10", "a duration from 0s to 1h"),
            ("CIVICLINE_LOG_LEVEL", "loud", "one of trace, debug, info, notice, warning, error, critical"),
            ("CIVICLINE_NUMBERING_COUNTRY_CODE", "+86", "1 to 3 digits"),
        ])
    func faultyVariable(name: String, value: String, expected: String) throws {
        let folder = try ConfigurationFolder()
        #expect(
            folder.complaints([name: value]) == [
                "environment variable \(name): error: takes \(expected), found '\(value)' [wrong-value]"
            ])
    }

    @Test(
        "says what is wrong with a key, at its place",
        arguments: [
            (
                "sip:\n  udp: 5060\n",
                "2:8: error: 'sip.udp' takes an address and a port such as 127.0.0.1:5060, found '5060' [wrong-value]"
            ),
            (
                "calls:\n  most: 0\n",
                "2:9: error: 'calls.most' takes a whole number from 1 to 100000, found '0' [wrong-value]"
            ),
            (
                "languages: []\n",
                "1:12: error: 'languages' takes a list of texts, at least one, found a list [wrong-value]"
            ),
            ("sip:\n  upd: 127.0.0.1:5060\n", "2:3: error: unknown key 'sip.upd'; did you mean 'udp'? [unknown-key]"),
            ("rpt: {}\n", "1:1: error: unknown key 'rpt'; did you mean 'rtp'? [unknown-key]"),
            ("weather: fine\n", "1:1: error: unknown key 'weather' [unknown-key]"),
            ("sip: 5060\n", "1:6: error: 'sip' takes a mapping, found '5060' [wrong-type]"),
            ("- sip\n", "1:1: error: the file takes a mapping, found a list [wrong-type]"),
            ("sip: { realm: 'a\"b' }\n", "1:15: error: 'sip.realm' takes plain ASCII without quotes [wrong-value]"),
            (
                "files: { units: unit.yaml }\n",
                "1:17: error: there is no file '…/config/unit.yaml'; make it, or correct 'files.units' [missing-file]"
            ),
            (
                "files: { prompts: units.yaml }\n",
                "1:19: error: '…/config/units.yaml' is no folder; correct 'files.prompts' [missing-file]"
            ),
            (
                "sip:\n  udp: 0.0.0.0:5060\n",
                "2:8: error: 'sip.udp' listens on every address, so phones must be told which one to use; set 'sip.advertise' (CIVICLINE_SIP_ADVERTISE) to the public one [no-advertised-address]"
            ),
        ])
    func faultyKey(text: String, complaint: String) throws {
        let folder = try ConfigurationFolder(text)
        #expect(folder.complaints() == ["…/config/civicline.yaml:" + complaint])
    }

    @Test("tells every fault in one run, first the first")
    func allFaults() throws {
        let folder = try ConfigurationFolder("http: none\ncalls: { most: x }\n")
        do {
            _ = try folder.load(["CIVICLINE_SIP_UPD": "127.0.0.1:5080"])
            Issue.record("a faulty configuration was taken")
        } catch {
            #expect(error.exitCode == 78)
            #expect(error.line.contains("civicline.yaml:1:7: error: 'http' takes"))
            #expect(error.more.count == 2)
            #expect(
                error.more.last
                    == "environment variable CIVICLINE_SIP_UPD: error: no setting has this variable; did you mean CIVICLINE_SIP_UDP? [unknown-variable]"
            )
        }
    }

    @Test("leaves variables of others alone")
    func foreignVariables() throws {
        let folder = try ConfigurationFolder()
        #expect(folder.complaints(["CIVICLINE_ROOMS": "CivicSIP", "PATH": "/bin", "SIP_UDP": "x"]).isEmpty)
    }

    @Test("warns of ports too few for the calls, and starts")
    func fewPorts() throws {
        let folder = try ConfigurationFolder()
        let loaded = try folder.load(["CIVICLINE_RTP_PORTS": "30001-30099"])
        #expect(
            loaded.warnings.map(\.description) == [
                "environment variable CIVICLINE_RTP_PORTS: warning: 'rtp.ports' holds 49 port pairs, fewer than the 500 calls of 'calls.most'; widen 'rtp.ports' or lower 'calls.most' [few-ports]"
            ])
    }

    @Test("that is not there is named with the remedy")
    func noFile() {
        do {
            _ = try HotlineConfiguration.load(file: "/nowhere/civicline.yaml", environment: [:], dataFolder: nil)
            Issue.record("a missing file was taken")
        } catch {
            #expect(
                error.line
                    == "/nowhere/civicline.yaml: error: there is no such file; name the configuration with --config [missing-file]"
            )
            #expect(error.exitCode == 78)
        }
    }

    @Test("makes the data folder, and refuses one that is a file as unavailable")
    func dataFolder() throws {
        let folder = try ConfigurationFolder()
        let data = folder.path + "/a/b"
        #expect(try folder.load(data: data).dataFolder == data)
        let made = try FileManager.default.attributesOfItem(atPath: data)
        #expect(made[.posixPermissions] as? Int == 0o700)
        do {
            _ = try folder.load(data: folder.file)
            Issue.record("a file was taken as a folder")
        } catch {
            #expect(error.exitCode == 69)
            #expect(
                error.line
                    == "\(folder.file): error: this is no folder; let the daemon's user write there, or name another folder with --data [data-folder]"
            )
        }
    }

    @Test("reads the queues in the file's order")
    func queues() throws {
        let folder = try ConfigurationFolder()
        #expect(
            try folder.load().queues == [
                QueueDefinition(id: "general"), QueueDefinition(id: "water", wrapUp: .seconds(5)),
            ])
        try folder.write("queues:\n  general:\n    ring-for: 1s\n    wrapup: 5s\n", to: "config/queues.yaml")
        #expect(
            folder.complaints() == [
                "…/config/queues.yaml:3:15: error: 'ring-for' takes 5s to 2m [wrong-value]",
                "…/config/queues.yaml:4:5: error: unknown key 'wrapup'; did you mean 'wrap-up'? [unknown-key]",
            ])
    }
}
