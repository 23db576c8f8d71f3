package import CivicCore

/// Past calls as they walked through the dialplans; the daemon answers it for pages and commands.
package protocol CallArchive: Sendable {
    /// Calls that began in a plan within a period, the newest first.
    ///
    /// - Parameters:
    ///   - from, to: such as `2026-11-23T10:00`, on the plan's clock; `nil` is since yesterday, and until now.
    func pastCalls(of plan: String, from: String?, to: String?, limit: Int) async throws -> PastCallsView
    /// One call, walked again on the versions that it was walked on; who looked is in the ledger. A call that an agent
    /// passed on to another dialplan has several walks.
    ///
    /// - Parameter language: tag of the language that the picture is told in.
    func replay(_ reference: ConversationReference, language: String, by author: String) async throws -> [ReplayView]
    /// Walks the period's callers through a text; nothing changes.
    func whatIf(_ text: String, as plan: String, from: String?, to: String?, language: String) async throws
        -> WhatIfView
}
