package import CivicCore

/// The append-only record of what happened; reports and audit read it. `CivicStore` keeps it.
package protocol CallLedger: Sendable {
    /// Durable when it returns. `details` hold no names or numbers, only words, counts and references.
    func append(kind: String, conversation: ConversationReference?, actor: String, details: [String: String])
        async throws
}
