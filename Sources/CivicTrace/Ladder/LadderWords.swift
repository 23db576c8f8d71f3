/// The words of a ladder in one language.
package struct LadderWords: Sendable, Equatable {
    package var title: String
    package var begins: String
    /// By ``Ladder/Participant/party``.
    package var parties: [String: String]
    package var offer: String
    package var answer: String
    package var again: String
    package var encrypted: String
    package var redacted: String
    package var whole: String
    package var noMessages: String
    package var dropped: String
    package var directions: [String: String]
    /// By the ledger's kind.
    package var events: [String: String]

    package func party(_ name: String) -> String { parties[name] ?? name }
    package func event(_ kind: String) -> String { events[kind] ?? kind }

    package static let english = LadderWords(
        title: "Call {reference}", begins: "begins {time}",
        parties: [
            "citizen": "Citizen", "us": "CivicLine", "agent": "Agent", "guest": "Colleague", "caller": "Caller",
            "callee": "Callee", "other": "Other", "supervisor": "Supervisor",
        ],
        offer: "offer", answer: "answer", again: "again", encrypted: "encrypted",
        redacted: "Names and numbers are taken out.", whole: "Messages are shown whole.",
        noMessages: "The messages of this call are no longer in memory; the ledger is.",
        dropped: "{count} messages were too many and are left out.",
        directions: ["sendonly": "sends only", "recvonly": "listens only", "inactive": "on hold"],
        events: [
            "call-arrived": "call arrives", "call-answered": "call answered", "call-ended": "call ends",
            "place-joined": "joins the line", "place-returned": "back in line", "card-pushed": "card at the desk",
            "agent-ringing": "agent's phone rings", "agent-answered": "agent answers", "case-opened": "case opened",
            "citizen-confirmed": "citizen confirmed", "wrapped-up": "wrapped up", "transfer-begun": "transfer begins",
            "transferred": "transferred", "transfer-failed": "transfer failed",
            "referral-failed": "the carrier did not transfer", "guest-left": "colleague left",
            "audio-found": "audio is back", "audio-missing": "audio is missing", "audio-quality": "audio quality",
            "agent-away": "agent's browser is away", "agent-back": "agent's browser is back", "held": "on hold",
            "passed-on": "passed on", "taken-over": "supervisor takes over", "consultation-begun": "asks somebody",
            "consultation-answered": "somebody asked answers",
            "consultation-hearing": "who hears whom", "consultation-ended": "asking ends",
            "resumed": "off hold", "supervision-begun": "supervisor takes part",
            "supervision-changed": "supervisor changes part", "supervision-ended": "supervisor leaves",
        ])

    package static let chinese = LadderWords(
        title: "通话 {reference}", begins: "开始于 {time}",
        parties: [
            "citizen": "市民", "us": "CivicLine", "agent": "话务员", "guest": "同事", "caller": "主叫", "callee": "被叫",
            "other": "其他", "supervisor": "班长",
        ],
        offer: "提议", answer: "应答", again: "重发", encrypted: "加密",
        redacted: "姓名和号码已隐去。", whole: "消息为原文。",
        noMessages: "此通话的消息已不在内存中，账本仍在。",
        dropped: "消息过多，略去 {count} 条。",
        directions: ["sendonly": "只发", "recvonly": "只收", "inactive": "保持"],
        events: [
            "call-arrived": "来电", "call-answered": "接通", "call-ended": "通话结束", "place-joined": "进入排队",
            "place-returned": "回到队列", "card-pushed": "来电卡片已弹出", "agent-ringing": "话务员话机振铃",
            "agent-answered": "话务员接听", "case-opened": "已立案", "citizen-confirmed": "已确认市民",
            "wrapped-up": "话后处理完成", "transfer-begun": "开始转接", "transferred": "已转接", "transfer-failed": "转接失败",
            "referral-failed": "运营商未能转接",
            "guest-left": "同事离开", "audio-found": "声音恢复", "audio-missing": "没有声音", "audio-quality": "通话质量",
            "agent-away": "话务员浏览器断开", "agent-back": "话务员浏览器恢复", "held": "保持", "passed-on": "转交", "taken-over": "班长接管",
            "consultation-begun": "开始咨询", "consultation-answered": "被咨询方接听",
            "consultation-hearing": "切换通话对象", "consultation-ended": "咨询结束", "resumed": "取消保持",
            "supervision-begun": "班长介入", "supervision-changed": "班长改变介入方式", "supervision-ended": "班长退出",
        ])
}

extension Ladder.Media {
    func text(_ words: LadderWords) -> String {
        let role = role == .offer ? words.offer : words.answer
        var parts = [role + " " + codecs.joined(separator: " "), address]
        if let direction { parts.append(words.directions[direction] ?? direction) }
        if isEncrypted { parts.append(words.encrypted) }
        return parts.joined(separator: " · ")
    }
}
