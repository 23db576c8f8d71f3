/// What a hotline's SIP port hears on a working day. Names and numbers are made up.
struct TypicalMessage {
    let name: String
    let bytes: [UInt8]

    init(_ name: String, _ text: String) {
        self.name = name
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    static let invites = [typical, trunk, phone, minimal, overIPv6]
    static let all = invites + [bye, success, registration, options]

    /// What the aim of 500,000 a second is for: of a carrier's border controller, 17 header fields and a description in
    /// about 1,000 bytes.
    static let typical = TypicalMessage(
        "INVITE, typical",
        """
        INVITE sip:12345@192.0.2.10:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK0g6f1p30d8k1q2s4e7r0.1;rport
        Max-Forwards: 68
        From: <sip:+8613800000001@198.51.100.20;user=phone>;tag=SDbk7a901-as5f2c7d9e
        To: <sip:12345@192.0.2.10;user=phone>
        Call-ID: SDbk7a901-6b1c54e09f3a4d2f8e7c-v300g00010
        CSeq: 102 INVITE
        Contact: <sip:+8613800000001@198.51.100.20:5060;transport=udp>
        P-Asserted-Identity: <sip:+8613800000001@198.51.100.20;user=phone>
        Privacy: none
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, UPDATE, PRACK
        Supported: 100rel, timer, replaces
        Session-Expires: 1800;refresher=uac
        Min-SE: 90
        User-Agent: Carrier SBC 9.3.0
        Accept: application/sdp
        Content-Type: application/sdp
        Content-Length: 206

        v=0
        o=- 2090876411 2090876411 IN IP4 198.51.100.21
        s=-
        c=IN IP4 198.51.100.21
        t=0 0
        m=audio 38714 RTP/AVP 8 0 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20

        """)

    /// Through two proxies of a carrier, with everything that such a trunk writes.
    static let trunk = TypicalMessage(
        "INVITE, trunk",
        """
        INVITE sip:12345@192.0.2.10:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK0g6f1p30d8k1q2s4e7r0.1;rport
        Via: SIP/2.0/UDP 203.0.113.31:5060;branch=z9hG4bK-524287-1---9d1f2c3b4a5e6f70;received=203.0.113.31
        Record-Route: <sip:198.51.100.20;lr;ftag=SDbk7a901-as5f2c7d9e>
        Max-Forwards: 66
        From: "+8613800000001" <sip:+8613800000001@carrier.example.net;user=phone>;tag=SDbk7a901-as5f2c7d9e
        To: <sip:12345@192.0.2.10;user=phone>
        Call-ID: SDbk7a901-6b1c54e09f3a4d2f8e7c-v300g00010
        CSeq: 102 INVITE
        Contact: <sip:+8613800000001@198.51.100.20:5060;transport=udp>
        P-Asserted-Identity: "+8613800000001" <sip:+8613800000001@carrier.example.net;user=phone>
        Privacy: none
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE, UPDATE, PRACK
        Supported: 100rel, timer, replaces, histinfo
        Session-Expires: 1800;refresher=uac
        Min-SE: 90
        User-Agent: Carrier SBC 9.3.0
        Accept: application/sdp, application/isup, application/dtmf-relay
        P-Charging-Vector: icid-value=6b1c54e09f3a4d2f;orig-ioi=carrier.example.net
        Content-Type: application/sdp
        Content-Disposition: session;handling=required
        Content-Length: 287

        v=0
        o=- 2090876411 2090876411 IN IP4 198.51.100.21
        s=-
        c=IN IP4 198.51.100.21
        t=0 0
        m=audio 38714 RTP/AVP 8 0 18 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:18 G729/8000
        a=fmtp:18 annexb=no
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20
        a=sendrecv

        """)

    /// As baresip writes it.
    static let phone = TypicalMessage(
        "INVITE, phone",
        """
        INVITE sip:9001@192.0.2.10 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.77:5070;branch=z9hG4bK2f7a8d4bd41c1f8e;rport
        Contact: <sip:1001-0x55d0c1a2b3c0@192.0.2.77:5070>
        Max-Forwards: 70
        To: <sip:9001@192.0.2.10>
        From: "Desk 1" <sip:1001@192.0.2.10>;tag=b3c1d8f0a6e2714a
        Call-ID: 7be1d8c4a2f95e03
        CSeq: 15423 INVITE
        User-Agent: baresip v1.0.0 (x86_64/linux)
        Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,SUBSCRIBE,INFO,MESSAGE,UPDATE,REFER
        Supported: gruu
        Content-Type: application/sdp
        Content-Length: 303

        v=0
        o=- 1793026433 1793026434 IN IP4 192.0.2.77
        s=-
        c=IN IP4 192.0.2.77
        t=0 0
        m=audio 17004 RTP/AVP 0 8 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=sendrecv
        a=label:1
        a=rtcp-rsize
        a=ssrc:312764713 cname:sip:1001@192.0.2.10
        a=ptime:20

        """)

    static let minimal = TypicalMessage(
        "INVITE, minimal",
        """
        INVITE sip:12345@192.0.2.10 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc123
        Max-Forwards: 70
        From: <sip:1001@192.0.2.1>;tag=f1
        To: <sip:12345@192.0.2.10>
        Call-ID: call1@192.0.2.1
        CSeq: 1 INVITE
        Contact: <sip:1001@192.0.2.1>
        Content-Length: 0


        """)

    /// With addresses of IPv6 wherever one stands.
    static let overIPv6 = TypicalMessage(
        "INVITE, IPv6",
        """
        INVITE sip:12345@[2001:db8::10]:5060;transport=udp SIP/2.0
        Via: SIP/2.0/UDP [2001:db8:85a3::8a2e:370:7334]:5060;branch=z9hG4bK0g6f1p30d8k1q2s4e7r0.1;rport
        Via: SIP/2.0/UDP [2001:db8:0:31::192.0.2.33];branch=z9hG4bK-524287-1---9d1f2c3b4a5e6f70;received=2001:db8::31
        Record-Route: <sip:[2001:db8:85a3::8a2e:370:7334];lr>
        Max-Forwards: 68
        From: <sip:+8613800000001@[2001:db8:85a3::8a2e:370:7334];user=phone>;tag=SDbk7a901-as5f2c7d9e
        To: <sip:12345@[2001:db8::10];user=phone>
        Call-ID: SDbk7a901-6b1c54e09f3a4d2f8e7c-v300g00010
        CSeq: 102 INVITE
        Contact: <sip:+8613800000001@[2001:db8:85a3::8a2e:370:7334]:5060;transport=udp>
        P-Asserted-Identity: <sip:+8613800000001@[2001:db8:85a3::8a2e:370:7334];user=phone>
        Content-Length: 0


        """)

    static let bye = TypicalMessage(
        "BYE",
        """
        BYE sip:12345@192.0.2.10:5060 SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK0g6f1p30d8k1q2s4e7r9.1
        Max-Forwards: 68
        From: "+8613800000001" <sip:+8613800000001@carrier.example.net;user=phone>;tag=SDbk7a901-as5f2c7d9e
        To: <sip:12345@192.0.2.10;user=phone>;tag=9d41c7ae5f60b213
        Call-ID: SDbk7a901-6b1c54e09f3a4d2f8e7c-v300g00010
        CSeq: 103 BYE
        Reason: Q.850;cause=16;text="Normal call clearing"
        Content-Length: 0


        """)

    static let success = TypicalMessage(
        "200 with SDP",
        """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK9d41c7ae5f60b213;rport=5060;received=192.0.2.10
        Record-Route: <sip:198.51.100.20;lr;ftag=9d41c7ae5f60b214>
        From: <sip:12345@192.0.2.10>;tag=9d41c7ae5f60b214
        To: <sip:+8613800000002@carrier.example.net>;tag=SDbk7a902-as0f1e2d3c
        Call-ID: 9d41c7ae5f60b2159d41c7ae5f60b216
        CSeq: 1 INVITE
        Contact: <sip:+8613800000002@198.51.100.20:5060>
        Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, INFO, UPDATE, PRACK
        Supported: timer, 100rel
        Session-Expires: 1800;refresher=uac
        Content-Type: application/sdp
        Content-Length: 130

        v=0
        o=- 77 1 IN IP4 198.51.100.22
        s=-
        c=IN IP4 198.51.100.22
        t=0 0
        m=audio 41004 RTP/AVP 8 101
        a=rtpmap:8 PCMA/8000
        a=x:y

        """)

    static let registration = TypicalMessage(
        "REGISTER",
        """
        REGISTER sip:192.0.2.10 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.77:5070;branch=z9hG4bK8c54e1f20b7a963d;rport
        Contact: <sip:1001-0x55d0c1a2b3c0@192.0.2.77:5070>;expires=600;+sip.instance="<urn:uuid:6f1d3a52-0c41-4d0e-9b9e-2f7c5a80d1e3>"
        Max-Forwards: 70
        To: <sip:1001@192.0.2.10>
        From: <sip:1001@192.0.2.10>;tag=1d2c3b4a5f6e7081
        Call-ID: 2ab94d6e08c17f35
        CSeq: 27 REGISTER
        User-Agent: baresip v1.0.0 (x86_64/linux)
        Authorization: Digest username="1001", realm="civicline", nonce="5c0e2a7f91b34d68", uri="sip:192.0.2.10", response="6629fae49393a05397450978507c4ef1", cnonce="b1946ac9", qop=auth, nc=00000002, algorithm=MD5
        Supported: gruu, outbound, path
        Content-Length: 0


        """)

    static let options = TypicalMessage(
        "OPTIONS",
        """
        OPTIONS sip:192.0.2.10 SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.20:5060;branch=z9hG4bK00b1c2d3e4f5;rport
        Max-Forwards: 70
        From: <sip:ping@198.51.100.20>;tag=a81bc81e
        To: <sip:192.0.2.10>
        Call-ID: f00dcafe-1234@198.51.100.20
        CSeq: 5 OPTIONS
        Accept: application/sdp
        Content-Length: 0


        """)
}
