import CivicCore
import CivicDSP
import CivicPlayout
import Testing

@testable import CivicAudio

@Suite("What the jitter buffer makes of a capture")
struct JitterReportTests {
    private func report(_ writer: CaptureWriter, port: Int? = nil) throws -> [JitterReport] {
        let bytes = writer.bytes
        let capture = try CaptureFile(parsing: bytes)
        return RTPStreamFinder(capture, in: bytes, port: port).streams.compactMap { JitterReport($0, in: bytes) }
    }

    @Test(
        "finds the stream in every kind of capture", arguments: CaptureWriter.Format.allCases,
        CaptureWriter.Link.allCases)
    func formats(format: CaptureWriter.Format, link: CaptureWriter.Link) throws {
        for isVersion6 in [false, true] {
            var writer = CaptureWriter(format: format, link: link, isVersion6: isVersion6)
            writer.addStream(count: 50)
            let reports = try report(writer)
            try #require(reports.count == 1)
            #expect(reports[0].stream.source == (isVersion6 ? "[2001:db8::1]:4000" : "192.0.2.1:4000"))
            #expect(reports[0].packets == 50 && reports[0].lost == 0)
            #expect(reports[0].packetTime == 20)
            #expect(abs(reports[0].arrivals[49].time - 0.98) < 1e-6)
        }
    }

    @Test("counts what is lost, overtaken and doubled, and says when")
    func counts() throws {
        var writer = CaptureWriter()
        writer.addStream(count: 500, lost: [100, 200, 201]) { $0 == 300 ? 25 : 0 }
        writer.addRTP(
            sequence: 65_499, timestamp: 499 * 160 + 0xFFFF_F000, payload: [UInt8](repeating: 0xD5, count: 160),
            at: 1000 + 499 * 20 + 5)
        let report = try #require(report(writer).first)
        #expect(report.lost == 3)
        #expect(report.reordered == 1)
        #expect(report.duplicates == 1)
        #expect(report.losses.map { Int(($0 * 100).rounded()) } == [200, 400, 402])
        #expect((3...5).contains(report.figures.concealed))
        #expect(report.lines.count == 6)
    }

    @Test("delay grows with a stop of the network, and nothing of it is lost")
    func delay() throws {
        var writer = CaptureWriter()
        writer.addStream(count: 1000) { (400..<408).contains($0) ? Double(408 - $0) * 20 : 0 }
        let report = try #require(report(writer).first)
        let before = report.moments[300].delay ?? 0
        let after = report.moments[415].delay ?? 0
        #expect((5..<50).contains(before))
        #expect(after > 120)
        #expect(report.moments[960].delay ?? 0 < 50)
        #expect(report.late == 0)
    }

    @Test("what would be heard is the tone that was sent")
    func sound() throws {
        var writer = CaptureWriter()
        writer.addStream(count: 100)
        let report = try #require(report(writer).first)
        #expect(report.codec == .pcma)
        let heard = Array(report.samples[4000..<14_000])
        let level = Level.dBFS(of: heard.span)
        #expect(abs(level - -12) < 0.5)
    }

    @Test("a port chooses among streams; what is no RTP is left out")
    func chooses() throws {
        var writer = CaptureWriter()
        writer.addStream(count: 50)
        writer.addStream(count: 60, to: 6000, ssrc: 7)
        for n in 0..<100 { writer.add([UInt8](repeating: UInt8(n), count: 200), to: 53, at: Int64(n) * 1_000_000) }
        #expect(try report(writer).map(\.packets) == [50, 60])
        #expect(try report(writer, port: 6000).map(\.packets) == [60])
        #expect(try report(writer, port: 53).isEmpty)
    }

    @Test("a file cut anywhere, or with bytes changed, gives an error or less, and never traps")
    func hostile() throws {
        var random = SplitMix64(seed: 5)
        for format in CaptureWriter.Format.allCases {
            var writer = CaptureWriter(format: format)
            writer.addStream(count: 12)
            let whole = writer.bytes
            for round in 0..<400 {
                var bytes = Array(whole.prefix(.random(in: 0...whole.count, using: &random)))
                for _ in 0..<(round % 8) where !bytes.isEmpty {
                    bytes[.random(in: 0..<bytes.count, using: &random)] = .random(in: .min ... .max, using: &random)
                }
                guard let capture = try? CaptureFile(parsing: bytes) else { continue }
                for packet in capture.packets { #expect(packet.bytes.upperBound <= bytes.count) }
                for stream in RTPStreamFinder(capture, in: bytes).streams { _ = JitterReport(stream, in: bytes) }
            }
        }
    }

    @Test("what is no capture is told so", arguments: [[], [1, 2, 3], [UInt8](repeating: 0, count: 100)])
    func noCapture(bytes: [UInt8]) {
        #expect(throws: CaptureError.notACapture) { _ = try CaptureFile(parsing: bytes) }
    }
}

@Suite("A stream as a picture")
struct JitterPictureTests {
    @Test("has axes with units, a delay line, and a mark for each loss; every number in it is finite")
    func picture() throws {
        var writer = CaptureWriter()
        writer.addStream(count: 300, lost: [50, 120]) { Double($0 % 7) * 3 }
        let bytes = writer.bytes
        let streams = RTPStreamFinder(try CaptureFile(parsing: bytes), in: bytes).streams
        let stream = try #require(streams.first)
        let report = try #require(JitterReport(stream, in: bytes))
        let svg = JitterPicture(report).svg
        #expect(svg.contains("time since the first packet, s") && svg.contains("later than the fastest packet, ms"))
        #expect(svg.contains("fill=\"#b3261e\""))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        let lost = svg.split(separator: "\n").first { $0.hasSuffix("fill=\"#b3261e\"/>") }
        #expect(lost?.count { $0 == "M" } == 2)
    }
}
