import CivicStore
import Foundation
import Testing

private let sampleKey = Data(repeating: 7, count: 32).base64EncodedString()

@Suite("The ring of keys")
struct KeyRingTests {
    private static let now = StoreFixture.now

    @Test("is read as it was written; each new key has the next number and seals")
    func text() throws {
        let one = KeyRing.made(at: Self.now)
        let two = try one.withNewKey(above: 0, at: Self.now + 60)
        let read = try KeyRing(text: two.text)
        #expect(read.keys.map(\.number) == [1, 2])
        #expect(read.keys.map(\.madeAt) == [Self.now, Self.now + 60])
        #expect(read.keys.map(\.mark) == two.keys.map(\.mark) && read.index.mark == one.index.mark)
        #expect(read.current.number == 2)
        #expect(read.continues(one) && !one.continues(read) && !read.continues(.made(at: Self.now)))
        // A number that was given out is not given out again, also when its key is gone.
        #expect(try one.withNewKey(above: 7, at: Self.now).current.number == 8)
        #expect(throws: KeyRing.Fault.self) { try one.withNewKey(above: .max, at: Self.now) }
    }

    @Test("every ring has keys of its own, and its marks tell none of them")
    func marks() throws {
        let (one, two) = (KeyRing.made(at: Self.now), KeyRing.made(at: Self.now))
        #expect(Set([one.index.mark, one.current.mark, two.index.mark, two.current.mark]).count == 4)
        #expect(!one.text.contains(one.index.mark))
    }

    @Test(
        "a text that is none is refused with its line",
        arguments: [
            ("", 0), ("# nothing\n", 0), ("index 2026-11-27T08:00:00Z \(sampleKey)", 0),
            ("key 1 2026-11-27T08:00:00Z \(sampleKey)", 0),
            ("index 2026-11-27T08:00:00Z short\n", 1), ("\n\nindex yesterday \(sampleKey)\n", 3), ("lock 1 2 3\n", 1),
            ("index 2026-11-27T08:00:00Z \(sampleKey)\nindex 2026-11-27T08:00:00Z \(sampleKey)", 2),
            ("key 2 2026-11-27T08:00:00Z \(sampleKey)\nkey 2 2026-11-27T08:00:00Z \(sampleKey)", 2),
            ("key 0 2026-11-27T08:00:00Z \(sampleKey)", 1), ("key 65536 2026-11-27T08:00:00Z \(sampleKey)", 1),
        ])
    func refused(text: String, line: Int) throws {
        let fault = try #require(throws: KeyRing.Fault.self) { try KeyRing(text: text) }
        #expect(fault.line == line)
    }

    @Test("its file is its owner's alone; one that everybody may read is refused with its remedy")
    func permissions() throws {
        let folder = NSTemporaryDirectory() + "civicstore-ring-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = KeyRingFile(path: folder + "/record.keys")
        let ring = KeyRing.made(at: Self.now)
        try file.make(ring)
        func mode() throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        }
        #expect(try mode() == 0o600)
        // Who comes second finds the ring that is there.
        try file.make(.made(at: Self.now))
        #expect(try file.read().current.mark == ring.current.mark)
        try file.replace(with: ring.withNewKey(above: 0, at: Self.now))
        #expect(try mode() == 0o600)
        #expect(try file.read().keys.count == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["record.keys"])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let refusal = try #require(throws: StoreError.self) { try file.read() }
        #expect(refusal.description.contains("chmod 600"))
    }
}
