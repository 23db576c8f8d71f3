import CivicCore

/// What a leg may use while the thread looks after it.
struct TickContext: ~Copyable {
    let counters: ThreadCounters
    let mark = RealtimeMark()
    private let news: SPSCRing<ThreadNews>
    var echo: EchoPool
    /// Ticks of 20 ms since the thread began; the timestamps of everything sent follow it.
    var tick: Int64 = 0
    var now: MonotonicInstant = .zero
    /// Whether news went out that the control side does not know of yet.
    var hasNews = false

    init(counters: ThreadCounters, news: SPSCRing<ThreadNews>, echoCancellers: Int) {
        echo = EchoPool(size: echoCancellers)
        self.counters = counters
        self.news = news
    }

    /// Half of the ring is kept for what gives memory back, of which no more than that is ever lent.
    mutating func tell(_ item: ThreadNews) {
        hasNews = true
        if item.isExpendable && news.free < news.capacity / 2 {
            counters.newsLost.increment()
        } else if !news.push(item) {
            counters.newsLost.increment()
        }
    }
}
