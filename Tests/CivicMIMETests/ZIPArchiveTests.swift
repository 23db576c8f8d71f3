import CivicMIME
import Foundation
import Testing

@Suite("A ZIP of stored files")
struct ZIPArchiveTests {
    /// 2026-11-28 07:30:10 UTC
    private let now = Date(timeIntervalSince1970: 1_795_851_010)

    @Test("the check is that of the standard")
    func crc() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.of([]) == 0)
    }

    @Test("a reader that is not ours finds every file, its name, time and bytes")
    func read() throws {
        var archive = ZIPArchive(at: now)
        let large = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try archive.add("file.json", Array("{}".utf8))
        try archive.add("files/王秀兰 1.jpg", large)
        try archive.add("recordings/empty.wav", [])
        let path = NSTemporaryDirectory() + "zip-\(UUID().uuidString).zip"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(archive.finished()).write(to: URL(filePath: path))
        let script = """
            import sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            for i in z.infolist(): print(i.filename, i.file_size, sum(z.read(i)) % 65521, i.date_time)
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-X", "utf8", "-c", script, path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let sum = large.reduce(0) { $0 + Int($1) } % 65_521
        #expect(
            text == """
                file.json 2 248 (2026, 11, 28, 7, 30, 10)
                files/王秀兰 1.jpg 70000 \(sum) (2026, 11, 28, 7, 30, 10)
                recordings/empty.wav 0 0 (2026, 11, 28, 7, 30, 10)

                """)
    }

    @Test(
        "no name leads out of the folder, and none stands twice",
        arguments: ["", "/etc/passwd", "../x", "a/../b", "a//b", "a\\b", "file.json"])
    func names(name: String) throws {
        var archive = ZIPArchive(at: now)
        try archive.add("file.json", [1])
        #expect(throws: ZIPArchive.Refusal.wrongName) { try archive.add(name, [2]) }
    }
}
