/// Counters of one queue, or of all, since the start.
///
/// `offered` = `answered` + `abandoned` + `messages` + `overflowed` + those who wait for their first answer.
package struct QueueStatistics: Sendable, Equatable {
    /// Places that joined.
    package var offered = 0
    /// Places answered by a person; once each, however often they come back.
    package var answered = 0
    /// Answered within the queue's service level.
    package var answeredInTime = 0
    /// Hung up before any answer.
    package var abandoned = 0
    /// Chose to leave a message.
    package var messages = 0
    /// Went elsewhere by overflow or closing time.
    package var overflowed = 0
    /// Leases handed to agents.
    package var leases = 0
    /// Leases that no agent won.
    package var leasesFailed = 0
    /// Came back into line after a talk: transfers and lost agents.
    package var returned = 0

    package init() {}

    static func += (total: inout Self, more: Self) {
        total.offered += more.offered
        total.answered += more.answered
        total.answeredInTime += more.answeredInTime
        total.abandoned += more.abandoned
        total.messages += more.messages
        total.overflowed += more.overflowed
        total.leases += more.leases
        total.leasesFailed += more.leasesFailed
        total.returned += more.returned
    }
}
