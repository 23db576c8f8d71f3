// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The rooms of the house and who may import whom. `Tests/ArchitectureTests` reads the `import` lines under
// `Sources` and holds this same table, so a new arrow starts here.
struct Room {
    let name: String
    var rooms: [String] = []
    var products: [Target.Dependency] = []
    var executable = false
    var resources: [Resource] = []
    var hasTests = true
    var testsUseKit = false
    /// Its tests look inside (`@testable`); one configuration then serves `make run` and `make test`.
    var testable = false
    /// What only its tests need: a library to compare with.
    var testLibraries: [String] = []
}

let crypto: [Target.Dependency] = [.product(name: "Crypto", package: "swift-crypto")]
let yams: [Target.Dependency] = [.product(name: "Yams", package: "Yams")]
let arguments: [Target.Dependency] = [.product(name: "ArgumentParser", package: "swift-argument-parser")]
let log: [Target.Dependency] = [.product(name: "Logging", package: "swift-log")]

/// `make fuzz` names libFuzzer's archive here: the parsers are then built with the compiler's coverage.
let fuzzer = ProcessInfo.processInfo.environment["CIVICLINE_FUZZ"]

let house: [Room] =
    [
        Room(name: "CivicCore"),
        Room(name: "CivicYAML", rooms: ["CivicCore"], products: yams),
        Room(name: "CivicSIP", rooms: ["CivicCore"], products: crypto, testsUseKit: true),
        Room(name: "CivicSDP", rooms: ["CivicCore"]),
        Room(name: "CivicRTP", rooms: ["CivicCore"]),
        // SRTP: the protection of packets. Its tests compare with libsrtp2.
        Room(name: "CivicSRTP", rooms: ["CivicCore", "COpenSSL"], testable: true, testLibraries: ["CSRTP"]),
        // What a browser's audio needs before it flows: ICE (lite), DTLS.
        Room(name: "CivicWebRTC", rooms: ["CivicCore", "COpenSSL"]),
        Room(name: "CivicDSP", rooms: ["CSpeexDSP", "COpus"]),
        Room(name: "CivicPlayout", rooms: ["CivicCore", "CivicRTP", "CivicDSP"]),
        // The file of call progress tones.
        Room(name: "CivicTones", rooms: ["CivicCore", "CivicYAML", "CivicDSP"]),
        Room(name: "CivicSpeech", rooms: ["CivicCore", "CivicYAML"], testable: true),
        Room(name: "CivicDialplan", rooms: ["CivicCore", "CivicYAML", "CivicSpeech"], testable: true),
        Room(name: "CivicQueue", rooms: ["CivicCore"], testable: true),
        // Facts of the line, their sums and formulas, staffing, equality.
        Room(name: "CivicReports", rooms: ["CivicCore", "CivicQueue"]),
        // What the record says as a whole: topics, forecasts, matters that belong together.
        Room(name: "CivicInsight", rooms: ["CivicCore", "CivicReports"]),
        Room(name: "CivicCRM", rooms: ["CivicCore", "CivicYAML"]),
        // Groups that rules make of the record, and what citizens are entitled to.
        Room(name: "CivicSegments", rooms: ["CivicCore", "CivicYAML", "CivicDialplan", "CivicCRM"]),
        // Mail and forms with files, as bytes.
        Room(name: "CivicMIME", rooms: ["CivicCore"]),
        // E-mail by IMAP and SMTP.
        Room(name: "CivicMail", rooms: ["CivicCore", "CCurl"]),
        Room(
            name: "CivicStore", rooms: ["CivicCore", "CivicCRM", "CivicQueue", "CivicReports", "CivicInsight"],
            products: [.product(name: "GRDB", package: "GRDB.swift")] + crypto
                + [.product(name: "CryptoExtras", package: "swift-crypto")]),
        Room(
            name: "CivicMedia",
            rooms: ["CivicCore", "CivicRTP", "CivicSRTP", "CivicWebRTC", "CivicDSP", "CivicPlayout", "COpus"]),
        Room(
            name: "CivicTransport", rooms: ["CivicCore", "CivicSIP"],
            products: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ], testsUseKit: true),
        // What can be seen of a call: the ladder of its messages, captures of them, its quality in a word.
        Room(name: "CivicTrace", rooms: ["CivicCore", "CivicSIP", "CivicSDP"]),
        Room(
            name: "CivicCalls",
            rooms: [
                "CivicCore", "CivicSIP", "CivicSDP", "CivicWebRTC", "CivicMedia", "CivicSpeech", "CivicDialplan",
                "CivicQueue", "CivicReports", "CivicCRM",
            ], products: log, testsUseKit: true),
        Room(
            name: "CivicHTTP",
            rooms: ["CivicCore", "CivicCRM", "CivicMIME", "CivicReports", "CivicInsight", "CivicCalls", "CivicTrace"],
            products: [.product(name: "Hummingbird", package: "hummingbird")], resources: [.copy("Web")], testable: true
        ),
        // Data sources outside: HTTP endpoints that answer look-ups in JSON.
        Room(
            name: "CivicSources", rooms: ["CivicCore", "CivicYAML", "CivicDialplan"],
            products: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        Room(
            name: "CivicDaemon",
            rooms: [
                "CivicCore", "CivicYAML", "CivicSIP", "CivicSDP", "CivicRTP", "CivicDSP", "CivicTones", "CivicSpeech",
                "CivicDialplan", "CivicQueue", "CivicReports", "CivicCRM", "CivicStore", "CivicMedia", "CivicTransport",
                "CivicSegments", "CivicTrace", "CivicMIME", "CivicMail",
                "CivicCalls", "CivicHTTP", "CivicSources",
            ],
            products: log + [
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        // `civicline audio`: sound files through the pipeline's own code.
        Room(
            name: "CivicAudio", rooms: ["CivicCore", "CivicRTP", "CivicDSP", "CivicPlayout", "CivicTones"],
            products: arguments, testable: true),
        // `civicline phone`: a telephone at the sound card.
        Room(
            name: "CivicConsole",
            rooms: [
                "CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicDSP", "CivicPlayout", "CivicTransport", "CALSA",
            ], products: arguments + [.product(name: "NIOPosix", package: "swift-nio")]),
        Room(
            name: "civicline", rooms: ["CivicDaemon", "CivicAudio", "CivicConsole"], products: arguments,
            executable: true,
            hasTests: false),
        // Benchmarks: each prints ratios of two things measured in one run. Builds without the network rooms.
        Room(
            name: "civicline-bench",
            rooms: [
                "CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicSRTP", "CivicDSP", "CivicPlayout", "CivicMedia",
                "CivicAudio", "CSpeexDSP", "CivicYAML", "CivicDialplan", "CivicWebRTC", "CivicQueue", "CivicCRM",
                "CivicReports", "CivicStore",
            ],
            products: arguments, executable: true),
        // What `make demo` and the end-to-end tests share: real phones, a browser's part, the first call as a scenario.
        Room(name: "CivicDemo", rooms: ["CivicCore", "CivicDSP", "CivicCRM"], hasTests: false),
        Room(name: "civicline-demo", rooms: ["CivicDemo"], executable: true, hasTests: false),
        // What must hold for every input from the network.
        Room(
            name: "CivicFuzz",
            rooms: ["CivicCore", "CivicSIP", "CivicSDP", "CivicRTP", "CivicWebRTC", "CivicMIME"]),
        Room(name: "CivicTestKit", rooms: ["CivicCore", "CivicSIP", "CivicRTP", "CivicDSP"], hasTests: false),
    ] + (fuzzer == nil ? [] : [Room(name: "civicline-fuzz", rooms: ["CivicFuzz"], executable: true, hasTests: false)])

// Debian's -dev packages.
let systemLibraries: [String: (module: String, package: String)] = [
    "CALSA": ("alsa", "libasound2-dev"),
    "CCurl": ("libcurl", "libcurl4-openssl-dev"),
    "COpenSSL": ("openssl", "libssl-dev"),
    "COpus": ("opus", "libopus-dev"),
    "CSRTP": ("libsrtp2", "libsrtp2-dev"),
    "CSpeexDSP": ("speexdsp", "libspeexdsp-dev"),
]

let packages: [String: Package.Dependency] = [
    "swift-crypto": .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    "Yams": .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    "GRDB.swift": .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    "swift-nio": .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    "swift-nio-ssl": .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    "swift-log": .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // In the graph in any case: Hummingbird's tests use it.
    "async-http-client": .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    "hummingbird": .package(
        url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    "swift-service-lifecycle": .package(
        url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    "swift-argument-parser": .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
]

// The everyday loop: `CIVICLINE_ROOMS=CivicSIP,CivicSDP swift test` builds these rooms, what they import and their
// tests, and nothing else: seconds instead of minutes.
let chosen = ProcessInfo.processInfo.environment["CIVICLINE_ROOMS"]
    .map { Set($0.split(separator: ",").map(String.init)) }
let byName = Dictionary(uniqueKeysWithValues: house.map { ($0.name, $0) })
func closure(of names: Set<String>) -> Set<String> {
    names.reduce(into: names) { all, name in
        all.formUnion(closure(of: Set(byName[name]?.rooms ?? [])))
    }
}
let kit: Set = ["CivicTestKit"]
func testRooms(of room: Room) -> Set<String> {
    closure(of: [room.name]).union(room.testsUseKit ? closure(of: kit) : [])
}
let built = (chosen ?? Set(byName.keys)).reduce(into: Set<String>()) { $0.formUnion(testRooms(of: byName[$1]!)) }
let rooms = house.filter { built.contains($0.name) }

let settings: [SwiftSetting] =
    [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
    ] + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

var targets: [Target] = []
let compared = rooms.filter { chosen?.contains($0.name) ?? true }.flatMap(\.testLibraries)
for (name, library) in systemLibraries where built.contains(name) || compared.contains(name) {
    targets.append(
        .systemLibrary(
            name: name, path: "Sources/\(name)", pkgConfig: library.module, providers: [.apt([library.package])]))
}
for room in rooms {
    let dependencies = room.rooms.map { Target.Dependency.byName(name: $0) } + room.products
    if room.executable {
        let linking: [LinkerSetting] = fuzzer.map { [.unsafeFlags([$0]), .linkedLibrary("stdc++")] } ?? []
        targets.append(
            .executableTarget(
                name: room.name, dependencies: dependencies, swiftSettings: settings, linkerSettings: linking))
    } else {
        targets.append(
            .target(
                name: room.name, dependencies: dependencies, resources: room.resources,
                swiftSettings: settings + (room.testable ? [.unsafeFlags(["-enable-testing"])] : [])))
    }
    if room.hasTests && (chosen?.contains(room.name) ?? true) {
        targets.append(
            .testTarget(
                name: "\(room.name)Tests",
                dependencies: (testRooms(of: room).sorted() + room.testLibraries).map { .byName(name: $0) }
                    + room.products,
                exclude: FileManager.default.fileExists(
                    atPath: "\(Context.packageDirectory)/Tests/\(room.name)Tests/Fixtures") ? ["Fixtures"] : [],
                swiftSettings: settings))
    }
}
if chosen == nil {
    targets.append(.testTarget(name: "ArchitectureTests", swiftSettings: settings))
    targets.append(
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["CivicCore", "CivicDSP", "CivicDemo", "CivicCRM", "CivicStore", "civicline"],
            exclude: ["Scenarios"],
            swiftSettings: settings))
}

func packageName(of dependency: Target.Dependency) -> String? {
    if case .productItem(_, let package, _, _) = dependency { package } else { nil }
}
let needed = Set(rooms.flatMap(\.products).compactMap(packageName))

let package = Package(
    name: "civicline",
    platforms: [.macOS(.v15)],
    products: chosen == nil ? [.executable(name: "civicline", targets: ["civicline"])] : [],
    dependencies: needed.sorted().map { packages[$0]! },
    targets: targets,
    swiftLanguageModes: [.v6]
)
