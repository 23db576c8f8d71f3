import CivicCore
import CivicQueue
import CivicStore
import Foundation
import Logging

/// The sub-commands, each giving its exit code; the `civicline` target only parses their arguments.
package enum Commands {
    /// Loads the configuration with the process's environment over it.
    static func configuration(_ file: String, data: String? = nil) throws(ConfigurationError) -> HotlineConfiguration {
        try HotlineConfiguration.load(
            file: file, environment: ProcessInfo.processInfo.environment, dataFolder: data)
    }

    /// Runs `work`; a fault becomes its lines on standard error and its exit code.
    static func reporting(_ work: () async throws -> Int32) async -> Int32 {
        do {
            return try await work()
        } catch let fault as ConfigurationError {
            complain("\(fault)")
            return fault.exitCode
        } catch {
            complain("civicline: \(error)")
            return 1
        }
    }

    static func reporting(_ work: () throws -> Int32) -> Int32 {
        do {
            return try work()
        } catch let fault as ConfigurationError {
            complain("\(fault)")
            return fault.exitCode
        } catch {
            complain("civicline: \(error)")
            return 1
        }
    }

    static func complain(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Printed at once, also into a pipe.
    static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    package static func serve(config: String, data: String) async -> Int32 {
        await reporting {
            let configuration = try configuration(config, data: data)
            var log = Logger(label: "civicline", factory: { StreamLogHandler.standardError(label: $0) })
            log.logLevel = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
            try await Hotline.serve(configuration, log: log) { announcement in say(announcement.text) }
            say("Stopped; everything is written.")
            return 0
        }
    }

    package static func places(config: String, data: String) async -> Int32 {
        await reporting {
            let places = try await withStore(config: config, data: data) { store in try await store.unfinished() }
            for place in places {
                let joined = place.joinedAt.formatted(.iso8601)
                say("\(place.id)  \(place.queue)  \(place.state.rawValue)  joined \(joined)  \(place.conversation)")
            }
            say("\(places.count) places")
            return 0
        }
    }

    /// Opens the database of a data folder, which may be a running daemon's, for as long as `work` takes.
    static func withStore<Result: Sendable>(
        config: String, data: String, _ work: (CivicStore) async throws -> Result
    ) async throws -> Result {
        let file = data + "/" + CivicStore.fileName
        guard FileManager.default.fileExists(atPath: file) else {
            throw ConfigurationError(
                line: "there is no hotline's data in '\(data)' (\(file) is missing); name the folder with --data",
                exitCode: ConfigurationError.unavailable)
        }
        let configuration = try configuration(config, data: data)
        let services = try HouseRules.services(configuration)
        let store = try CivicStore(
            folder: data, services: services, keys: configuration.files.recordKeys,
            numbering: configuration.numbering)
        let result = try await work(store)
        try store.close()
        return result
    }
}
