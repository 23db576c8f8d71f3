import CivicDSP
import CivicDaemon
import Testing

@Suite("The tones of the configured country")
struct TonesTests {
    @Test("are China's where nothing is said, and another's by file or variable")
    func country() throws {
        #expect(try ConfigurationFolder().load().tones == .china)
        let folder = try ConfigurationFolder("tones: { country: XX }\n")
        #expect(try folder.load().tones.name == "Elsewhere")
        #expect(try folder.load().tones[.ringback]?.steps.first?.sound.modulation == 25)
        #expect(try folder.load(["CIVICLINE_TONES_COUNTRY": "CN"]).tones == .china)
    }

    @Test("a country without a plan is refused where it is named, with those that have one")
    func unknown() throws {
        let said = "'…/config/tones.yaml' has no country 'QQ'; it has CN, XX [unknown-country]"
        let folder = try ConfigurationFolder("log: { level: info }\ntones: { country: QQ }\n")
        #expect(folder.complaints() == ["…/config/civicline.yaml:2:19: error: \(said)"])
        #expect(
            try ConfigurationFolder().complaints(["CIVICLINE_TONES_COUNTRY": "QQ"])
                == ["environment variable CIVICLINE_TONES_COUNTRY: error: \(said)"])
        #expect(
            try ConfigurationFolder().complaints(["CIVICLINE_TONES_COUNTRY": "china"]) == [
                "environment variable CIVICLINE_TONES_COUNTRY: error: takes a country code of two capitals such as CN, "
                    + "found 'china' [wrong-value]"
            ])
    }

    @Test("a fault in the file is told with its line, a file that is missing with the key")
    func faults() throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            ConfigurationFolder.tones.replacing("hertz: 450, cadence: [1, 4]", with: "hertz: 450, cadence: [1]"),
            to: "config/tones.yaml")
        #expect(
            folder.complaints().first
                == "…/config/tones.yaml:5:38: error: 'cadence' takes an even number of seconds, at most 16, found a "
                + "list; off times stand after on times: [on, off, on, off] [wrong-cadence]")
        let other = try ConfigurationFolder("files: { tones: none.yaml }\n")
        #expect(
            other.complaints() == [
                "…/config/civicline.yaml:1:17: error: there is no file '…/config/none.yaml'; make it, or correct "
                    + "'files.tones' [missing-file]"
            ])
    }
}
