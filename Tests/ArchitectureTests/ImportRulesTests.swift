import Foundation
import Testing

/// Who may import whom. A new arrow is a change to this table, to `Package.swift` and to the picture in the README.
private let table: [String: Set<String>] = [
    "CivicCore": [],
    "CivicYAML": ["CivicCore", "Yams"],
    "CivicSIP": ["CivicCore", "Crypto"],
    "CivicSDP": ["CivicCore"],
    "CivicRTP": ["CivicCore"],
    "CivicSRTP": ["CivicCore", "COpenSSL"],
    "CivicWebRTC": ["CivicCore", "COpenSSL"],
    "CivicDSP": ["CSpeexDSP", "COpus"],
    "CivicPlayout": ["CivicCore", "CivicRTP", "CivicDSP"],
    "CivicTones": ["CivicCore", "CivicYAML", "CivicDSP"],
    "CivicSpeech": ["CivicCore", "CivicYAML"],
    "CivicDialplan": ["CivicCore", "CivicYAML", "CivicSpeech"],
    "CivicQueue": ["CivicCore"],
    "CivicReports": ["CivicCore", "CivicQueue"],
    "CivicInsight": ["CivicCore", "CivicReports"],
    "CivicCRM": ["CivicCore", "CivicYAML"],
    "CivicSegments": ["CivicCore", "CivicYAML", "CivicDialplan", "CivicCRM"],
    "CivicMIME": ["CivicCore"],
    "CivicMail": ["CivicCore", "CCurl"],
    "CivicStore": [
        "CivicCore", "CivicCRM", "CivicQueue", "CivicReports", "CivicInsight", "GRDB", "Crypto", "CryptoExtras",
    ],
    "CivicMedia": ["CivicCore", "CivicRTP", "CivicSRTP", "CivicWebRTC", "CivicDSP", "CivicPlayout", "COpus"],
    "CivicTransport": ["CivicCore", "CivicSIP", "NIOCore", "NIOPosix", "NIOTLS", "NIOSSL"],
    "CivicTrace": ["CivicCore", "CivicSIP", "CivicSDP"],
    "CivicCalls": [
        "CivicCore", "CivicSIP", "CivicSDP", "CivicWebRTC", "CivicMedia", "CivicSpeech", "CivicDialplan", "CivicQueue",
        "CivicReports", "CivicCRM", "Logging",
    ],
    "CivicHTTP": [
        "CivicCore", "CivicReports", "CivicInsight", "CivicCRM", "CivicMIME", "CivicCalls", "CivicTrace", "Hummingbird",
        "HummingbirdCore", "NIOCore", "NIOPosix",
        "HTTPTypes", "Logging", "ServiceLifecycle", "AsyncAlgorithms",
    ],
    "CivicSources": [
        "CivicCore", "CivicYAML", "CivicDialplan", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
    ],
    "CivicDaemon": [
        "CivicCore", "CivicYAML", "CivicSIP", "CivicSDP", "CivicRTP", "CivicDSP", "CivicTones", "CivicSpeech",
        "CivicDialplan", "CivicQueue", "CivicReports", "CivicCRM", "CivicStore", "CivicMedia", "CivicTransport",
        "CivicSegments", "CivicTrace", "CivicMIME", "CivicMail",
        "CivicCalls", "CivicHTTP", "CivicSources", "Logging",
        "ServiceLifecycle", "UnixSignals", "NIOPosix",
    ],
    "CivicAudio": ["CivicCore", "CivicRTP", "CivicDSP", "CivicPlayout", "CivicTones", "ArgumentParser"],
    "CivicConsole": [
        "CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicDSP", "CivicPlayout", "CivicTransport", "CALSA",
        "ArgumentParser", "NIOPosix",
    ],
    "civicline": ["CivicDaemon", "CivicAudio", "CivicConsole", "ArgumentParser"],
    "civicline-bench": [
        "CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicSRTP", "CivicDSP", "CivicPlayout", "CivicMedia",
        "CivicAudio", "CSpeexDSP", "CivicYAML", "CivicDialplan", "CivicWebRTC", "CivicQueue", "CivicCRM",
        "CivicReports", "CivicStore",
        "ArgumentParser",
    ],
    "CivicDemo": ["CivicCore", "CivicDSP", "CivicCRM"],
    "civicline-demo": ["CivicDemo"],
    "CivicFuzz": ["CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicWebRTC", "CivicMIME"],
    "civicline-fuzz": ["CivicFuzz"],
    "CivicTestKit": ["CivicCore", "CivicSIP", "CivicRTP", "CivicDSP"],
]

/// What comes with the toolchain and may be imported where the second table allows it.
private let platform: Set<String> = [
    "Foundation", "FoundationNetworking", "Synchronization", "Glibc", "Darwin", "Testing",
]

/// Logic rooms touch no socket, clock or file; only these rooms may see the C library.
private let edges: Set<String> = [
    // `iconv`.
    "CivicMIME",
    "CivicCore", "CivicMail", "CivicStore", "CivicMedia", "CivicTransport", "CivicHTTP", "CivicDaemon", "CivicDemo",
    "CivicAudio", "CivicConsole", "civicline", "civicline-demo", "civicline-bench",
    "civicline-fuzz",
]

@Suite struct ImportRulesTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources")

    @Test("every room imports only what the table allows", arguments: table.keys.sorted())
    func allowedImports(room: String) throws {
        let allowed = try #require(table[room])
        let files = try swiftFiles(of: room)
        #expect(!files.isEmpty, "\(room) has no sources")
        for file in files {
            for module in try imports(of: file) where !platform.contains(module) {
                #expect(allowed.contains(module), "\(room)/\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test("logic rooms do not see the C library", arguments: table.keys.filter { !edges.contains($0) }.sorted())
    func logicTouchesNothing(room: String) throws {
        for file in try swiftFiles(of: room) {
            let forbidden = try imports(of: file).intersection(["Glibc", "Darwin", "FoundationNetworking"])
            #expect(forbidden.isEmpty, "\(room)/\(file.lastPathComponent) imports \(forbidden)")
        }
    }

    @Test("every folder under Sources is in the table or is a C library")
    func completeTable() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
        let unknown = folders.filter {
            table[$0] == nil && !$0.hasPrefix("C") || $0.hasPrefix("Civic") && table[$0] == nil
        }
        #expect(unknown.isEmpty)
    }

    @Test("the room that orders the line does not import the room that knows the citizen")
    func equalService() throws {
        for file in try swiftFiles(of: "CivicQueue") {
            #expect(
                try imports(of: file).isDisjoint(with: ["CivicCRM", "CivicReports", "CivicInsight", "CivicSegments"]))
        }
    }

    private func swiftFiles(of room: String) throws -> [URL] {
        let folder = Self.sources.appendingPathComponent(room)
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }

    private func imports(of file: URL) throws -> Set<String> {
        let pattern =
            #/^\s*(?:@\w+\s+)*(?:package |public |internal |private |fileprivate )?import (?:struct |class |enum |func |protocol )?(\w+)/#
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Set(lines.compactMap { $0.firstMatch(of: pattern).map { String($0.1) } })
    }
}
