import CivicCore
import Foundation
import Testing

@Suite struct RedactedTests {
    @Test("no way of printing shows the value")
    func printing() {
        let name = Redacted("Zhang San")
        var dumped = ""
        dump(name, to: &dumped)
        for text in ["\(name)", String(reflecting: name), String(describing: [name]), "\([1: name])", dumped] {
            #expect(!text.contains("Zhang"))
        }
    }

    @Test("it is coded as its value")
    func coding() throws {
        let data = try JSONEncoder().encode([Redacted("x")])
        #expect(String(decoding: data, as: UTF8.self) == #"["x"]"#)
        #expect(try JSONDecoder().decode([Redacted<String>].self, from: data) == [Redacted("x")])
    }
}
