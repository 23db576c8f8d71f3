package import CivicCRM
import CivicCore
package import CivicMedia
package import CivicQueue
package import CivicReports
package import CivicSIP
package import CivicDialplan
package import CivicSpeech
import Foundation
package import Logging

/// Owner of every living conversation, of the waiting line and of the agents' desks.
///
/// One inbox brings everything in one order: what the user agent reports, what the media threads report, what the
/// records answered. Each input is handled without waiting; work that waits runs aside and comes back as an input.
/// The inbox has no bound, because nothing in it may be lost; admission bounds the calls, and a call makes few inputs.
package actor Switchboard {
    var settings: SwitchboardSettings
    let signalling: any Signalling
    let media: MediaEngine
    let records: any CitizenRecords
    let places: any PlaceRecords
    let ledger: any CallLedger
    let walks: any WalkLog
    let factRecords: any FactRecords
    let membershipRecords: any MembershipRecords
    let log: Logger
    let writer: RecordWriter
    let epoch: String
    private let inbox: AsyncStream<SwitchboardInput>
    nonisolated let enter: AsyncStream<SwitchboardInput>.Continuation

    /// What new calls walk through; a call in progress keeps the plan that it began with.
    private(set) var plans: [Plan]
    private(set) var catalogue: PromptCatalogue
    /// What is put in front of calls, and what is planned to be.
    var surges: [SurgeNotice] = []
    /// Which of them desks show.
    var shownSurges: [SurgeNotice] = []
    var random: SplitMix64
    var conversations: [ConversationReference: Conversation] = [:]
    var extensionCalls: [LegID: ExtensionCall] = [:]
    var booths: [LegID: BoothLine] = [:]
    /// Citizens' calls from pages, by their ids.
    var browserCalls: [String: ConversationReference] = [:]
    var parties: [CallHandle: Party] = [:]
    var legs: [LegID: Party] = [:]
    var closing: [LegID: ClosingLeg] = [:]
    var trunkTallies: [String: TrunkTally] = [:]
    var dispatcher: Dispatcher
    /// What happens in the line, for reports.
    var facts = LineFacts()
    /// What has become of the day's callers.
    var day: DayFigures
    /// What supervisors have changed of agents' profiles.
    var memberships: [String: KeptMembership] = [:]
    var desks: [String: Desk] = [:]
    var placesInLine: [Int64: ConversationReference] = [:]
    var deadlines = DeadlineHeap<ConversationReference>()
    /// Conversations whose recording is not complete yet; some of them are over.
    var recorded: [BridgeID: ConversationReference] = [:]
    var tallies = SwitchboardTallies()
    var strangers = StrangerRate()
    var lines: TrunkLines
    /// Conversations that ended before their contact row was written, with their outcome.
    var endedBeforeContact: [ConversationReference: (Conversation, String)] = [:]
    /// Places whose calls died with an earlier run, and that are not called back.
    var keptPlaces = 0
    /// Since when places are without a call, for those who call again.
    var keptSince: [Int64: MonotonicInstant] = [:]
    /// Talks whose citizens were lost, by number.
    var brokenTalks: [String: BrokenTalk] = [:]
    var takesCalls = true
    private var lastSecond: Int64 = 0
    /// Seconds between two drafts of the walks of calls that go on: so much of them a crash loses.
    private static let draftEvery: Int64 = 5

    /// Whose SIP call or media leg something is.
    enum Party: Equatable {
        case citizen(ConversationReference)
        case agent(ConversationReference)
        /// The key is the caller's leg.
        case extensionCaller(LegID)
        case extensionCallee(LegID)
        /// A phone that an agent's phone has passed the citizen on to.
        case guest(ConversationReference)
        /// A colleague whom the agent asks.
        case colleague(ConversationReference)
        /// A supervisor's browser.
        case supervisor(ConversationReference)
        /// In the recording booth; the key is the call's own leg.
        case booth(LegID)
    }

    package init(
        _ settings: SwitchboardSettings, signalling: any Signalling, media: MediaEngine, records: any CitizenRecords,
        places: any PlaceRecords, ledger: any CallLedger, walks: any WalkLog, facts: any FactRecords,
        memberships: any MembershipRecords, log: Logger
    ) {
        self.settings = settings
        self.signalling = signalling
        self.media = media
        self.records = records
        self.places = places
        self.ledger = ledger
        self.walks = walks
        factRecords = facts
        membershipRecords = memberships
        day = DayFigures(zone: facts.reportZone, at: Date())
        self.log = log
        writer = RecordWriter(log: log)
        plans = settings.plans
        catalogue = settings.catalogue
        random = SplitMix64(seed: settings.seed)
        epoch = String(UInt64(settings.seed), radix: 36)
        dispatcher = Dispatcher(queues: settings.queues, callBacks: settings.callBacks)
        lines = TrunkLines(settings)
        (inbox, enter) = AsyncStream<SwitchboardInput>.makeStream()
        for seat in settings.seats {
            desks[seat.profile.id] = Desk(seat: seat)
        }
    }

    /// What the transport hands over; in order, from its event loop.
    package nonisolated func report(_ events: [UserAgentEvent]) {
        for event in events { enter.yield(.signalling(event)) }
    }

    /// Puts other dialplans and prompts in the place of those that new calls have had. Prompts that are gone from the
    /// catalogue are still known: a call in progress may be about to hear them.
    package func use(_ plans: [Plan], _ catalogue: PromptCatalogue) {
        self.plans = plans
        self.catalogue = catalogue.adding(self.catalogue)
    }

    /// Learns prompts that stand in no file of the configuration.
    func know(_ prompts: PromptCatalogue) {
        catalogue = catalogue.adding(prompts)
    }

    /// Puts other queues in the place of those so far; nobody is signed out, and who waits in one that is gone is answered.
    package func use(_ queues: [QueueDefinition], _ callBacks: CallBackRules) {
        guard queues != settings.queues || callBacks != settings.callBacks else { return }
        settings.queues = queues
        settings.callBacks = callBacks
        carryOut(dispatcher.use(queues, callBacks: callBacks, at: MonotonicClock.now, wallClock: Date()))
        settleProfiles()
        note("queues-changed", of: nil)
    }

    /// Runs until the task is cancelled.
    package func run() async {
        let engine = media
        let enter = self.enter
        startTrunks()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await news in engine.news { enter.yield(.media(news)) }
            }
            group.addTask { await self.keepTime() }
            group.addTask { await self.work() }
            await group.waitForAll()
        }
    }

    private func work() async {
        for await input in inbox {
            handle(input)
        }
    }

    /// Dialplan and queue deadlines are seconds and tenths; twenty milliseconds of grain serve them.
    private func keepTime() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
            tick(at: MonotonicClock.now)
        }
    }

    func tick(at now: MonotonicInstant) {
        for reference in deadlines.popDue(at: now) {
            guard let conversation = conversations[reference] else { continue }
            if now >= conversation.startedInstant + settings.longestCall {
                end(conversation, outcome: "longest-call")
                continue
            }
            if let due = conversation.warnAt, due <= now { warn(conversation, at: now) }
            advanceProof(of: conversation, to: now)
            advanceRelay(of: conversation, to: now)
            carryOut(conversation.walk.advance(to: now), in: conversation)
        }
        advanceBooths(to: now)
        if let deadline = dispatcher.nextDeadline, deadline <= now {
            carryOut(dispatcher.advance(to: now, wallClock: Date()))
        }
        let second = now.nanoseconds / 1_000_000_000
        if second != lastSecond {
            lastSecond = second
            if second % 60 == 0 {
                strangers.forget()
                noteAlive()
            }
            if second % Self.draftEvery == 0 { draftWalks() }
            keepTrunks(at: now)
            limitExtensionCalls(at: now)
            forgetSilentWindows(at: now)
            refreshPositions()
            keepSurges(at: Date())
            showLineToDesks()
            sweepLine(at: now)
        }
    }

    func handle(_ input: SwitchboardInput) {
        switch input {
        case .signalling(let event): handle(event)
        case .media(let news): handle(news)
        case .placed(let leg, let call): placed(leg, as: call)
        case .lookedUp(let reference, let token, let outcome, let finding):
            lookedUp(reference, token, outcome, finding)
        case .caseOpened(let reference, let token, let opened): caseOpened(reference, token, opened)
        case .begin(let reference, let language): begun(reference, in: language)
        case .contactBegun(let reference, let contact): contactBegun(reference, contact)
        case .card(let reference, let card): cardArrived(reference, card)
        case .placeJoined(let reference, let token, let place): placeJoined(reference, token, place)
        case .cardDeadline(let lease): cardIsLate(lease)
        case .ring(let lease): ring(lease)
        case .unplaced(let leg): unplaced(leg)
        case .phoneSeen(let user, let isRegistered): deviceChanged(ofSIPUser: user, ready: isRegistered)
        case .located(let trunk, let server, let uri, let hops): located(trunk, server, uri, hops)
        case .guestUnanswered(let leg): guestUnanswered(leg)
        case .colleagueStillAway(let reference, let since): colleagueStillAway(reference, since: since)
        case .colleagueUnanswered(let reference, let since): colleagueUnanswered(reference, since: since)
        case .notPutThrough(let reference, let token): notPutThrough(reference, token)
        case .booth(let leg, let event): booth(leg, event)
        case .browserStillAway(let lease, let times): browserStillAway(lease, times: times)
        case .dial(let lease, let place): callBack(place, for: lease)
        case .citizenUnanswered(let reference): citizenUnanswered(reference)
        case .placeTaken(let reference, let token): placeTaken(reference, token)
        case .placeResumed(let reference, let token, let place): placeResumed(reference, token, place)
        case .callBackJoined(let reference, let token, let place): callBackJoined(reference, token, place)
        }
    }

    /// Feeds the walk of a conversation and carries out what it wants.
    func walk(_ conversation: Conversation, _ event: WalkEvent) {
        if isOfProof(event, conversation) { return walkProof(of: conversation, event) }
        carryOut(conversation.walk.handle(event, at: MonotonicClock.now), in: conversation)
    }

    func armDeadline(of conversation: Conversation) {
        let longest = conversation.startedInstant + settings.longestCall
        let next =
            [
                conversation.walk.nextDeadline, conversation.proof?.nextDeadline, conversation.warnAt,
                relayDeadline(of: conversation),
            ].compactMap(\.self).min() ?? longest
        deadlines.set(min(next, longest), for: conversation.reference)
    }

    func note(
        _ kind: String, of conversation: ConversationReference?, by actor: String = "system",
        _ details: [String: String] = [:]
    ) {
        let ledger = self.ledger
        writer.write {
            try await ledger.append(kind: kind, conversation: conversation, actor: actor, details: details)
        }
    }
}

/// Calls of strangers by address in the current minute.
struct StrangerRate {
    private var seen: [String: Int] = [:]

    mutating func count(_ host: String) -> Int {
        seen[host, default: 0] += 1
        return seen[host, default: 0]
    }

    mutating func forget() {
        seen.removeAll(keepingCapacity: true)
    }
}

/// Counts since the start.
struct SwitchboardTallies {
    var callsOffered = 0
    var callsAnswered = 0
    var refused: [CallRefusalKey: Int] = [:]
    var digits: [String: Int] = [:]
    var casesOpened = 0
    var longestWarned = 0
    var mediaLost = 0
    var audioMissing = 0
    var lineRepairs: [QueueAnomaly: Int] = [:]
    var lookUps = 0
    var lookUpMilliseconds: Int64 = 0
    var surgesTold = 0
    var surgesSilent = 0
}
