import CivicCRM
import CivicCalls
import CivicCore
import CivicHTTP
import Foundation

/// People, cases and calls that exist nowhere.
enum SampleCounty {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    static func minutes(_ minutes: Double, from instant: Date) -> Date { instant.addingTimeInterval(minutes * 60) }

    static let catalogue = DeskCatalogue(
        hotline: .init(id: "12345", zh: "青禾县市民热线", en: "Qinghe County citizens' hotline"),
        services: [
            .init(
                id: "water", zh: "供水故障", en: "Water supply fault", unit: "water-company",
                asks: [
                    .init(zh: "哪个村、哪一户停水？", en: "Which village and house have no water?"),
                    .init(zh: "从什么时候开始？邻居家也停了吗？", en: "Since when? The neighbours too?"),
                    .init(zh: "家里有没有病人或老人急需用水？", en: "Is anyone at home ill or old and in need of water?"),
                ]),
            .init(id: "pension", zh: "养老金", en: "Pension", unit: "social-security"),
            .init(id: "road", zh: "道路损坏", en: "Road damage", unit: "transport"),
        ],
        units: [
            .init(id: "water-company", zh: "县供水公司", en: "Water company"),
            .init(id: "social-security", zh: "县社保局", en: "Social security office"),
            .init(id: "transport", zh: "县交通局", en: "Transport office"),
        ],
        queues: [
            .init(id: "general", zh: "综合受理", en: "General"), .init(id: "farming", zh: "农技咨询", en: "Farming advice"),
        ])

    static let mother = Citizen(
        id: 101, name: "禾小兰", birthYear: 1951, language: .mandarin, township: "青石镇", village: "柳湾村",
        idSuffix: "042X", pinHash: "secret-hash", accessibility: "听力较弱，请说慢一些")
    static let son = Citizen(
        id: 102, name: "禾大川", birthYear: 1976, language: .mandarin, township: "青石镇", village: "柳湾村",
        idSuffix: "1877", pinHash: nil, accessibility: nil)

    static func cases(at now: Date) -> [Case] {
        [
            Case(
                id: 11, number: CaseNumber(serial: 20417), citizenId: 101, conversation: nil, service: "pension",
                unit: "social-security", state: .inWork, openedAt: minutes(-60 * 24 * 9, from: now),
                deadline: minutes(-60 * 26, from: now), updatedAt: now,
                summary: "三月起养老金未到账，存折和身份证复印件已交村委会。", recording: nil, channel: .phone,
                contactNumber: "+8613800000001"),
            Case(
                id: 12, number: CaseNumber(serial: 20631), citizenId: 102, conversation: nil, service: "water",
                unit: "water-company", state: .dispatched, openedAt: minutes(-60 * 20, from: now),
                deadline: minutes(60 * 4 + 12, from: now), updatedAt: now, summary: "柳湾村三组水压低，早晚停水，五户受影响。",
                recording: "recordings/a.wav", channel: .message, contactNumber: "+8613800000001"),
            Case(
                id: 13, number: CaseNumber(serial: 20702), citizenId: 101, conversation: nil, service: "road",
                unit: "transport", state: .received, openedAt: minutes(-60 * 2, from: now),
                deadline: minutes(60 * 24 * 6, from: now), updatedAt: now, summary: "村口桥面塌了一角，夜里没有路灯。",
                recording: nil, channel: .web, contactNumber: nil),
        ]
    }

    static func timeline(at now: Date) -> [Contact] {
        func contact(
            _ id: Int64, _ channel: Channel, _ citizen: Int64?, _ ago: Double, talk: Int, trail: String,
            summary: String,
            outcome: String?
        ) -> Contact {
            Contact(
                id: id, conversation: ConversationReference(text: "C-00000000\(10 + id)"), channel: channel,
                citizenId: citizen, numberKey: "+8613800000001", rawNumber: "13800000001",
                startedAt: minutes(-ago, from: now), endedAt: minutes(3 - ago, from: now), agent: "sample",
                talkTime: talk, trail: trail, summary: summary, outcome: outcome)
        }
        return [
            contact(
                1, .missedCall, nil, 38, talk: 0, trail: "听到欢迎语；排队 4 分钟", summary: "", outcome: "abandoned"),
            contact(
                2, .web, 101, 122, talk: 0, trail: "", summary: "网上提交：村口桥面塌了一角，附照片两张。", outcome: "case-opened"),
            contact(
                3, .message, 102, 60 * 20, talk: 0, trail: "按 2 供水；留言 48 秒", summary: "水压低，早晚停水。",
                outcome: "case-opened"),
            contact(
                4, .phone, 101, 60 * 24 * 9, talk: 312, trail: "按 1 养老金；按 0 人工",
                summary: "养老金三月起未到账；请其把存折复印件交村委会，答应九日内回复。", outcome: "case-opened"),
            contact(
                5, .counter, 101, 60 * 24 * 40, talk: 0, trail: "", summary: "镇便民窗口：办理高龄补贴申请。",
                outcome: "solved-on-call"),
            contact(
                6, .letter, 102, 60 * 24 * 160, talk: 0, trail: "", summary: "来信询问玉米良种补贴标准，已书面答复。",
                outcome: "information-given"),
        ]
    }

    static func call(at now: Date, confirmed: Int64? = nil, answered: Bool = false, ended: Bool = false) -> DeskCall {
        let joined = minutes(-2.4, from: now)
        func entry(_ seconds: Double, _ kind: String, _ step: String, _ text: String) -> TrailEntry {
            TrailEntry(at: joined.addingTimeInterval(seconds), kind: kind, step: step, text: text)
        }
        return DeskCall(
            conversation: ConversationReference(text: "C-7K2M9XQ4TB"), placeId: 77, queue: "general", joinedAt: joined,
            answeredAt: answered ? minutes(-1.1, from: now) : nil, endedAt: ended ? minutes(-0.2, from: now) : nil,
            callerNumber: "+8613800000001", language: .mandarin,
            card: CallerCard(
                candidates: [
                    CallerCandidate(
                        citizen: mother, confidence: 0.82,
                        reasons: ["三月以来用此号码来电 4 次", "来电前查询的工单属于此人"]),
                    CallerCandidate(citizen: son, confidence: 0.41, reasons: ["同户共用此号码"]),
                ], openCases: cases(at: now), timeline: timeline(at: now)),
            trail: [
                entry(-58, "heard", "welcome", "欢迎语"), entry(-49, "pressed", "home", "3 我的工单"),
                entry(-44, "heard", "ask-case", "请输入工单号"), entry(-31, "pressed", "ask-case", "0020 4172"),
                entry(-30, "looked-up", "case-state", "工单状态，凭证未通过"), entry(-18, "pressed", "case-state", "0 人工"),
                entry(0, "queued", "person", "综合受理，第 3 位，预计 2 至 4 分钟"),
            ], known: confirmed.map { KnownCitizen(id: $0, level: .confirmed) }, citizenPresent: !ended,
            isRecorded: true)
    }

    static func state(_ name: String, at now: Date) -> DeskState {
        let call: DeskCall? =
            switch name {
            case "reserved", "ringing": call(at: now)
            case "talking": call(at: now, confirmed: 101, answered: true)
            case "wrap-up": call(at: now, confirmed: 101, answered: true, ended: true)
            default: nil
            }
        return DeskState(
            state: name, reason: name == "not-ready" ? "break" : nil, since: minutes(-0.2, from: now),
            until: name == "wrap-up" ? minutes(0.8, from: now) : nil, deviceReady: name != "signed-out", waiting: 4,
            longestWait: 143, call: call)
    }
}
