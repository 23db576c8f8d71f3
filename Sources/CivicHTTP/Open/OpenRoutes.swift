import CivicCRM
import Foundation
import HTTPTypes
import Hummingbird

// Figures for everybody, beside the form for everybody.
extension WebHouse {
    func addOpenFigures(to routes: inout RouteTable) {
        guard let desk = channelDesk else { return }
        let isOpen: @Sendable () -> Bool = { desk.channels.hasPage }
        routes.open(.get, "/open", while: isOpen) { request, _ in
            let figures = try await openFigures(desk)
            return askPage(request, title: "open.title", lead: nil, openPage(request, desk).markup(figures))
        }
        routes.open(.get, "/open.csv", while: isOpen) { request, _ in
            let text = openPage(request, desk).csv(try await openFigures(desk))
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8",
                    .contentDisposition: "attachment; filename=\"figures.csv\"",
                ],
                // With the mark by which spreadsheets know UTF-8.
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(("\u{FEFF}" + text).utf8))))
        }
    }

    private func openFigures(_ desk: ChannelDesk) async throws -> OpenFigures {
        try await asking {
            try await desk.openFigures.figures(from: desk.book, zone: desk.channels.timeZone, at: now())
        }
    }

    private func openPage(_ request: Request, _ desk: ChannelDesk) -> OpenPage {
        let language = PageLanguage(of: request)
        return OpenPage(
            words: site.words(in: language), catalogue: catalogue, language: language,
            timeZone: desk.channels.timeZone)
    }
}
