import CivicDSP
import CivicDaemon
import Foundation
import Testing

struct ShippedRecordingsTests {
    @Test("no recording that comes with the hotline has a fault that the studio would show")
    func faultless() throws {
        let folder = PlanKeeperTests.root.appending(path: "prompts").path
        let clips = HouseRules.clipNames(in: folder).filter { !$0.hasPrefix("shared/") }
        #expect(clips.count > 900)
        for clip in clips {
            let wav = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\(clip).wav"))))
            let check = SoundCheck(of: wav.mono, sampleRate: wav.sampleRate)
            #expect(check.faults.isEmpty, "\(clip): \(check.faults), \(check.level ?? 0) dBFS")
        }
    }
}
