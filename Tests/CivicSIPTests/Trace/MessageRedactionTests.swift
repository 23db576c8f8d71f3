import CivicCore
import CivicSIP
import Testing

struct MessageRedactionTests {
    private func redact(_ text: String) -> String {
        String(decoding: MessageRedaction.redact(Array(text.utf8)), as: UTF8.self)
    }

    private static let invite = """
        INVITE sip:12345@192.0.2.10:5060;user=phone SIP/2.0\r
        Via: SIP/2.0/UDP 192.0.2.20:5070;branch=z9hG4bK-1;rport\r
        From: "Zhang San" <sip:13800000001@192.0.2.20>;tag=f1\r
        To: <sip:12345@192.0.2.10>\r
        Call-ID: 13800000001-7@192.0.2.20\r
        CSeq: 1 INVITE\r
        Contact: <sip:13800000001@192.0.2.20:5070;transport=udp>;+sip.instance="<urn:uuid:1380000-0001>"\r
        P-Asserted-Identity: "Zhang San" <tel:+86-138-0000-0001;phone-context=+86>\r
        Remote-Party-ID: 张三 <sip:013800000001@192.0.2.20>;party=calling;screen=yes\r
        Diversion: <sip:8613800000001@192.0.2.30>;reason=no-answer\r
        X-Caller: 138 0000 0001\r
        Subject: call me at 13800000001\r
        Authorization: Digest username="13800000001", realm="civicline", nonce="abc", uri="sip:13800000001@192.0.2.10", \
        response="0123456789abcdef0123456789abcdef", algorithm=MD5\r
        User-Agent: phone of 138-0000-0001\r
        Max-Forwards: 70\r
        Content-Type: application/sdp\r
        Content-Length: 0\r
        \r
        v=0\r
        o=13800000001 1 1 IN IP4 192.0.2.20\r
        s=talk with Zhang San\r
        c=IN IP4 192.0.2.20\r
        t=0 0\r
        m=audio 4000 RTP/SAVP 8 101\r
        a=rtpmap:8 PCMA/8000\r
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20\r
        a=cname:zhang.san\r

        """

    @Test("nothing of the caller is left, and what a technician needs is")
    func typical() {
        let seen = redact(Self.invite)
        for gone in ["1380", "0001", "Zhang", "张", "WVNf", "0123456789abcdef", "zhang", "talk"] {
            #expect(!seen.contains(gone), "\(gone) is left in \(seen)")
        }
        for kept in [
            "INVITE sip:xxxxx@192.0.2.10:5060;user=phone SIP/2.0", "branch=z9hG4bK-1;rport",
            "From: \"xxxxx xxx\" <sip:xxxxxxxxxxx@192.0.2.20>;tag=f1", "CSeq: 1 INVITE", "transport=udp",
            "Call-ID: xxxxxxxxxxx-x@192.0.2.20", "realm=\"civicline\"", "nonce=\"abc\"", "algorithm=MD5",
            "reason=no-answer", "party=calling;screen=yes", "m=audio 4000 RTP/SAVP 8 101", "a=rtpmap:8 PCMA/8000",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 xxxxxx", "c=IN IP4 192.0.2.20", "Max-Forwards: 70",
        ] { #expect(seen.contains(kept), "\(kept) is gone from \(seen)") }
    }

    @Test("every byte keeps its place")
    func sameLength() {
        #expect(MessageRedaction.redact(Array(Self.invite.utf8)).count == Self.invite.utf8.count)
    }

    @Test(
        "whatever form the number has, none of its digits is left",
        arguments: [
            "From: <sip:N@h>;tag=1", "f: <sip:N@h>;tag=1", "FROM : N <sip:N@h>", "From: sip:N@h;tag=1",
            "From: \"N\\\" <sip:N@h>\" <sip:N@h>;tag=1", "From: <tel:N>;tag=1", "From: <tel:N;ext=N>", "From: N",
            "From: \"never ends <sip:N@h>", "From: <sip:N@h", "From: <sips:N:N@h?Subject=N>",
            "To: a <sip:N;x=N@h>,<sip:N@h>",
            "Contact: <sip:N@h>;expires=60, <sip:N@h>;q=0.5;n=N", "m: N@h", "P-Asserted-Identity: <sip:+N@h>",
            "P-Preferred-Identity: tel:N", "Remote-Party-ID: \"N\" <sip:N@h>;id-type=N",
            "Diversion: <tel:N>;reason=unknown",
            "Refer-To: <sip:N@h?Replaces=N%3Bto-tag%3D1>", "r: sip:N@h", "Referred-By: <sip:N@h>", "b: <sip:N@h>",
            "History-Info: <sip:N@h>;index=1, <sip:N@h?Reason=x>;index=1.1", "Identity: N.N", "X-Any-Thing: N",
            "P-Called-Party-ID: <sip:N@h>", "Reply-To: N <sip:N@h>", "Geolocation: <cid:N@h>",
            "Alert-Info: <http://h/N>",
            "Proxy-Authorization: Digest username=\"N\", uri=\"sip:N@h\", response=\"N\"", "Authorization: Basic N",
            "From: <sip:%31%33%38%30%30%30%30%30%30%30%31@h>", "From:\r\n <sip:N@h>\r\n\t;tag=1", "N", ": N",
            "From: <sip:N>;tag=1", "From: <N>", "From: <urn:service:N>", "To: <sip:u@h>;isup-oli=N",
        ])
    func everyForm(line: String) {
        for number in ["13800000001", "+8613800000001", "057188880001"] {
            let message =
                "INVITE sip:\(number)@h SIP/2.0\r\nFrom: <sip:\(number)@h>\r\nCall-ID: a\(number)b@h\r\n"
                + line.replacing("N", with: number) + "\r\nCSeq: 7 INVITE\r\n\r\n"
            let seen = redact(message).replacing("SIP/2.0", with: "").replacing("CSeq: 7", with: "")
            let digits = seen.filter(\.isNumber)
            let left = digits.filter { !"0156.".contains($0) }
            #expect(!seen.contains(number) && !seen.contains("%31") && left.isEmpty, "\(seen)")
            #expect(!digits.contains("0000"), "\(seen)")
        }
    }

    @Test("a number that only another message of the call names is hidden here too")
    func acrossMessages() {
        let numbers = MessageRedaction.numbers(in: Array(Self.invite.utf8))
        #expect(numbers.contains(Array("13800000001".utf8)))
        let answer =
            "SIP/2.0 404 No 13800000001 here\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: 0138-0000-0001\r\n\r\n"
        let seen = String(decoding: MessageRedaction.redact(Array(answer.utf8), hiding: numbers), as: UTF8.self)
        #expect(!seen.contains("1380") && !seen.contains("0001") && seen.contains("404 No xxxxxxxxxxx here"))
    }

    @Test(
        "bodies other than one session description go whole",
        arguments: [
            "application/dtmf-relay", "multipart/mixed;boundary=b", "text/plain", "message/sipfrag", "",
            "application/sdp, x/y",
        ])
    func bodies(type: String) {
        let field = type.isEmpty ? "" : "Content-Type: \(type)\r\n"
        let seen = redact("INFO sip:a@h SIP/2.0\r\n\(field)\r\nSignal=5\r\nDuration=160\r\n")
        #expect(!seen.contains("5") && !seen.contains("160") && seen.contains("xxxxxx=x"))
    }

    @Test("a second Content-Type cannot open a body to view")
    func twoTypes() {
        let seen = redact(
            "INFO sip:a@h SIP/2.0\r\nContent-Type: application/sdp\r\nc: text/plain\r\n\r\nc=secret\r\n")
        #expect(!seen.contains("secret"))
    }

    @Test("in a session description people and keys go, and audio stays")
    func sessionDescription() {
        let body =
            "v=0\r\no=- 77 1 IN IP4 10.0.0.9\r\ns=-\r\ni=for Zhang\r\ne=zhang@h\r\np=+8613800000001\r\nk=clear:key\r\n"
            + "c=IN IP4 10.0.0.9\r\nm=audio 4000 RTP/AVP 0\r\na=ice-pwd:secret99\r\na=ssrc:1 cname:zhang\r\na=sendonly\r\n"
            + "zhang\r\n"
        let seen = redact("INVITE sip:a@h SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n\(body)")
        for gone in ["hang", "138", "key", "secret", "clear"] { #expect(!seen.contains(gone), "\(gone): \(seen)") }
        for kept in ["o=- 77 1 IN IP4 10.0.0.9", "s=-", "m=audio 4000 RTP/AVP 0", "a=sendonly"] {
            #expect(seen.contains(kept))
        }
    }

    @Test("no bytes whatever make it stop or change their count")
    func anyBytes() {
        var random = SplitMix64(seed: 4)
        let pieces = [
            "From:", "<sip:", "@", "\"", "\\", ";", ",", ">", "\r\n", " ", "%3", "a=crypto:", "\r\n\r\n", ":", "=", "?",
        ]
        for _ in 0..<3_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                if Bool.random(using: &random) {
                    bytes += Array(pieces.randomElement(using: &random)?.utf8 ?? "".utf8)
                } else {
                    bytes.append(UInt8.random(in: 0...255, using: &random))
                }
            }
            #expect(MessageRedaction.redact(bytes).count == bytes.count)
            #expect(
                MessageRedaction.redact(Array(Self.invite.utf8.prefix(bytes.count * 20)) + bytes).count >= bytes.count)
        }
    }
}
