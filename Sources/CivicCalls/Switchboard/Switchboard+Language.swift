import CivicCRM
import CivicCore
import CivicDialplan
import Foundation

// The language that a number has chosen before.
extension Switchboard {
    /// A caller hears nothing of it: a call rings for longer. Records that are slower cost the greeting in that language.
    static let languageDeadline = Duration.milliseconds(150)

    /// Begins the dialplan, in the language that was chosen on this number last.
    func begin(_ conversation: Conversation) {
        guard let key = conversation.number?.key, conversation.walk.plan.languages.count > 1 else {
            return begun(conversation.reference, in: nil)
        }
        let (reference, enter, records) = (conversation.reference, self.enter, self.records)
        // Whichever comes first; a read that hangs holds nobody up.
        Task {
            let remembered = try? await records.language(ofNumber: key)
            enter.yield(.begin(reference, remembered))
        }
        Task {
            try? await Task.sleep(for: Self.languageDeadline)
            enter.yield(.begin(reference, nil))
        }
    }

    func begun(_ reference: ConversationReference, in remembered: Language?) {
        guard let conversation = conversations[reference], !conversation.hasBegun else { return }
        conversation.hasBegun = true
        if let remembered {
            conversation.walk.begin(in: remembered)
            conversation.language = conversation.walk.currentLanguage
        }
        walk(conversation, .started)
    }

    func remember(_ language: Language, of conversation: Conversation) {
        guard let key = conversation.number?.key else { return }
        let records = self.records
        writer.write { try await records.remember(language, ofNumber: key, at: Date()) }
    }
}
