import CivicCalls
import CivicSIP
import Testing

@Suite struct InfoDigitTests {
    @Test(
        "both bodies in use give the digit",
        arguments: [
            ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", Character("5")),
            ("application/dtmf-relay", "signal = *\nduration=100", "*"),
            ("application/dtmf-relay; charset=utf-8", "Duration=160\r\nSignal=#", "#"),
            ("application/dtmf", "0", "0"), ("application/dtmf", "11\r\n", "#"), ("Application/DTMF", " d ", "D"),
        ])
    func digits(type: String, body: String, digit: Character) {
        #expect(dtmfDigit(in: SIPBody(contentType: type, bytes: Array(body.utf8))) == digit)
    }

    @Test(
        "anything else gives none",
        arguments: [
            ("application/dtmf-relay", ""), ("application/dtmf-relay", "Signal"), ("application/dtmf", "hello"),
            ("application/sdp", "Signal=5"), ("application/dtmf-relay", "Signal=55"),
        ])
    func none(type: String, body: String) {
        #expect(dtmfDigit(in: SIPBody(contentType: type, bytes: Array(body.utf8))) == nil)
    }
}
