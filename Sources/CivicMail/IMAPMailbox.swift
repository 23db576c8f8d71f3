import CCurl

/// The hotline's mailbox: messages lie in its INBOX until they are moved.
package actor IMAPMailbox {
    private let thread = MailThread()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let server: MailServer
    private var handle: CurlHandle?

    package init(_ server: MailServer) {
        self.server = server
    }

    /// A message as long as the mailbox is not made anew (RFC 3501 §2.3.1.1).
    package struct Key: Hashable, Sendable, CustomStringConvertible {
        package var validity: UInt32
        package var uid: UInt32
        package var description: String { "\(validity)/\(uid)" }
    }

    /// The messages of INBOX, the oldest first.
    ///
    /// - Parameter size: bytes; those that are larger are marked.
    package func messages(largerThan size: Int) throws(MailServerError) -> [(key: Key, isLarge: Bool)] {
        let status = String(decoding: try ask("/", "STATUS INBOX (UIDVALIDITY)"), as: UTF8.self)
        guard let found = status.firstMatch(of: /UIDVALIDITY ([0-9]{1,10})/), let validity = UInt32(found.output.1)
        else { throw .noSuchAnswer }
        // What came since the mailbox was opened is told with it.
        _ = try ask("/INBOX", "NOOP")
        let all = try uids("UNDELETED")
        let large = all.isEmpty ? [] : Set(try uids("UNDELETED LARGER \(size)"))
        return all.sorted().map { (Key(validity: validity, uid: $0), large.contains($0)) }
    }

    /// - Parameter most: bytes of the longest that is taken.
    package func message(_ key: Key, most: Int) throws(MailServerError) -> [UInt8] {
        try fetch(key, "", most: most)
    }

    /// The header alone, for a message that is not fetched.
    package func header(_ key: Key) throws(MailServerError) -> [UInt8] {
        try fetch(key, "/;SECTION=HEADER", most: 1 << 20)
    }

    /// Moves a message out of INBOX.
    ///
    /// - Parameter folder: of letters, digits and hyphens; made where it is missing.
    package func move(_ key: Key, to folder: String) throws(MailServerError) {
        do {
            _ = try ask("/INBOX;UIDVALIDITY=\(key.validity)", "UID MOVE \(key.uid) \(folder)")
        } catch  where error.code == Int(CURLE_QUOTE_ERROR.rawValue) {
            // The folder is missing, or the server knows no MOVE (RFC 6851).
            _ = try? ask("/", "CREATE \(folder)")
            do {
                _ = try ask("/INBOX;UIDVALIDITY=\(key.validity)", "UID MOVE \(key.uid) \(folder)")
            } catch  where error.code == Int(CURLE_QUOTE_ERROR.rawValue) {
                _ = try ask("/INBOX;UIDVALIDITY=\(key.validity)", "UID COPY \(key.uid) \(folder)")
                _ = try ask(
                    "/INBOX;UIDVALIDITY=\(key.validity)", "UID STORE \(key.uid) +FLAGS.SILENT (\\Deleted)")
            }
        }
    }

    /// Ends the connection; the next call opens another one.
    package func close() { handle = nil }

    private func uids(_ criteria: String) throws(MailServerError) -> [UInt32] {
        let answer = String(decoding: try ask("/INBOX", "UID SEARCH \(criteria)"), as: UTF8.self)
        return answer.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("* SEARCH") }
            .flatMap { $0.dropFirst(8).split(separator: " ").compactMap { UInt32($0) } }
    }

    private func fetch(_ key: Key, _ section: String, most: Int) throws(MailServerError) -> [UInt8] {
        // libcurl compares the validity with the server's.
        try ask("/INBOX;UIDVALIDITY=\(key.validity)/;UID=\(key.uid)\(section)", nil, most: most)
    }

    /// A connection that broke is opened again at the next call.
    private func ask(_ path: String, _ command: String?, most: Int = 1 << 22) throws(MailServerError) -> [UInt8] {
        let using: CurlHandle
        if let handle { using = handle } else { using = try CurlHandle(server) }
        handle = using
        do {
            return try using.ask(server.url + path, command: command, most: most)
        } catch {
            if error.code != Int(CURLE_QUOTE_ERROR.rawValue) { handle = nil }
            throw error
        }
    }
}
