import Glibc

/// How many files and sockets the process may have open: a leg takes two.
package enum OpenFileLimit {
    /// What the rest of the daemon takes: the store, recordings, pages, event streams.
    private static let others = 256

    /// Raises the soft limit to the hard one, and gives it.
    package static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return .max }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(resource, &limit)
            _ = getrlimit(resource, &limit)
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// A line for the log when so many calls, each with an agent's leg, may not fit under the limit.
    package static func note(limit: Int, calls: Int) -> String? {
        let needed = 4 * calls + others
        guard limit < needed else { return nil }
        return "\(limit) open files are allowed, and \(calls) calls with their agents may take \(needed): "
            + "raise the limit (LimitNOFILE, ulimit -n), or calls may be refused for want of sockets"
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
