import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct PhoneTests {
        @Test(
            "a tone at the phone's microphone comes back to its loudspeaker from 9002, and the conversation is recorded"
        )
        func loopBack() async throws {
            let instance = try House.lab(["CIVICLINE_RECORDING_CONVERSATIONS": "opus"])
            let daemon = try await instance.start()
            let card = try FileCard(in: instance.folder)
            let (code, output) = try await Programme.run(
                House.executable,
                [
                    "phone", "call", "sip:9002@\(instance.sip)", "--microphone", "microphone", "--loudspeaker",
                    "loudspeaker", "--no-echo-cancelling", "--seconds", "8",
                ], environment: ["ALSA_CONFIG_PATH": card.configuration.path])
            #expect(code == 0, "\(output)")
            #expect(output.contains("talking"))
            #expect(await daemon.stop(within: .seconds(20)) == 0)
            // Behind the announcement, the last seconds are our own tone.
            let heard = try card.heard()
            try #require(heard.count > 6 * 48_000)
            #expect(share(of: 700, in: heard.suffix(72_000)) > 0.95)

            let folder = instance.data.appendingPathComponent("recordings")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let name = try #require(files.first { $0.hasSuffix(".opus") }, "\(files)")
            for (channel, least) in [(0, 0.6), (1, 0.2)] {  // the citizen all the time; what is heard, after the prompt
                let track = folder.appendingPathComponent("track-\(channel).wav")
                let (code, output) = try await Programme.run(
                    "ffmpeg",
                    [
                        "-v", "error", "-c:a", "libopus", "-i", folder.appendingPathComponent(name).path, "-af",
                        "pan=mono|c0=c\(channel)", "-ar", "8000", track.path,
                    ])
                #expect(code == 0, "\(output)")
                #expect(try SoundFiles.share(of: 700, in: track) > least)
            }
        }

        @Test("an agent's seat registers, is called by another phone, and both hear")
        func seat() async throws {
            let instance = try House.lab()
            let daemon = try await instance.start()
            let card = try FileCard(in: instance.folder)
            let environment = ["ALSA_CONFIG_PATH": card.configuration.path]
            let seat = try Programme(
                House.executable,
                [
                    "phone", "answer", "--at-once", "--register", "1002:civic-1002@\(instance.sip)", "--device",
                    "quiet",
                    "--seconds", "20",
                ], environment: environment, log: instance.folder.appendingPathComponent("seat.log"))
            try await seat.waitFor("registered as 1002", within: .seconds(10))
            let (code, output) = try await Programme.run(
                House.executable,
                [
                    "phone", "call", "sip:1002@\(instance.sip)", "--register", "1001:civic-1001@\(instance.sip)",
                    "--device", "quiet", "--seconds", "3",
                ], environment: environment)
            #expect(code == 0, "\(output)")
            #expect(output.contains("talking"))
            try await seat.waitFor("the other side has hung up", within: .seconds(10))
            #expect(await seat.stop() == 0)
            await daemon.stop(within: .seconds(20))
        }

        @Test("what cannot be had is one line: no such device, no such number")
        func refusals() async throws {
            let instance = try House.lab()
            let daemon = try await instance.start()
            let card = try FileCard(in: instance.folder)
            let environment = ["ALSA_CONFIG_PATH": card.configuration.path]
            let (noDevice, first) = try await Programme.run(
                House.executable, ["phone", "call", "sip:9002@\(instance.sip)", "--device", "nowhere"],
                environment: environment)
            #expect(noDevice == 69)
            #expect(first.split(separator: "\n").count == 1 && first.contains("'nowhere'"), "\(first)")
            let (noNumber, second) = try await Programme.run(
                House.executable, ["phone", "call", "sip:9999@\(instance.sip)", "--device", "quiet"],
                environment: environment)
            #expect(noNumber == 1)
            #expect(second.contains("the call was refused: 404"), "\(second)")
            await daemon.stop(within: .seconds(20))
        }
    }
}

/// A sound card of files: a tone of 700 Hz for its microphone, a file for its loudspeaker, by alsa-lib's own plugins.
private struct FileCard {
    let configuration: URL
    private let loudspeaker: URL

    init(in folder: URL) throws {
        let microphone = folder.appendingPathComponent("microphone.raw")
        loudspeaker = folder.appendingPathComponent("loudspeaker.raw")
        configuration = folder.appendingPathComponent("asound.conf")
        let tone = (0..<48_000 * 30).map { Int16(8000 * sin(2 * .pi * 700 * Double($0) / 48_000)) }
        try tone.withUnsafeBytes { Data($0) }.write(to: microphone)
        try """
        pcm.quiet { type null }
        pcm.microphone {
            type file
            slave.pcm { type null }
            file "/dev/null"
            infile "\(microphone.path)"
            format "raw"
        }
        pcm.loudspeaker {
            type file
            slave.pcm { type null }
            file "\(loudspeaker.path)"
            format "raw"
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
    }

    func heard() throws -> [Int16] {
        try Data(contentsOf: loudspeaker).withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }
}

/// The part of the power that lies at one frequency, 0…1, at 48 kHz; in blocks of 50 ms, since the clocks drift.
private func share(of hertz: Double, in samples: some Collection<Int16>) -> Double {
    let all = Array(samples)
    var (at, total) = (0.0, 0.0)
    for start in stride(from: 0, to: all.count - 2399, by: 2400) {
        var (real, imaginary) = (0.0, 0.0)
        for index in 0..<2400 {
            let angle = 2 * Double.pi * hertz * Double(index) / 48_000
            let sample = Double(all[start + index])
            real += sample * cos(angle)
            imaginary += sample * sin(angle)
            total += sample * sample
        }
        at += 2 * (real * real + imaginary * imaginary) / 2400
    }
    return total > 0 ? at / total : 0
}
