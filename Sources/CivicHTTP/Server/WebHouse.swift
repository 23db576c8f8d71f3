import CivicCRM
import CivicCalls
import CivicInsight
import CivicReports
import CivicTrace
import Foundation
import Hummingbird
import Logging

/// What every route works with, and the table of routes.
struct WebHouse: Sendable {
    let desk: any ContactCentre
    let records: any PersonRecords
    let cases: any CaseRecords & VisitRecords & RelayRecords
    let calls: any CallJournal
    let openings: any OpeningRecords
    let accounts: any DeskAccounts
    let choices: LiveCatalogue
    let plans: any PlanOffice
    let prompts: any PromptOffice
    let callPage: CallPage
    let surges: any SurgeOffice
    let channelDesk: ChannelDesk?
    let document: OpenAPIDocument
    let reports: any ReportRecords
    let insight: any InsightRecords
    let knowledge: (any KnowledgeOffice)?
    let citizens: (any CitizenOffice)?
    let site: Site
    let logger: Logger
    let heartbeat: Duration
    let secureCookies: Bool
    let now: @Sendable () -> Date
    let streams = OpenStreams(limitPerAgent: 6)
    let openFiles = OpenFiles()
    let editor = EditorLibrary()
    /// As it is now; a request takes it once.
    var catalogue: DeskCatalogue { choices.now }

    /// Outermost first: every answer gets the headers and the log line, every error becomes a problem document.
    func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: RequestLog(logger: logger))
        router.add(middleware: ProblemMiddleware(site: site, logger: logger))
        router.add(middleware: SameOrigin())
        router.add(middleware: SessionReader(accounts: accounts))
        addRoutes(to: router).refuseOtherMethods()
        return router
    }

    /// Every route there is; `RoleMatrixTests` states who gets what answer from each.
    func addRoutes(to router: Router<WebContext>) -> RouteTable {
        var routes = RouteTable(router: router)
        addOperations(to: &routes)
        addPages(to: &routes)
        addSignIn(to: &routes)
        addDesk(to: &routes)
        addConsultations(to: &routes)
        addProofs(to: &routes)
        addWaiting(to: &routes)
        addBrowserPhones(to: &routes)
        addCallPage(to: &routes)
        addFloor(to: &routes)
        addCitizens(to: &routes)
        addCases(to: &routes)
        addCaseWork(to: &routes)
        addRelays(to: &routes)
        addVisits(to: &routes)
        addDoubles(to: &routes)
        addCircles(to: &routes)
        addStandings(to: &routes)
        addIdentification(to: &routes)
        addOpenings(to: &routes)
        addCitizenOffice(to: &routes)
        addCalls(to: &routes)
        addStudio(to: &routes)
        addPastCalls(to: &routes)
        addPrompts(to: &routes)
        addSurges(to: &routes)
        addKnowledge(to: &routes)
        addRecalls(to: &routes)
        addDeskArticles(to: &routes)
        addAsk(to: &routes)
        addEnter(to: &routes)
        addAttachments(to: &routes)
        addOpenFigures(to: &routes)
        addAPI(to: &routes)
        addOpen311(to: &routes)
        addReports(to: &routes)
        addInsight(to: &routes)
        return routes
    }
}
