package import ArgumentParser
import CivicDSP
import CivicRTP
import Foundation

/// `civicline audio jitter FILE.pcap`: what the jitter buffer would make of captured streams.
package struct JitterCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "jitter", abstract: "Say what the jitter buffer makes of the RTP streams in a capture.",
        discussion: """
            Reads pcap and pcapng (Ethernet, Linux cooked, raw IP, loopback), finds the RTP streams by their look, and \
            plays each through the very code of a live call in the capture's time. --out and --svg take the longest \
            stream; --port picks others.
            """)

    @Argument(help: ArgumentHelp("A capture, pcap or pcapng.", valueName: "file"))
    var file: String
    @Option(help: "Only streams from or to this UDP port.") var port: Int?
    @Option(help: ArgumentHelp("Write what would be heard, as WAV.", valueName: "file")) var out: String?
    @Option(help: ArgumentHelp("Write a picture of arrival and delay.", valueName: "file")) var svg: String?

    package init() {}

    package func run() async throws {
        let bytes = try AudioFile.readBytes(file)
        let capture: CaptureFile
        do {
            capture = try CaptureFile(parsing: bytes)
        } catch {
            throw AudioFile.Fault(description: "\(file): \(error)")
        }
        let finder = RTPStreamFinder(capture, in: bytes, port: port)
        guard !finder.streams.isEmpty else {
            let place = port.map { " from or to port \($0)" } ?? ""
            throw AudioFile.Fault(description: "\(file): no RTP stream\(place) in \(capture.packets.count) packets")
        }
        var longest: JitterReport?
        for stream in finder.streams {
            guard let report = JitterReport(stream, in: bytes) else {
                let type = stream.packets.first?.header.payloadType ?? 0
                print(
                    "\(stream.source) → \(stream.destination)  payload type \(type): a codec that is not known here\n")
                continue
            }
            print(report.lines.joined(separator: "\n") + "\n")
            if report.moments.count > longest?.moments.count ?? 0 { longest = report }
        }
        guard let report = longest else { return }
        if let out {
            let wav = WAVFile(sampleRate: report.codec.sampleRate, samples: report.samples)
            try AudioFile.write(try wav.encoded(), to: out)
        }
        if let svg { try AudioFile.write([UInt8](JitterPicture(report).svg.utf8), to: svg) }
    }
}
