package import CivicCore

/// One prompt that is to be spoken in the booth.
package struct BoothPrompt: Sendable, Equatable {
    package var id: String
    package var language: Language
    /// Its number in the studio's list, which the speaker hears.
    package var number: Int
    /// What the speaker was shown to read.
    package var text: String

    package init(id: String, language: Language, number: Int, text: String) {
        self.id = id
        self.language = language
        self.number = number
        self.text = text
    }
}

/// What a PIN has opened: who speaks, and which prompts in turn.
package struct BoothTicket: Sendable, Equatable {
    package var account: String
    package var prompts: [BoothPrompt]
    /// In which the booth itself speaks.
    package var language: Language

    package init(account: String, prompts: [BoothPrompt], language: Language) {
        self.account = account
        self.prompts = prompts
        self.language = language
    }
}

/// A recording made ready to be heard back and to be kept.
package struct BoothTake: Sendable, Equatable {
    /// A-law at 8 kHz.
    package var codes: [UInt8]
    /// The prompt's file.
    package var wav: [UInt8]
    /// Of what was recorded, before it was levelled.
    package var clipped: Int
    package var noise: Double?

    package init(codes: [UInt8], wav: [UInt8], clipped: Int, noise: Double?) {
        self.codes = codes
        self.wav = wav
        self.clipped = clipped
        self.noise = noise
    }
}

/// Where the booth's PINs come from and its takes go to.
package protocol RecordingBooth: Sendable {
    /// What the PIN opens; `nil` for a wrong one, or one that is over or was used.
    func redeem(_ pin: String) async -> BoothTicket?
    /// The take of a recorded WAV file, which is deleted; `nil` where nothing that could be a prompt is heard in it.
    func take(from file: String, for prompt: BoothPrompt) async -> BoothTake?
    /// Puts it in the place of the prompt's recording.
    ///
    /// - Returns: whether new calls hear it now.
    func keep(_ take: BoothTake, as prompt: BoothPrompt, by account: String) async -> Bool
}

/// The booth as the switchboard is told of it.
package struct BoothSettings: Sendable {
    /// What is dialled to reach it.
    package var answers: Set<String>
    package var booth: any RecordingBooth

    package init(answers: Set<String>, booth: any RecordingBooth) {
        self.answers = answers
        self.booth = booth
    }
}
