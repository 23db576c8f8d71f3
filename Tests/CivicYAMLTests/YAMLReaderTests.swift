import CivicCore
import CivicYAML
import Testing

@Suite struct YAMLReaderTests {
    @Test("one reading tells everything that is wrong")
    func everything() throws {
        let value = try YAMLFile.parse("port: 70000\nnaem: x\nwait: soon\n", file: "t")
        var reader = YAMLReader(value, file: "t")
        let port = reader.integer("port", in: 1...65535, default: 5060)
        let name = reader.string("name")
        let wait = reader.duration("wait", default: .seconds(1))
        reader.finish()
        #expect(port == 5060)
        #expect(name == nil)
        #expect(wait == .seconds(1))
        #expect(
            reader.diagnostics.map(\.description) == [
                "t:1:7: error: 'port' takes a whole number from 1 to 65535, found '70000' [wrong-type]",
                "t:1:1: error: 'name' is missing [missing-key]",
                "t:3:7: error: 'wait' takes a duration such as 800ms, 8s, 2m or 1h, found 'soon' [wrong-type]",
                "t:2:1: error: unknown key 'naem'; did you mean 'name'? [unknown-key]",
            ])
    }

    @Test("a null stands for an absent key")
    func null() throws {
        var reader = YAMLReader(try YAMLFile.parse("a: ~\n", file: "t"), file: "t")
        #expect(reader.integer("a", in: 0...9, default: 3) == 3)
        #expect(reader.diagnostics.isEmpty)
    }
}
