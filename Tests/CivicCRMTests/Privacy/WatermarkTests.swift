import CivicCRM
import Testing

@Suite("Watermarks of confidential cases")
struct WatermarkTests {
    private let mark = Watermark(number: 123_456, check: 0xABCDE)
    private let text = "村口桥面塌了一角，夜里没有路灯。请尽快修好！\n老人孩子都从那里走，已经有人摔倒，医药费还没有人管，镇上说归县里，县里说归镇上。"

    @Test("codes hold the look's number and its check", arguments: [Int64(1), 31, 32, 123_456, 0x3FFF_FFFF])
    func codes(number: Int64) throws {
        let mark = Watermark(number: number, check: 0xFFFFF)
        #expect(mark.code.count == Watermark.length && mark.number == number && mark.check == 0xFFFFF)
        #expect(Watermark(typed: mark.shown.lowercased()) == mark)
    }

    @Test("what is typed from a photograph is read with its usual slips, and nothing else is")
    func typed() {
        #expect(Watermark(typed: "oiL0 - 1234 - 5a")?.code == "011012345A")
        for wrong in ["", "0123", "0123-4567-8U", "0123-4567-890", "０１２３４５６７８９"] {
            #expect(Watermark(typed: wrong) == nil)
        }
    }

    @Test("a marked text reads as before, and any sentence of it tells the mark")
    func hidden() {
        let marked = mark.hidden(in: text)
        #expect(marked != text && Watermark.read(marked) == [mark])
        let visible = marked.unicodeScalars.filter {
            !(0x200B...0x200D).contains($0.value) && !(0x2060...0x2061).contains($0.value)
        }
        #expect(String(String.UnicodeScalarView(visible)) == text)
        let second = marked.split(separator: "\n")[1]
        #expect(Watermark.read(String(second)) == [mark])
        #expect(Watermark.read("说：" + String(marked.prefix(60)) + "……") == [mark])
    }

    @Test("short, empty and foreign texts")
    func others() {
        #expect(mark.hidden(in: "") == "")
        #expect(Watermark.read(mark.hidden(in: "桥")) == [mark])
        #expect(Watermark.read(text).isEmpty && Watermark.read("\u{2061}\u{200B}").isEmpty)
        #expect(Watermark.read("see \(mark.shown) here") == [mark])
        let other = Watermark(number: 7, check: 1)
        #expect(Watermark.read(mark.hidden(in: "一") + other.hidden(in: "二")) == [mark, other])
    }
}
