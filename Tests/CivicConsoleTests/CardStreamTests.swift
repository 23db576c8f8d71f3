import CivicConsole
import CivicDSP
import Foundation
import Testing

/// A sound system of files in the place of this machine's: alsa-lib's user-space plugins in a configuration of its own.
private final class FileCard {
    let folder = FileManager.default.temporaryDirectory.appending(path: "civic-card-\(UUID().uuidString)").path

    init(microphone: [Int16]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try microphone.withUnsafeBytes { Data($0) }.write(to: URL(filePath: folder + "/microphone.raw"))
        let text = """
            pcm.quiet { type null }
            pcm.microphone {
                type file
                slave.pcm { type null }
                file "/dev/null"
                infile "\(folder)/microphone.raw"
                format "raw"
            }
            pcm.loudspeaker {
                type file
                slave.pcm { type null }
                file "\(folder)/loudspeaker.raw"
                format "raw"
            }
            """
        try text.write(toFile: folder + "/asound.conf", atomically: true, encoding: .utf8)
        setenv("ALSA_CONFIG_PATH", folder + "/asound.conf", 1)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var played: [Int16] {
        guard let data = try? Data(contentsOf: URL(filePath: folder + "/loudspeaker.raw")) else { return [] }
        return data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }
}

@Suite("alsa-lib's devices", .serialized)
struct CardStreamTests {
    @Test("a microphone and a loudspeaker that are files give and take samples as they are")
    func files() throws {
        let tone = Signal.sine(frequency: 1000, level: -12, count: 48_000, sampleRate: 48_000)
        let card = try FileCard(microphone: tone)
        do {
            let microphone = try CardStream("microphone", .capture, periods: 8)
            let loudspeaker = try CardStream("loudspeaker", .playback)
            #expect(microphone.rate == 48_000 && microphone.channels == 1 && microphone.period == 480)
            #expect(loudspeaker.buffer == 4 * loudspeaker.period)
            var block = [Int16](repeating: 0, count: 480)
            var heard: [Int16] = []
            for _ in 0..<50 {
                var samples = block.mutableSpan
                #expect(microphone.read(into: &samples) == .frames(480))
                heard += block
                #expect(loudspeaker.write(block.span) == .frames(480))
            }
            #expect(heard == Array(tone.prefix(24_000)))
        }
        #expect(card.played == Array(tone.prefix(24_000)))
    }

    @Test("a device that is not there is told by its name, in one line")
    func missing() throws {
        let card = try FileCard(microphone: [0])
        defer { withExtendedLifetime(card) {} }
        #expect(throws: CardError.noSuchDevice("nowhere")) { _ = try CardStream("nowhere", .capture) }
        #expect("\(CardError.noSuchDevice("nowhere"))".split(separator: "\n").count == 1)
        _ = try CardStream("quiet", .playback)
    }

    @Test("the list of devices is a table of one line each")
    func listing() {
        let devices = [
            CardDevice(name: "default", text: "Default, of this machine", captures: true, plays: true),
            CardDevice(name: "hw:CARD=Headset", text: "A headset", captures: true, plays: false),
        ]
        #expect(
            CardListing.table(devices) == """
                default          mic speaker  Default, of this machine
                hw:CARD=Headset  mic          A headset
                """)
    }
}
