package import CivicCore
package import CivicDialplan

/// Where the walks of calls are kept, for replays and for trying a dialplan on past calls. `CivicStore` keeps them.
package protocol WalkLog: Sendable {
    /// Durable when it returns. A conversation that walks through a second plan has two.
    ///
    /// - Parameter walked: what is counted of it, for the graphs.
    func keep(_ record: WalkRecord, _ walked: WalkedWays, of conversation: ConversationReference) async throws
}
