import CivicCore
import CivicMIME
import Foundation
import Testing

struct ReceivedMailTests {
    static let plain = """
        From: =?utf-8?B?5byg5LiJ?= <Zhang.San@Example.CN>
        To: hotline@county.example
        Subject: =?gb18030?B?zaPLrg==?= =?gb18030?B?yP3M7A==?=
        Message-ID: <a1@example.cn>
        In-Reply-To: <b2@county.example>
        References: <b1@county.example>
         <b2@county.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=GBK
        Content-Transfer-Encoding: base64

        xOO6ww==
        """

    static let alternative = """
        From: "Li, Si" <li@example.cn>
        Subject: photo
        Content-Type: multipart/mixed; boundary="outer"

        preamble
        --outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        the road =E5=9D=8F=
         is broken
        --inner
        Content-Type: text/html; charset=utf-8

        <p>the <b>road</b></p>
        --inner--
        --outer
        Content-Type: image/jpeg; name*0*=utf-8''%E7%85%A7; name*1=.jpg
        Content-Disposition: attachment
        Content-Transfer-Encoding: base64

        /9j/4A==
        --outer--
        epilogue
        """

    private static func mail(_ text: String) throws -> ReceivedMail {
        try ReceivedMail(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    @Test("names, subjects and texts are read in their charsets, ids from folded fields")
    func charsets() throws {
        let mail = try Self.mail(Self.plain)
        #expect(mail.sender?.text == "Zhang.San@example.cn" && mail.senderName == "张三")
        #expect(mail.subject == "停水三天" && mail.text == "你好")
        #expect(mail.messageId == "<a1@example.cn>")
        #expect(mail.references == ["<b2@county.example>", "<b1@county.example>", "<b2@county.example>"])
        #expect(mail.automatic == nil && mail.files.isEmpty)
    }

    @Test("of two forms of a text the plain one is read, files have their names of RFC 2231")
    func alternatives() throws {
        let mail = try Self.mail(Self.alternative)
        #expect(mail.text == "the road 坏 is broken")
        #expect(mail.files == [ReceivedMail.File(name: "照.jpg", content: [0xFF, 0xD8, 0xFF, 0xE0])])
        #expect(mail.senderName == "Li, Si" && mail.sender?.text == "li@example.cn")
    }

    @Test("a text that is HTML alone is read as its words")
    func html() throws {
        let mail = try Self.mail(
            "From: a@b.cn\nContent-Type: text/html\n\n"
                + "<head><title>x</title></head><style>p{}</style><p>1 &lt; 2<br>two&nbsp;words &#x4E2D;</p><!-- no --><p>end"
        )
        #expect(mail.text == "1 < 2\ntwo words 中\n\nend")
    }

    @Test("a character that was split over two encoded words is whole again")
    func splitWord() {
        #expect(EncodedWords.decoded("=?UTF-8?B?5L0=?= =?UTF-8?B?oOWlvQ==?= !") == "你好 !")
        #expect(EncodedWords.decoded("a =?x?Z?no?= =?=") == "a =?x?Z?no?= =?=")
        #expect(EncodedWords.decoded("=?iso-8859-1?Q?caf=E9_=3D?=") == "café =")
    }

    @Test("what is encoded is decoded to the same, in lines of at most 78", arguments: [1, 44, 45, 46, 200])
    func roundTrip(count: Int) {
        let text = String(repeating: "水a", count: count)
        let encoded = EncodedWords.encoded(text)
        #expect(EncodedWords.decoded(encoded.replacing("\r\n", with: "")) == text)
        #expect(encoded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(
        "mail of programs and lists is known as such",
        arguments: [
            ("Auto-Submitted: auto-replied", ReceivedMail.Automatic.submitted), ("Auto-Submitted: no", nil),
            ("Precedence: bulk", .bulk), ("List-Id: <x.example>", .bulk), ("Return-Path: <>", .report),
            ("Content-Type: multipart/report; boundary=x", .report), ("X-Auto-Response-Suppress: All", .bulk),
        ])
    func automatic(field: String, expected: ReceivedMail.Automatic?) throws {
        #expect(try Self.mail("From: a@b.cn\n\(field)\n\nx").automatic == expected)
    }

    @Test("without an address there is nobody to answer", arguments: ["", "undisclosed", "<a@b\u{1}>", "a@@b"])
    func noSender(from: String) throws {
        #expect(try Self.mail("From: \(from)\n\nx").automatic == .noSender)
    }

    @Test("more parts than the limit are refused, and multiparts within multiparts beyond eight")
    func bombs() {
        let many = "Content-Type: multipart/mixed; boundary=x\n\n" + String(repeating: "--x\n\na\n", count: 300)
        #expect(throws: MIMEError.tooManyParts(limit: 200)) { try Self.mail(many) }
        let deep = (0..<40).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(throws: MIMEError.tooDeep(limit: 8)) { try Self.mail(deep) }
    }

    @Test("a message of ten megabytes on one line, or of empty lines, is read")
    func long() throws {
        #expect(try Self.mail("From: a@b.cn\n\n" + String(repeating: "x", count: 10_000_000)).text.count == 10_000_000)
        let header = "From: a@b.cn\n" + String(repeating: "X: y\n", count: 400_000) + "\nend"
        #expect(try Self.mail(header).sender?.text == "a@b.cn")
    }

    @Test("no mutation of a message traps", arguments: [plain, alternative])
    func mutations(seed: String) {
        let bytes = Array(seed.replacing("\n", with: "\r\n").utf8)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, bound)
        }
        let marks = ["=?", "?=", "--outer", "--inner--", "\r\n\r\n", "\"", ";", "*0*=", "=\r\n", "&#x", "<", "\u{0}"]
        for _ in 0..<4_000 {
            var mutated = bytes
            for _ in 0...next(6) {
                let place = next(mutated.count)
                switch next(4) {
                case 0: mutated[place] = UInt8(next(256))
                case 1: mutated.removeSubrange(place..<min(mutated.count, place + next(40)))
                case 2: mutated.insert(contentsOf: Array(marks[next(marks.count)].utf8), at: place)
                default: mutated.append(contentsOf: mutated[place..<min(mutated.count, place + next(200))])
                }
                if mutated.isEmpty { mutated = [0x0A] }
            }
            guard let mail = try? ReceivedMail(mutated) else { continue }
            // What goes on into answers can break no line of a header.
            #expect(mail.sender?.text.contains(where: \.isWhitespace) != true)
            #expect(!mail.subject.contains { $0 == "\r" || $0 == "\n" || $0 == "\r\n" })
            #expect(mail.files.allSatisfy { $0.name?.contains("/") != true })
        }
    }
}
