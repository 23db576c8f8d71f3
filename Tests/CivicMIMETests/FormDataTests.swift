import CivicMIME
import Testing

struct FormDataTests {
    private static let type = "multipart/form-data; boundary=----x1"
    private static let body = """
        ------x1
        Content-Disposition: form-data; name="words"

        停水
        第二行
        ------x1
        Content-Disposition: form-data; name="file"; filename="../a\\b/照片.pdf"
        Content-Type: application/pdf

        %PDF-1.7
        ------x1
        Content-Disposition: form-data; name="file"; filename=""
        Content-Type: application/octet-stream


        ------x1--

        """

    private static func bytes(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    @Test("fields and files are read, names without folders, an empty choice left out")
    func reads() throws {
        let form = try FormData(Self.bytes(Self.body), type: Self.type)
        #expect(form.fields == ["words": "停水\r\n第二行"])
        #expect(form.files == [FormData.File(field: "file", name: "照片.pdf", content: Array("%PDF-1.7".utf8))])
    }

    @Test("a form that breaks off is refused whole")
    func truncated() {
        let bytes = Self.bytes(Self.body)
        #expect(throws: MIMEError.notAForm) { try FormData(Array(bytes.prefix(bytes.count - 40)), type: Self.type) }
        #expect(throws: MIMEError.notAForm) { try FormData(bytes, type: "multipart/form-data") }
        #expect(throws: MIMEError.notAForm) { try FormData(bytes, type: "application/json") }
    }

    @Test(
        "names of files lose what could hide their kind",
        arguments: [
            ("a\u{202E}fdp.exe", "afdp.exe"), ("...", nil), ("C:\\x\\scan.tif", "scan.tif"), ("\u{0}", nil),
        ])
    func names(given: String, kept: String?) {
        #expect(FileName.safe(given) == kept)
    }
}
