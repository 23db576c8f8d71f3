import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Recordings of prompts")
struct PromptBookTests {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)

    static func recording(_ sound: Data, source: PromptRecording.Source = .upload) -> PromptRecording {
        PromptRecording(
            clip: "en/welcome", hash: PromptRecording.hash(of: sound), said: "Hello.", source: source, author: "wu",
            at: now, clipped: 3, noise: -60.5)
    }

    @Test("a recording is kept with its sound and that of the one before, and the ledger says who")
    func keep() async throws {
        let fixture = try StoreFixture()
        let book = fixture.store.prompts
        let (old, new) = (Data([1, 2, 3]), Data([4, 5]))
        try await book.found([Self.recording(old, source: .file)])
        #expect(try await book.sound(PromptRecording.hash(of: old)) == nil)
        let kept = try await book.keep(Self.recording(new), sound: new, before: old)
        #expect(kept.serial == 2 && kept.clipped == 3 && kept.noise == -60.5)
        #expect(try await book.recordings(of: "en/welcome").map(\.serial) == [2, 1])
        #expect(try await book.recordings().first == kept)
        #expect(try await book.recordings(of: "zh-CN/welcome").isEmpty)
        #expect(try await book.sound(PromptRecording.hash(of: old)) == old)
        #expect(try await book.sound(kept.hash) == new)
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "prompt-recorded" && entry.actor == "wu")
        #expect(entry.payload.contains(kept.hash) && entry.payload.contains("\"serial\":\"2\""))
        #expect(!entry.payload.contains("Hello"))
    }

    @Test("the same sound may come back; rows and sounds never change")
    func appendOnly() async throws {
        let fixture = try StoreFixture()
        let book = fixture.store.prompts
        let sound = Data([1])
        _ = try await book.keep(Self.recording(sound), sound: sound, before: nil)
        _ = try await book.keep(Self.recording(sound, source: .restored), sound: sound, before: sound)
        #expect(try await book.recordings().map(\.serial) == [2, 1])
        for table in ["prompt_recording", "prompt_sound"] {
            await #expect(throws: (any Error).self) {
                try await fixture.store.pool.write { db in try db.execute(sql: "DELETE FROM \(table)") }
            }
        }
    }

    @Test("a changed text is in the ledger by its hashes")
    func text() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.prompts.textChanged(
            of: "welcome", language: "en", from: "Hello.", to: "Good day.", by: "wu", at: Self.now)
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "prompt-text-changed" && entry.actor == "wu")
        #expect(entry.payload.contains(PromptRecording.hash(of: Data("Good day.".utf8))))
        #expect(entry.payload.contains("\"prompt\":\"welcome\"") && !entry.payload.contains("Good day"))
    }
}
