import CivicCore
import CivicSpeech

/// What a step says or does, in few words, for a drawing.
struct PlanDrawingText {
    let language: Language
    let catalogue: PromptCatalogue?

    /// Lines of a node, and how wide they are; a Chinese sign is as wide as two letters.
    private static let mostLines = 3
    private static let width = 32

    func text(of action: StepAction) -> String {
        switch action {
        case .say(let say): said(say.items)
        case .menu(let menu): said(menu.prompt)
        case .chooseLanguage(let choice): said(choice.prompt)
        case .collect(let collect): said(collect.prompt)
        case .identify(let identify): identify.household.map { said($0.prompt) } ?? "caller-number"
        case .branch(let branch): branch.arms.count == 1 ? "1 condition" : "\(branch.arms.count) conditions"
        case .hours(let hours): hours.calendar
        case .lookUp(let lookUp): lookUp.source
        case .set(let set): set.assignments.map { "\($0.variable) = \(text(of: $0.value))" }.joined(separator: ", ")
        case .openCase(let openCase): name(openCase.service)
        case .queue(let queue): queue.queue
        case .record(let record): said(record.prompt)
        case .goodbye(let goodbye): said(goodbye.items)
        case .anyKey(let anyKey): said(anyKey.prompt)
        case .transfer(let transfer):
            switch transfer.target {
            case .number(let number): number
            case .unit(let unit, _): unit
            case .relay: transfer.target.number
            }
        case .survey(let survey): survey.name
        case .answer(let answer): answer.article.id
        case .announceSurge(let announce): said(announce.notice)
        case .goto(let goto): goto.door.map { "\(goto.plan), \($0)" } ?? goto.plan
        case .ring(let ring): text(of: ring.duration)
        case .tone(let tone):
            switch tone.sound {
            case .sine(let hertz, _): "\(Int(hertz)) Hz, \(text(of: tone.duration))"
            case .country(let name): "\(name.rawValue), \(text(of: tone.duration))"
            }
        case .loopBack(let loopBack): text(of: loopBack.duration)
        case .quiet(let quiet): text(of: quiet.duration)
        }
    }

    private func said(_ items: [SpokenItem]) -> String {
        let parts = items.compactMap { item -> String? in
            switch item.content {
            case .prompt(let template):
                guard template.variable == nil else { return "‹\(name(template))›" }
                guard let catalogue else { return template.prefix }
                return catalogue.render([.prompt(template.prefix)], in: language).text
            case .value(let variable, _): return "‹\(variable)›"
            case .pause: return nil
            }
        }
        // Chinese sentences follow one another without a space.
        return parts.reduce("") { text, part in
            let isWide = text.unicodeScalars.last.map { $0.value >= 0x2E80 } ?? true
            return text + (isWide ? "" : " ") + part
        }
    }

    private func name(_ template: NameTemplate) -> String {
        template.prefix + (template.variable.map { "{\($0)}" } ?? "") + template.suffix
    }

    private func text(of expression: Expression) -> String {
        switch expression {
        case .literal(.text(let text)): text
        case .literal(.number(let number)): String(number)
        case .literal(.flag(let flag)): String(flag)
        case .variable(let name): name
        default: "…"
        }
    }

    private func text(of duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        if milliseconds % 3_600_000 == 0 { return "\(milliseconds / 3_600_000) h" }
        if milliseconds % 60_000 == 0 { return "\(milliseconds / 60_000) min" }
        if milliseconds % 1_000 == 0 { return "\(milliseconds / 1_000) s" }
        return milliseconds < 1_000 ? "\(milliseconds) ms" : "\(Double(milliseconds) / 1_000) s"
    }

    // MARK: Lines

    /// Folds at spaces and between Chinese signs; what does not fit is cut.
    static func folded(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in words(of: text) {
            let needed = word.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
            if used > 0, used + needed > width {
                if lines.count == mostLines - 1 { return lines + [line.trimmed + "…"] }
                lines.append(line.trimmed)
                (line, used) = ("", 0)
            }
            line += word
            used += needed
        }
        return line.trimmed.isEmpty ? lines : lines + [line.trimmed]
    }

    /// Words with the space after them; a Chinese sign is one, with the mark that follows it.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var isOpen = false
        for sign in text {
            let isWide = sign.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? false
            if isWide, "，。？！、：；）".contains(sign), !words.isEmpty {
                words[words.count - 1].append(sign)
                isOpen = false
            } else if isWide || !isOpen {
                words.append(String(sign))
                isOpen = !isWide && sign != " "
            } else {
                words[words.count - 1].append(sign)
                if sign == " " { isOpen = false }
            }
        }
        return words
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }
}
