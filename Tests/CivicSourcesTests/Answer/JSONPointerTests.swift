import CivicSources
import Foundation
import Testing

@Suite struct JSONPointerTests {
    /// The document of RFC 6901 §5.
    private static let document = #"""
        {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}
        """#

    @Test(
        "the examples of RFC 6901 §5 hold",
        arguments: [
            ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
            ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
        ])
    func examples(pointer: String, expected: String) throws {
        let document = try #require(JSONValue(parsing: Data(Self.document.utf8)))
        let value = try #require(JSONPointer(pointer)?.value(in: document))
        #expect(String(decoding: value.data, as: UTF8.self) == expected)
        #expect(JSONPointer("")?.value(in: document) == document)
    }

    @Test(
        "nothing stands where nothing is",
        arguments: ["/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/bar", "/bar", "/foo/0/x"])
    func missing(pointer: String) throws {
        let document = try #require(JSONValue(parsing: Data(Self.document.utf8)))
        #expect(try #require(JSONPointer(pointer)).value(in: document) == nil)
    }

    @Test("what is no pointer is none", arguments: ["foo", "/a~", "/a~2", "#/a"])
    func malformed(text: String) {
        #expect(JSONPointer(text) == nil)
    }
}
