import CCurl

/// One libcurl easy handle, which keeps its connection between requests. Not for two threads at once.
final class CurlHandle {
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private var received: [UInt8] = []
    private var most = 0
    private var outgoing: ArraySlice<UInt8> = []

    init(_ server: MailServer) throws(MailServerError) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw MailServerError(code: Int(CURLE_FAILED_INIT.rawValue), words: "libcurl does not start", response: 0)
        }
        self.handle = handle
        // Without signals: there are other threads.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps")
        set(CURLOPT_CONNECTTIMEOUT, 20)
        set(CURLOPT_TIMEOUT, 300)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, 60)
        if server.needsTLS { set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if let authorities = server.authorities { set(CURLOPT_CAINFO, authorities) }
        if let user = server.user {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, server.password ?? "")
        }
        // The handle calls back only within `perform`, while `self` is alive.
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_sink(handle, CurlHandle.take, context)
        ccurl_set_source(handle, CurlHandle.give, context)
    }

    deinit { curl_easy_cleanup(handle) }

    func set(_ option: CURLoption, _ text: String?) { ccurl_set_text(handle, option, text) }
    func set(_ option: CURLoption, _ number: Int) { ccurl_set_number(handle, option, number) }

    /// Asks `url`, with a command of the protocol instead of its usual one.
    ///
    /// - Parameter most: bytes of the longest answer that is taken.
    func ask(_ url: String, command: String? = nil, most: Int = 1 << 20) throws(MailServerError) -> [UInt8] {
        set(CURLOPT_URL, url)
        set(CURLOPT_CUSTOMREQUEST, command)
        received = []
        self.most = most
        try perform()
        defer { received = [] }
        return received
    }

    /// Hands a message to one recipient.
    func upload(_ message: [UInt8], to url: String, recipient: String) throws(MailServerError) {
        let list = curl_slist_append(nil, recipient)
        defer { curl_slist_free_all(list) }
        set(CURLOPT_URL, url)
        set(CURLOPT_UPLOAD, 1)
        ccurl_set_list(handle, CURLOPT_MAIL_RCPT, list)
        outgoing = message[...]
        defer { ccurl_set_list(handle, CURLOPT_MAIL_RCPT, nil) }
        most = 1 << 20
        try perform()
    }

    private func perform() throws(MailServerError) {
        let code = curl_easy_perform(handle)
        guard code != CURLE_OK else { return }
        if code == CURLE_WRITE_ERROR { throw .tooMuch }
        throw MailServerError(
            code: Int(code.rawValue), words: String(cString: curl_easy_strerror(code)),
            response: Int(ccurl_response(handle)))
    }

    private static let take: ccurl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let handle = Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        // Another count than was given ends the transfer.
        guard handle.received.count + length <= handle.most else { return length == 0 ? 1 : 0 }
        bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
            handle.received.append(contentsOf: UnsafeBufferPointer(start: $0, count: length))
        }
        return length
    }

    private static let give: ccurl_bytes = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let handle = Unmanaged<CurlHandle>.fromOpaque(context).takeUnretainedValue()
        let piece = handle.outgoing.prefix(size * count)
        for (offset, byte) in piece.enumerated() { bytes[offset] = CChar(bitPattern: byte) }
        handle.outgoing = handle.outgoing.dropFirst(piece.count)
        return piece.count
    }
}
