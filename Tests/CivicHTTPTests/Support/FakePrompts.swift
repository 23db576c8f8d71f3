import CivicHTTP
import Foundation

/// One prompt in English; what is taken must be of the text and in the place of the recording that it has.
actor FakePrompts: PromptOffice {
    static let name = PromptName(language: "en", id: "welcome")
    private(set) var taken: [(bytes: Int, source: PromptSource, author: String)] = []
    private(set) var texts: [(text: String, author: String)] = []
    private(set) var restored: [Int] = []
    private(set) var opened: [[PromptName]] = []

    private var row: PromptRow {
        var row = PromptRow(
            name: Self.name, number: 1, kind: "sentence", used: FakeOffice.evil, text: "</script>\(FakeOffice.evil)",
            textHash: "t", plans: ["county"])
        row.hash = "h"
        return row
    }

    func prompts() -> PromptList {
        PromptList(
            rows: [row], languages: ["en"], target: -17, tolerance: 3, longest: 120, booth: ["*77"])
    }

    private func known(_ name: PromptName) throws {
        guard name == Self.name else { throw PromptRefusal.unknownPrompt }
    }

    func recordings(of prompt: PromptName) throws -> [PromptRecordingView] {
        try known(prompt)
        return [
            PromptRecordingView(
                serial: 1, hash: "h", said: FakeOffice.evil, source: "file", author: "file", at: SampleCounty.now,
                isLive: true, isKept: true)
        ]
    }

    func sound(of prompt: PromptName, serial: Int?) throws -> Data? {
        try known(prompt)
        return serial == 9 ? nil : Data([0x52, 0x49, 0x46, 0x46])
    }

    func setText(of prompt: PromptName, to text: String, base: String, by author: String) throws -> PromptOutcome {
        try known(prompt)
        guard base == "t" else { throw PromptRefusal.changedMeanwhile }
        guard !text.isEmpty else { throw PromptRefusal.text("it is empty") }
        texts.append((text, author))
        return PromptOutcome(row: row, findings: ["a finding"])
    }

    func take(
        _ wav: Data, as prompt: PromptName, source: PromptSource, text: String, base: String?, by author: String
    ) throws -> PromptOutcome {
        try known(prompt)
        guard text == "t", base == "h" else { throw PromptRefusal.changedMeanwhile }
        guard wav.starts(with: Data("RIFF".utf8)) else { throw PromptRefusal.sound(.unreadable, "not a WAV file") }
        taken.append((wav.count, source, author))
        return PromptOutcome(row: row)
    }

    func restore(_ serial: Int, of prompt: PromptName, base: String?, by author: String) throws -> PromptOutcome {
        try known(prompt)
        guard serial == 1 else { throw PromptRefusal.unknownRecording }
        restored.append(serial)
        return PromptOutcome(row: row)
    }

    func openBooth(for prompts: [PromptName], in language: String, by author: String) throws -> BoothOpening {
        for prompt in prompts { try known(prompt) }
        opened.append(prompts)
        return BoothOpening(pin: "012345", until: SampleCounty.now, numbers: ["*77"])
    }
}
