package import CivicCore
package import Foundation
import Glibc
import Synchronization

/// A real SIP phone: baresip from Debian, told what to do over its control socket (module ctrl_tcp).
///
/// It plays sound files into the call and keeps what it heard and said as WAV files.
package final class Baresip: Sendable {
    /// Something that the phone reported, with the time at which it did.
    package struct Event: Sendable {
        /// `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED`, `REGISTER_OK`, …
        package var type: String
        package var parameter: String
        /// The call's `Call-ID`; nil for what is no call's.
        package var call: String?
        package var at: ContinuousClock.Instant
    }

    package let folder: URL
    /// Where it takes calls that nobody passes on to it.
    package let address: SocketEndpoint
    private let programme: Programme
    private let control: Int32
    private let heard = Mutex<[Event]>([])

    /// Starts a phone with one account.
    ///
    /// - Parameters:
    ///   - user: the SIP user, which is also the caller's number.
    ///   - server: the hotline's SIP address.
    ///   - password: nil for a phone that registers nowhere.
    ///   - transport: `udp`, `tcp` or `tls`.
    ///   - proxy: what all its requests go through first.
    ///   - authorities: the file of the roots that the server's certificate must come from.
    ///   - codec: the one codec that it speaks, as baresip names it: `g722/16000/1`, `opus/48000/2`.
    ///   - packetTime: milliseconds of audio in a packet, both ways.
    ///   - encryption: how it offers SRTP: `srtp` beside plain audio, `srtp-mand` alone; nil for plain audio.
    package init(
        user: String, password: String?, server: SocketEndpoint, transport: String = "udp",
        proxy: SocketEndpoint? = nil, authorities: String? = nil, folder: URL, codec: String = "pcma/8000/1",
        packetTime: Int = 20, encryption: String? = nil
    ) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let ports = FreePorts.take(3)
        address = SocketEndpoint(host: "127.0.0.1", port: ports[0])
        let rtp = FreePorts.range(100)
        let config = """
            poll_method epoll
            sip_listen 127.0.0.1:\(ports[0])
            call_max_calls 4
            module_path /usr/lib/baresip/modules
            module g711.so
            module g722.so
            module opus.so
            module sndfile.so
            module aufile.so
            module aubridge.so
            module ctrl_tcp.so
            module srtp.so
            module_app account.so
            module_app menu.so
            module_app contact.so
            ctrl_tcp_listen 127.0.0.1:\(ports[1])
            audio_source aubridge,nothing
            audio_player aubridge,ear
            audio_srate 8000
            audio_channels 1
            snd_path \(folder.path)
            rtp_ports \(rtp.lowerBound)-\(rtp.upperBound)
            net_interface 127.0.0.1
            \(authorities.map { "sip_cafile \($0)" } ?? "")

            """
        let registration = password.map { ";auth_pass=\($0);regint=60" } ?? ";regint=0"
        let outbound = proxy.map { ";outbound=\"sip:\($0);lr\"" } ?? ""
        let account =
            "<sip:\(user)@\(server);transport=\(transport)>\(registration)\(outbound);audio_codecs=\(codec);ptime=\(packetTime);"
            + "dtmfmode=rtpevent;answermode=manual\(encryption.map { ";mediaenc=\($0)" } ?? "")\n"
        try config.write(to: folder.appendingPathComponent("config"), atomically: true, encoding: .utf8)
        try account.write(to: folder.appendingPathComponent("accounts"), atomically: true, encoding: .utf8)
        try "".write(to: folder.appendingPathComponent("contacts"), atomically: true, encoding: .utf8)
        programme = try Programme("baresip", ["-f", folder.path], log: folder.appendingPathComponent("log"))
        control = try await Self.connect(to: ports[1], of: programme)
        listen()
    }

    deinit {
        shutdown(control, Int32(SHUT_RDWR))
    }

    package func dial(_ uri: String) throws { try tell("dial", uri) }
    package func answer() throws { try tell("accept") }
    package func hangUp() throws { try tell("hangup") }
    /// Puts the other side on hold, and takes it back (re-INVITE).
    package func hold() throws { try tell("hold") }
    package func resume() throws { try tell("resume") }
    /// Asks the other side of the call to go on to `uri` (REFER).
    package func transfer(to uri: String) throws { try tell("transfer", uri) }
    /// Presses a key; leaves by RFC 4733.
    package func press(_ key: Character) throws { try tell("sndcode", String(key)) }
    /// Speaks a WAV file (8 kHz, mono, 16 bit) into the call from now on.
    package func play(_ file: URL) throws { try tell("ausrc", "aufile,\(file.path)") }

    package var events: [Event] { heard.withLock { $0 } }

    /// Calls that were answered and have not ended.
    package var callsUp: Int {
        func calls(_ type: String) -> Set<String> { Set(events.filter { $0.type == type }.compactMap(\.call)) }
        return calls("CALL_ESTABLISHED").subtracting(calls("CALL_CLOSED")).count
    }

    /// Waits for an event of `type`; counts those that have come already when `after` is earlier.
    @discardableResult
    package func waitFor(_ type: String, after: ContinuousClock.Instant? = nil, within limit: Duration) async throws
        -> Event
    {
        let deadline = ContinuousClock.now + limit
        while true {
            if let event = events.first(where: { $0.type == type && (after == nil || $0.at >= after ?? $0.at) }) {
                return event
            }
            guard ContinuousClock.now < deadline else {
                throw DemoFailure("the phone in \(folder.lastPathComponent) saw no \(type) within \(limit)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits for an answer to the phone's REGISTER, which it sends before anyone listens to its events.
    ///
    /// - Parameter answer: its status line after the version, such as `200 OK`.
    package func waitForRegistration(_ answer: String, within limit: Duration) async throws {
        try await programme.waitFor("\(answer) (CivicLine)", within: limit)
    }

    /// Ends the phone; its recordings are complete after that.
    package func stop() async {
        await programme.stop()
    }

    /// Ends the phone as a power cut would: it says nothing to anybody.
    package func killAtOnce() async {
        await programme.killAtOnce()
    }

    /// What the phone heard in its last call, once it is stopped.
    package var heardFile: URL? { recording(ending: "-dec.wav") }

    private func recording(ending: String) -> URL? {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.lastPathComponent.hasSuffix(ending) }
            .max { $0.lastPathComponent < $1.lastPathComponent }
    }

    // MARK: control socket: JSON in netstrings

    private struct Command: Encodable {
        var command: String
        var params: String
        var token = "demo"
    }

    private struct Message: Decodable {
        var type: String?
        var param: String?
        var id: String?
    }

    private func tell(_ command: String, _ parameters: String = "") throws {
        let json = try JSONEncoder().encode(Command(command: command, params: parameters))
        let message = Array("\(json.count):".utf8) + json + Array(",".utf8)
        let sent = message.withUnsafeBytes {
            Glibc.send(control, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == message.count else { throw DemoFailure("the phone takes no commands any more") }
    }

    private static func connect(to port: UInt16, of programme: Programme) async throws -> Int32 {
        for _ in 0..<500 where programme.isRunning {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if connected { return descriptor }
            close(descriptor)
            try await Task.sleep(for: .milliseconds(20))
        }
        throw DemoFailure("baresip did not start:\n\(programme.output.suffix(1_000))")
    }

    private func listen() {
        let control = self.control
        Thread.detachNewThread { [weak self] in
            var pending: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(control, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                pending += buffer[..<count]
                while let message = Self.takeNetstring(from: &pending) {
                    guard let decoded = try? JSONDecoder().decode(Message.self, from: Data(message)),
                        let type = decoded.type
                    else { continue }
                    let event = Event(type: type, parameter: decoded.param ?? "", call: decoded.id, at: .now)
                    guard let self else { break }
                    self.heard.withLock { $0.append(event) }
                }
            }
            close(control)
        }
    }

    private static func takeNetstring(from bytes: inout [UInt8]) -> [UInt8]? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let length = Int(String(decoding: bytes[..<colon], as: UTF8.self)), bytes.count > colon + length + 1
        else { return nil }
        let message = Array(bytes[(colon + 1)...(colon + length)])
        bytes.removeFirst(colon + length + 2)
        return message
    }
}
