import CivicDaemon
import Foundation

/// A configuration in a folder of its own, gone with the value.
final class ConfigurationFolder {
    let path: String
    /// `civicline.yaml`
    var file: String { path + "/config/civicline.yaml" }

    init(
        _ main: String = "log: { level: info }\n", accounts: String? = nil, trunks: String? = nil, queues: String? = nil
    )
        throws
    {
        path = NSTemporaryDirectory() + "civicline-\(UUID().uuidString)"
        for folder in ["config", "prompts", "dialplans"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        }
        try write(main, to: "config/civicline.yaml")
        try write(accounts ?? "accounts: []\n", to: "config/accounts.yaml")
        try write(trunks ?? "trunks: [{ name: local, addresses: [127.0.0.1] }]\n", to: "config/trunks.yaml")
        try write(queues ?? "queues: { general: , water: { wrap-up: 5s } }\n", to: "config/queues.yaml")
        for name in ["services", "units", "calendars", "prompts"] { try write("{}\n", to: "config/\(name).yaml") }
        try write("{}\n", to: "dialplans/county.yaml")
        try write(Self.tones, to: "config/tones.yaml")
    }

    /// China's tones and a made-up country's.
    static let tones = """
        countries:
          CN:
            name: China
            dial: { hertz: 450 }
            ringback: { hertz: 450, cadence: [1, 4] }
            busy: { hertz: 450, cadence: [0.35, 0.35] }
            congestion: { hertz: 450, cadence: [0.7, 0.7] }
            waiting: { hertz: 450, cadence: [0.4, 4], level: -20 }
            information: { hertz: 450, cadence: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 0.4] }
          XX:
            name: Elsewhere
            dial: { hertz: 350+440 }
            ringback: { hertz: 400*25, cadence: [1, 2] }
            busy: { hertz: 400, cadence: [0.5, 0.5] }
            congestion: { hertz: 400, cadence: [0.2, 0.2] }

        """

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
    }

    func load(_ environment: [String: String] = [:], data: String? = nil) throws(ConfigurationError)
        -> HotlineConfiguration
    {
        try HotlineConfiguration.load(file: file, environment: environment, dataFolder: data)
    }

    /// What is said about the configuration, with the folder's path as `…`.
    func complaints(_ environment: [String: String] = [:], data: String? = nil) -> [String] {
        do {
            _ = try load(environment, data: data)
            return []
        } catch {
            return error.description.replacingOccurrences(of: path, with: "…").split(separator: "\n").map(String.init)
        }
    }
}
