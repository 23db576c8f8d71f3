import CivicHTTP
import CivicTrace
import Foundation
import Glibc
import Logging
import ServiceLifecycle

/// The daemon's ear for `civicline calls`, `civicline plans`, `civicline surge` and `civicline reload`: a Unix socket in the data folder that only the daemon's own user can open.
///
/// Who may read the database may ask here; no password is typed, and nothing is reachable from a network.
struct ControlService: ServiceLifecycle.Service {
    /// Below the data folder; the folder around it lets nobody else in, from before the socket is there.
    static let path = "control/civicline.sock"
    /// `sun_path` of unix(7), with its final zero.
    private static let longestPath = 107

    private let server: ControlServer
    private let file: String
    private let log: Logger

    /// `nil`, with a line in the log, where the folder cannot be made or its path is too long for a socket.
    init?(
        journal: any CallJournal, plans: any PlanOffice, surges: any SurgeOffice, dataFolder: String, log: Logger
    ) {
        file = "\(dataFolder)/\(Self.path)"
        self.log = log
        let folder = (file as NSString).deletingLastPathComponent
        guard file.utf8.count <= Self.longestPath else {
            log.warning("commands cannot ask this daemon: the path of \(file) is too long for a socket")
            return nil
        }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST, chmod(folder, 0o700) == 0 else {
            log.warning("commands cannot ask this daemon: \(folder) cannot be made")
            return nil
        }
        unlink(file)  // Of an earlier run; a daemon that is alive holds the SIP port, so that we were not here.
        server = ControlServer(path: file, journal: journal, plans: plans, surges: surges)
    }

    func run() async throws {
        do {
            try await server.run()
        } catch {
            log.warning("commands cannot ask this daemon: \(type(of: error))")
            try await gracefulShutdown()
        }
        unlink(file)
    }
}
