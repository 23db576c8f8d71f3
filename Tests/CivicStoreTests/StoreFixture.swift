import CivicCRM
import CivicCore
import CivicStore
import Foundation

/// A store in a folder of its own that is removed with the test.
final class StoreFixture: Sendable {
    let folder: String
    let catalogue: ServiceCatalogue
    let store: CivicStore

    init(folder: String = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)") throws {
        self.folder = folder
        catalogue = Self.catalogue
        store = try CivicStore(folder: folder, services: catalogue, passwords: Self.passwords)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A second store on the same files.
    func reopen() throws -> CivicStore {
        try CivicStore(folder: folder, services: catalogue, passwords: Self.passwords)
    }

    /// Cheap, so that tests of the accounts take no seconds.
    static let passwords = SecretHash(logRounds: 10, parallelism: 1)

    /// 2026-11-23 10:00 in Shanghai, a Monday.
    static let now = Date(timeIntervalSince1970: 1_795_399_200)

    static let catalogue: ServiceCatalogue = {
        let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
        let day = [WorkingSpan(start: 510, end: 720), WorkingSpan(start: 840, end: 1050)]
        let office = WorkingCalendar(
            id: "county-office", timeZone: zone,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day) }))
        let unit = HandlingUnit(id: "bureau", names: [.english: "Bureau"], kind: .department)
        let services = ["general", "pension", "school"].map {
            Service(
                id: $0, names: [.english: $0], unit: unit.id, calendar: office.id, dispatch: .time(.seconds(3_600)),
                answer: .days(2))
        }
        return ServiceCatalogue(services: services, units: [unit], calendars: [office.id: office])
    }()

    static func draft(
        citizen: Int64? = nil, service: String = "general", summary: String = "no water", number: String? = nil
    ) -> CaseDraft {
        CaseDraft(
            citizenId: citizen, conversation: ConversationReference(text: "C-TEST"), service: service,
            summary: summary, recording: nil, channel: .phone, contactNumber: number, by: "agent-1")
    }

    static func contact(
        _ reference: String, citizen: Int64? = nil, number: String? = nil, at: Date = now, channel: Channel = .phone
    ) -> Contact {
        Contact(
            id: 0, conversation: ConversationReference(text: reference), channel: channel, citizenId: citizen,
            numberKey: number, rawNumber: number, startedAt: at, endedAt: nil, agent: nil, talkTime: 0, trail: "",
            summary: "", outcome: nil)
    }
}
