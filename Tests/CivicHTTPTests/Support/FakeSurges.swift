import CivicCalls
import CivicHTTP
import Foundation

/// One prepared text, two plans, and whatever is put in front.
actor FakeSurges: SurgeOffice {
    private(set) var active: [SurgeNotice] = []
    private(set) var authors: [String] = []
    var refusal: SurgeRefusal?
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    func refuse(_ refusal: SurgeRefusal?) { self.refusal = refusal }

    func board() -> SurgeBoard {
        SurgeBoard(
            active: active,
            texts: [
                SurgeBoard.Text(
                    id: "surge.flood", words: ["en": "Leave the river.", "zh-CN": "请离开河边。"], silent: [])
            ],
            plans: [
                SurgeBoard.Plan(name: "county", announces: true, languages: ["zh-CN", "en"]),
                SurgeBoard.Plan(name: "lab", announces: false, languages: ["en"]),
            ], voices: ["en", "zh-CN"])
    }

    func putInFront(_ wish: SurgeWish, by author: String) throws -> SurgeNotice {
        if let refusal { throw refusal }
        authors.append(author)
        let notice = SurgeNotice(
            id: Int64(authors.count), plan: wish.plan, text: wish.text ?? "surge.own.1",
            words: wish.words ?? ["en": "Leave the river.", "zh-CN": "请离开河边。"], author: author, since: now(),
            until: now().addingTimeInterval(Double(wish.hours) * 3_600))
        active = [notice]
        return notice
    }

    func takeAway(_ id: Int64, by author: String) throws {
        guard active.contains(where: { $0.id == id }) else { throw SurgeRefusal.gone }
        authors.append(author)
        active.removeAll { $0.id == id }
    }

    func voice(_ words: String, in language: String) throws -> Data {
        if let refusal { throw refusal }
        return Data("RIFF \(language) \(words)".utf8)
    }

    func sound(of text: String, in language: String) -> Data? {
        text == "surge.flood" ? Data("RIFF \(language)".utf8) : nil
    }
}
