import CivicCore
import Foundation
import Glibc

/// What no caller should ever send, sent from another port of the same machine.
enum HostileSender {
    static func sendAll(to target: SocketEndpoint) async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var random = SplitMix64(seed: 2_026)
        for message in messages(for: target, using: &random) {
            send(message, on: descriptor, to: target.port)
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private static func messages(
        for target: SocketEndpoint, using random: inout SplitMix64
    ) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for length in [0, 1, 3, 20, 200, 1_400, 9_000, 60_000] {
            for _ in 0..<12 { all.append((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }) }
        }
        let whole = invite(to: target, sdp: "v=0\r\n", header: "")
        all += stride(from: 1, to: whole.utf8.count, by: 17).map { Array(whole.utf8.prefix($0)) }
        let long = String(repeating: "x", count: 64_000 - 1_000)
        all.append(Array(invite(to: target, sdp: "v=0\r\n", header: "X-Long: \(long)\r\n").utf8))
        let absurd = [
            "m=audio 99999999999999999999 RTP/AVP 8", "m=audio -1 RTP/AVP 8", "m=audio 0 RTP/AVP 8", "m=audio",
            "m=audio 4000 RTP/AVP " + String(repeating: "8 ", count: 2_000),
            "c=IN IP4 " + String(repeating: "1", count: 2_000) + "\r\nm=audio 4000 RTP/AVP 8",
            "m=audio 4000 RTP/AVP 8\r\na=ptime:-20", "m=audio 4000 RTP/AVP 8\r\na=ptime:99999999999999999999",
            "m=audio 4000 RTP/AVP 255 300 -4",
        ]
        for media in absurd {
            let sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\(media)\r\n"
            all.append(Array(invite(to: target, sdp: sdp, header: "").utf8))
        }
        for header in [
            "Content-Length: 99999999999999999999\r\n", "Content-Length: -5\r\n", "CSeq: 99999999999 INVITE\r\n",
            "Via: SIP/2.0/UDP ;;;;;branch\r\n", "Max-Forwards: abc\r\n", "Contact: <sip:\u{0}@x>\r\n",
        ] {
            all.append(Array(invite(to: target, sdp: "v=0\r\n", header: header).utf8))
        }
        return all
    }

    private static func invite(to target: SocketEndpoint, sdp: String, header: String) -> String {
        let id = UUID().uuidString
        return """
            INVITE sip:9000@\(target) SIP/2.0\r
            Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK\(id)\r
            From: <sip:x@127.0.0.1>;tag=\(id)\r
            To: <sip:9000@\(target)>\r
            Call-ID: \(id)\r
            CSeq: 1 INVITE\r
            Contact: <sip:x@127.0.0.1:9>\r
            Max-Forwards: 70\r
            \(header)Content-Type: application/sdp\r
            Content-Length: \(sdp.utf8.count)\r
            \r
            \(sdp)
            """
    }

    private static func send(_ message: [UInt8], on descriptor: Int32, to port: UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        message.withUnsafeBytes { bytes in
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(
                        descriptor, bytes.baseAddress, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }
}
