import CivicCRM
import Testing

@Suite("How names are read")
struct NameReadingTests {
    @Test(
        "in Latin letters without tones, with the initials of all syllables",
        arguments: [
            ("张三", "zhangsan", "zs"), ("王秀兰", "wangxiulan", "wxl"), ("吕布", "lubu", "lb"),
            ("欧阳娜娜", "ouyangnana", "oynn"), ("Emma Clarke", "emmaclarke", "ec"), ("买买提·艾力", "maimaitiaili", "mmtal"),
            ("José  Núñez-Ruiz", "josenunezruiz", "jnr"), ("ＡＢ", "ab", "a"), ("", "", ""), (" · ", "", ""),
            ("李4", "li4", "l4"),
        ])
    func readings(name: String, whole: String, initials: String) {
        let reading = NameReading(of: name)
        #expect(reading.whole == whole && reading.initials == initials)
    }

    @Test(
        "a surname has the reading that it has as a surname, and only there",
        arguments: [
            ("单田芳", "s"), ("曾国", "z"), ("解缙", "x"), ("仇英", "q"), ("查良", "z"), ("区大", "o"), ("乐毅", "y"), ("朴大", "p"),
            ("翟天", "z"), ("覃天", "q"), ("盖天", "g"), ("缪天", "m"), ("褚天", "c"),
        ])
    func surnames(name: String, initial: String) {
        #expect(NameReading(of: name).initials.hasPrefix(initial))
        #expect(NameReading(of: "王单").initials == "wd")
    }

    @Test("what is typed is taken as letters alone")
    func typed() {
        #expect(NameReading.typed("ZS") == "zs")
        #expect(NameReading.typed("Zhang San") == "zhangsan")
        #expect(NameReading.typed("xi'an") == "xian")
        #expect(NameReading.typed("lǚ") == "lu")
        for text in ["", " ", "张s", "z1", "z%", "z\"", "{", "_"] { #expect(NameReading.typed(text) == nil) }
    }
}
