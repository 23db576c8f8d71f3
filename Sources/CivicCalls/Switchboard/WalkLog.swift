package import CivicCore
package import CivicDialplan

/// How a call has walked, and what is counted of it for the graphs.
package struct WalkedCall: Sendable {
    package let conversation: ConversationReference
    package let record: WalkRecord
    package let walked: WalkedWays

    package init(conversation: ConversationReference, record: WalkRecord, walked: WalkedWays) {
        self.conversation = conversation
        self.record = record
        self.walked = walked
    }
}

/// Where the walks of calls are kept, for replays and for trying a dialplan on past calls. `CivicStore` keeps them.
package protocol WalkLog: Sendable {
    /// Durable when it returns. A conversation that walks through a second plan has two.
    func keep(_ call: WalkedCall) async throws
    /// Puts calls that go on in the place of what was drafted of them before; what a crash leaves is kept at the next start.
    func draft(_ calls: [WalkedCall]) async throws
}
