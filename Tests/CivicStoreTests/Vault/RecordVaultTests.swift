import CivicStore
import Foundation
import Testing

@Suite("The vault of the record")
struct RecordVaultTests {
    private static let now = StoreFixture.now

    /// A vault in a folder of its own that is removed with it.
    private final class Place {
        let folder = NSTemporaryDirectory() + "civicstore-vault-\(UUID().uuidString)"
        let file: KeyRingFile
        let vault: RecordVault

        init() throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            file = KeyRingFile(path: folder + "/record.keys")
            try file.make(.made(at: RecordVaultTests.now))
            vault = try RecordVault(file)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }

    @Test(
        "opens what it has sealed, whatever it is, and never seals it alike",
        arguments: ["", "+8613800000001", "002X", "张三\u{0}\n", String(repeating: "键", count: 20_000)])
    func roundTrip(text: String) throws {
        let place = try Place()
        for column in SealedColumn.allCases {
            let (one, two) = (try place.vault.seal(text, for: column), try place.vault.seal(text, for: column))
            #expect(one != two)
            #expect(one.count == text.utf8.count + 31)
            #expect(try place.vault.open(one, of: column) == text)
            #expect(try place.vault.open(two, of: column) == text)
        }
    }

    @Test("does not open what was sealed in another column, or for another house")
    func wrongPlace() throws {
        let (place, other) = (try Place(), try Place())
        for column in SealedColumn.allCases {
            let sealed = try place.vault.seal("+8613800000001", for: column)
            for another in SealedColumn.allCases where another != column {
                #expect(throws: VaultRefusal.notSealed(another)) { try place.vault.open(sealed, of: another) }
            }
            #expect(throws: VaultRefusal.notSealed(column)) { try other.vault.open(sealed, of: column) }
        }
    }

    @Test("does not open what was changed in any bit, cut or lengthened")
    func tampered() throws {
        let place = try Place()
        let sealed = try place.vault.seal("+8613800000001", for: .phone)
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: VaultRefusal.self) { try place.vault.open(changed, of: .phone) }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: VaultRefusal.self) { try place.vault.open(sealed.prefix(count), of: .phone) }
        }
        #expect(throws: VaultRefusal.self) { try place.vault.open(sealed + Data([0]), of: .phone) }
    }

    @Test("indexes are the same for the same number of a column alone, and of one length")
    func indexes() throws {
        let (place, other) = (try Place(), try Place())
        let number = "+8613800000001"
        let again = try RecordVault(place.file)
        var seen: Set<String> = []
        for column in IndexedColumn.allCases {
            let index = place.vault.index(number, for: column)
            #expect(index.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(again.index(number, for: column) == index)
            seen.insert(index)
            seen.insert(place.vault.index("+8613800000002", for: column))
            seen.insert(other.vault.index(number, for: column))
        }
        #expect(seen.count == IndexedColumn.allCases.count * 3)
        #expect(place.vault.index(String(repeating: "9", count: 10_000), for: .phone).utf8.count == 32)
    }

    @Test("takes a key that another process has added, to seal with it and to open what that has sealed")
    func keyOfAnother() throws {
        let place = try Place()
        let before = try place.vault.seal("+861", for: .phone)
        let other = try RecordVault(place.file)
        try place.file.replace(with: other.ring.withNewKey(above: 0, at: Self.now))
        let theirs = try other.seal("+862", for: .phone)
        #expect(RecordVault.keyNumber(of: theirs) == 2)
        #expect(try place.vault.open(theirs, of: .phone) == "+862")
        #expect(RecordVault.keyNumber(of: try place.vault.seal("+863", for: .phone)) == 2)
        #expect(try place.vault.open(before, of: .phone) == "+861")
        #expect(place.vault.index("+861", for: .phone) == other.index("+861", for: .phone))
    }

    @Test("keeps its keys while the file is gone, damaged or another house's")
    func fileTakenAway() throws {
        let (place, other) = (try Place(), try Place())
        let sealed = try place.vault.seal("+861", for: .phone)
        let files = ["", "key 1 yesterday AAAA", try String(contentsOfFile: other.file.path, encoding: .utf8), nil]
        for text in files {
            try FileManager.default.removeItem(atPath: place.file.path)
            try text?.write(toFile: place.file.path, atomically: true, encoding: .utf8)
            #expect(try place.vault.open(place.vault.seal("+862", for: .phone), of: .phone) == "+862")
            #expect(try place.vault.open(sealed, of: .phone) == "+861")
        }
    }
}
