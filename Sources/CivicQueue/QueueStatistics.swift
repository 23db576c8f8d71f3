/// Counters of one queue, or of all, since the start.
///
/// `offered` = `answered` + `abandoned` + `messages` + `overflowed` + `unreachable` + those who wait for their first
/// answer.
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

    /// Left unreached after their last attempt to be called back.
    package var unreachable = 0
    /// Places to be called back, by every cause.
    package var callBacks = 0
    /// Times that a citizen's phone was to ring.
    package var dialled = 0
    /// Call-backs that a citizen took.
    package var taken = 0
    /// Citizens who called again and had their place back.
    package var resumed = 0
    /// By how the attempt ended.
    package var callBackFailures: [CallBackFailure: Int] = [:]
    /// Places that went ahead of longer waits, by the reason.
    package var marked: [Place.Mark: Int] = [:]

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
        total.unreachable += more.unreachable
        total.callBacks += more.callBacks
        total.dialled += more.dialled
        total.taken += more.taken
        total.resumed += more.resumed
        total.callBackFailures.merge(more.callBackFailures, uniquingKeysWith: +)
        total.marked.merge(more.marked, uniquingKeysWith: +)
    }
}
