import ArgumentParser
import CivicCore
import CivicDSP
import CivicTones
import Foundation

/// Which country's tones a sub-command works with.
struct TonePlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The country whose tones are meant, such as CN, US or GB.", valueName: "code"))
    var country = TonePlan.china.country
    @Option(help: ArgumentHelp("The file of tone plans.", valueName: "file"))
    var tones = "config/tones.yaml"

    init() {}

    /// The plan; China's is known without a file.
    func plan() throws -> TonePlan {
        let code = country.uppercased()
        guard FileManager.default.fileExists(atPath: tones) else {
            if code == TonePlan.china.country { return .china }
            throw AudioFile.Fault(description: "\(tones): no such file; name the tone plans with --tones")
        }
        guard let data = FileManager.default.contents(atPath: tones),
            let text = String(validating: data, as: UTF8.self)
        else { throw AudioFile.Fault(description: "\(tones): cannot be read as UTF-8 text") }
        do {
            return try TonesFile.plan(for: code, among: TonesFile.plans(parsing: text, file: tones), file: tones)
        } catch {
            throw AudioFile.Fault(description: error.all.first?.description ?? "\(tones): refused")
        }
    }
}
