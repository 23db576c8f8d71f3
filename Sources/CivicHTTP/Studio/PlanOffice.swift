package import Foundation

/// Where dialplans are kept, checked and made live; the daemon answers it for pages and commands.
package protocol PlanOffice: CallArchive {
    func plans() async throws -> [PlanView]
    /// The newest first; of all plans without `plan`.
    func versions(of plan: String?) async throws -> [PlanVersionView]
    /// The text of a version; `nil` where there is none.
    func text(of plan: String, serial: Int) async throws -> String?
    /// Compiles a text in the place of a plan; nothing changes.
    func check(_ text: String, as plan: String) async -> [PlanFinding]
    /// Makes a text live.
    ///
    /// - Parameter base: serial of the live version that the edit began with.
    func publish(_ text: String, as plan: String, base: Int?, by author: String, note: String) async throws
        -> PlanOutcome
    /// Makes an earlier version live again.
    func rollBack(_ plan: String, to serial: Int, base: Int?, by author: String, note: String) async throws
        -> PlanOutcome
    /// Takes the files that were edited by hand since they were last read.
    func reload(by author: String) async throws -> PlanOutcome
    /// Begins a plan that new calls to its numbers walk through at once.
    ///
    /// - Parameter copied: the plan whose live text it begins with; the smallest one that serves without it.
    func create(_ plan: String, from copied: String?, answers: [String], by author: String, note: String) async throws
        -> PlanOutcome
    /// The newest first.
    func requests(open: Bool) async throws -> [PlanRequestView]
    /// With the text that is to be live.
    func request(_ id: Int64) async throws -> (view: PlanRequestView, text: String)?
    /// Makes live what somebody else has asked for.
    func approve(_ id: Int64, by person: String, note: String) async throws -> PlanOutcome
    func decline(_ id: Int64, by person: String, note: String) async throws -> PlanOutcome
    /// Keeps a text, faulty or not, without making it live.
    ///
    /// - Parameter draft: serial of the draft that the edit began with.
    func saveDraft(_ text: String, as plan: String, base: Int?, over draft: Int?, by author: String) async throws
        -> (outcome: PlanOutcome, serial: Int?)
    func discardDraft(of plan: String, by author: String) async throws
    /// What a text may name.
    func vocabulary() async -> PlanVocabulary
    func difference(from old: String, to new: String) async -> PlanDifference
    /// Walks through a text that need not be live.
    func walk(_ call: TrialCall, through plan: String) async -> TrialAnswer
    /// Draws a text, with what is wrong with it; nothing changes.
    ///
    /// - Parameters:
    ///   - language: tag of the language that the plan's texts are told in.
    ///   - traffic: what ways are as wide as.
    func picture(of text: String, as plan: String, language: String, traffic: PictureTraffic) async -> PlanPicture
    /// `nil` where there is no such plan.
    func testsFile(of plan: String) async -> PlanTestsFile?
    /// What is wrong with tests, beside a text of the plan.
    func checkTests(_ tests: String, of text: String, as plan: String) async -> [PlanFinding]
    /// Runs tests on a text of the plan.
    ///
    /// - Parameter tests: those of the plan's file without it.
    func tests(_ tests: String?, of text: String, as plan: String) async -> PlanTestsAnswer
    /// Writes the file of the tests, faulty or not.
    ///
    /// - Parameter base: SHA-256 of the file that the edit began with; `nil` when there was none.
    func saveTests(_ tests: String, as plan: String, base: String?, by author: String) async throws -> PlanTestsSaved
    /// Puts a trial call at the end of tests; nothing is written.
    func addTest(of call: TrialCall, to tests: String, as plan: String) async -> PlanTestAdded
    /// The WAV file of a clip that the catalogue names; `nil` where there is none.
    func clip(_ name: String) async -> Data?
}
