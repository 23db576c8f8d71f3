import CivicCore
import CivicSDP
import Testing

/// Bugs that others had with session descriptions.
@Suite("Bugs that others had: session descriptions")
struct DescriptionBugTests {
    private let local = LocalAudio(host: "192.0.2.9", port: 30_000, sessionID: 7, version: 3)

    private func description(_ lines: String, head: String = "c=IN IP4 192.0.2.1\n") -> [UInt8] {
        Array("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n\(head)t=0 0\n\(lines)".utf8)
    }

    @Test("many m= lines — up to the limit each is answered in its place, beyond it the description is refused")
    func manyMedia() throws {
        for count in [1, 2, 31] {
            let offer = description(
                String(repeating: "m=video 4000 RTP/AVP 31\n", count: count) + "m=audio 4000 RTP/AVP 8\n")
            let (body, audio) = try OfferAnswer.answer(to: offer, local: local)
            let answer = try SessionDescription(parsing: body)
            #expect(answer.media.count == count + 1)
            #expect(answer.media.dropLast().allSatisfy { $0.port == 0 } && answer.media.last?.port == 30_000)
            #expect(audio.remote?.port == 4000)
        }
        for count in [32, 33, 900] {
            let offer = description(
                String(repeating: "m=audio 4000 RTP/AVP 8\n", count: count) + "m=audio 4002 RTP/AVP 8\n")
            guard case .malformed(.tooManyMedia) = refusal(of: offer) else { return #expect(Bool(false), "\(count)") }
        }
        // One m= line cut short, and m= lines with nothing to hold on to.
        for line in ["m=", "m=audio", "m= ", "m=audio 4000", "m=audio 4000 RTP/AVP", "m=audio 4000/0 RTP/AVP 8"] {
            guard case .malformed = refusal(of: description(line + "\n")) else {
                return #expect(Bool(false), "\(line)")
            }
        }
    }

    @Test("2,000-byte SDP addresses — refused in c= of session and stream and in o=, digits or not")
    func longAddresses() {
        for host in [
            String(repeating: "1", count: 2000), String(repeating: "1.", count: 1000),
            String(repeating: "a", count: 2000),
            String(repeating: ":", count: 2000), String(repeating: "1", count: 256),
            "1.2.3.4" + String(repeating: " ", count: 2000),
        ] {
            for family in ["IP4", "IP6"] where !(host.hasPrefix("1.2.3.4") && family == "IP4") {
                let connection = "c=IN \(family) \(host)\n"
                for offer in [
                    description("m=audio 4000 RTP/AVP 8\n", head: connection),
                    description("m=audio 4000 RTP/AVP 8\n" + connection),
                    Array(
                        "v=0\no=- 1 1 IN \(family) \(host)\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 8\n"
                            .utf8),
                ] {
                    switch refusal(of: offer) {
                    case .malformed, .noAddress: break
                    // An origin is read and never used.
                    case nil: #expect(host.hasPrefix("1.2.3.4"))
                    case .some(let other): #expect(Bool(false), "\(other)")
                    }
                }
            }
        }
    }

    @Test("T.38 with port 0 — beside audio it stays refused in its place, alone it is no call, in an answer no trap")
    func faxWithPortZero() throws {
        let fax = "m=image 0 udptl t38\na=T38FaxVersion:0\na=T38FaxMaxBuffer:-1\n"
        let (body, _) = try OfferAnswer.answer(to: description("m=audio 4000 RTP/AVP 8\n" + fax), local: local)
        let answer = try SessionDescription(parsing: body)
        #expect(answer.media.map(\.kind) == ["audio", "image"] && answer.media.map(\.port) == [30_000, 0])
        #expect(answer.media.last?.transport == "udptl" && answer.media.last?.formats == ["t38"])
        #expect(refusal(of: description(fax)) == .noAudio)
        #expect(refusal(of: description("m=audio 0 RTP/AVP 8\n" + fax)) == .noAudio)
        #expect(throws: SDPRefusal.self) { try OfferAnswer.accept(answer: description(fax), to: local) }
        // A fax gateway changes over to T.38 by a new offer: refused, and the audio goes on.
        #expect(refusal(of: description("m=audio 0 RTP/AVP 8\nm=image 4000 udptl t38\n")) == .noAudio)
    }

    private func refusal(of offer: [UInt8]) -> SDPRefusal? {
        do throws(SDPRefusal) {
            _ = try OfferAnswer.answer(to: offer, local: local)
            return nil
        } catch {
            return error
        }
    }
}
