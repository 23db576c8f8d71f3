import Testing

@testable import CivicHTTP

struct OpenStreamsTests {
    @Test("an agent gets so many streams and no more, and a closed one frees its place")
    func bounded() {
        let streams = OpenStreams(limitPerAgent: 2)
        #expect(streams.enter("lin") && streams.enter("lin"))
        #expect(!streams.enter("lin"))
        #expect(streams.enter("he"))
        streams.leave("lin")
        #expect(streams.enter("lin"))
    }
}
