import CivicCRM
import CivicCore
import Foundation

/// Services and cases in the words of GeoReport v2.
struct Open311Views {
    let catalogue: DeskCatalogue
    let language: PageLanguage
    let timeZone: TimeZone

    func services() -> Open311Node { Open311Node("services", .list(catalogue.services.map { service($0) })) }

    private func service(_ service: DeskCatalogue.Service) -> Open311Node {
        Open311Node(
            "service",
            .members([
                Open311Node("service_code", service.id), Open311Node("service_name", name(service)),
                // What a unit is called says who answers.
                Open311Node("description", unitName(service.unit)), Open311Node("metadata", .flag(false)),
                Open311Node("type", "realtime"), Open311Node("keywords", ""),
                Open311Node("group", unitName(service.unit)),
            ]))
    }

    /// We ask for nothing beside the words, so a definition has no attributes.
    func definition(_ service: DeskCatalogue.Service) -> Open311Node {
        Open311Node(
            "service_definition",
            .members([Open311Node("service_code", service.id), Open311Node("attributes", .list([]))]))
    }

    func receipt(_ receipt: FilingReceipt) -> Open311Node {
        let notice =
            language == .chinese
            ? "编号\(receipt.record.number.text)，查询码\(receipt.code)。凭编号和查询码可以在网上或打电话查询。"
            : "Number \(receipt.record.number.text), code \(receipt.code): both together show the answer on the web and by telephone."
        let request = Open311Node(
            "request",
            .members([
                Open311Node("service_request_id", receipt.record.number.text), Open311Node("service_notice", notice),
                Open311Node("account_id", .empty),
            ]))
        return Open311Node("service_requests", .list([request]))
    }

    func requests(_ filed: [FiledCase]) -> Open311Node { Open311Node("service_requests", .list(filed.map(request))) }

    private func request(_ filed: FiledCase) -> Open311Node {
        let record = filed.record
        return Open311Node(
            "request",
            .members([
                Open311Node("service_request_id", record.number.text),
                Open311Node("status", record.state.isOpen ? "open" : "closed"),
                Open311Node("status_notes", filed.answer?.note ?? record.state.rawValue),
                Open311Node(
                    "service_name", catalogue.services.first { $0.id == record.service }.map(name) ?? record.service),
                Open311Node("service_code", record.service), Open311Node("description", record.summary),
                Open311Node("agency_responsible", unitName(record.unit)), Open311Node("service_notice", ""),
                Open311Node("requested_datetime", time(record.openedAt)),
                Open311Node("updated_datetime", time(record.updatedAt)),
                Open311Node("expected_datetime", time(record.deadline)),
                Open311Node(
                    "address", [filed.township, filed.village, filed.address].compactMap(\.self).joined(separator: " ")),
                Open311Node("address_id", .empty), Open311Node("zipcode", .empty), Open311Node("lat", .empty),
                Open311Node("long", .empty), Open311Node("media_url", .empty),
            ]))
    }

    /// W3C date and time with the county's offset: 2026-11-23T10:00:00+08:00.
    private func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: timeZone))
    }

    private func name(_ service: DeskCatalogue.Service) -> String { language == .chinese ? service.zh : service.en }

    private func unitName(_ id: String) -> String {
        catalogue.units.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }
}
