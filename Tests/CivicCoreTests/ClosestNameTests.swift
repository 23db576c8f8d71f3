import CivicCore
import Testing

@Suite struct ClosestNameTests {
    @Test(
        "a slip of the finger finds its word",
        arguments: [("pensoin", "pension"), ("quue", "queue"), ("menuu", "menu"), ("HTTP", "http")])
    func found(slip: String, word: String) {
        #expect(closestName(to: slip, among: ["pension", "queue", "menu", "http"]) == word)
    }

    @Test("another word finds none", arguments: ["hospital", "xyz", ""])
    func none(word: String) {
        #expect(closestName(to: word, among: ["pension", "queue", "menu"]) == nil)
    }
}
