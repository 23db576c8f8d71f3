/// How a kind of step looks in a drawing.
struct DrawnKind: Sendable {
    /// The word of the language, for who hears the picture read.
    var word: StepWord
    /// Of Graphviz.
    var shape: String
    /// `#rrggbb`, light enough for black text (WCAG AA).
    var colour: String
    var isRounded = false

    /// Whether it has edges in its inside, which labels keep away from.
    var isSolid: Bool { ["box3d", "cylinder", "folder", "tab"].contains(shape) }
}

extension StepAction {
    var drawn: DrawnKind {
        switch self {
        case .say: DrawnKind(word: .say, shape: "box", colour: "#ffffff", isRounded: true)
        case .menu: DrawnKind(word: .menu, shape: "box3d", colour: "#cfe4ff")
        case .chooseLanguage: DrawnKind(word: .chooseLanguage, shape: "box3d", colour: "#cfe4ff")
        case .anyKey: DrawnKind(word: .anyKey, shape: "box3d", colour: "#cfe4ff")
        case .collect: DrawnKind(word: .collect, shape: "box3d", colour: "#d9d4f7")
        case .identify: DrawnKind(word: .identify, shape: "cylinder", colour: "#fff1b8")
        case .lookUp: DrawnKind(word: .lookUp, shape: "cylinder", colour: "#fff1b8")
        case .branch: DrawnKind(word: .branch, shape: "hexagon", colour: "#eeeeee")
        case .hours: DrawnKind(word: .hours, shape: "hexagon", colour: "#eeeeee")
        case .set: DrawnKind(word: .set, shape: "box", colour: "#eeeeee")
        case .openCase: DrawnKind(word: .openCase, shape: "folder", colour: "#ffd9a8")
        case .queue: DrawnKind(word: .queue, shape: "octagon", colour: "#bdeabf")
        case .record: DrawnKind(word: .record, shape: "tab", colour: "#ffd9a8")
        case .goodbye: DrawnKind(word: .goodbye, shape: "oval", colour: "#f6c9cf")
        case .transfer: DrawnKind(word: .transfer, shape: "octagon", colour: "#bdeabf")
        case .survey: DrawnKind(word: .survey, shape: "box3d", colour: "#d9d4f7")
        case .answer: DrawnKind(word: .answer, shape: "note", colour: "#d8f0ec")
        case .announceSurge: DrawnKind(word: .announceSurge, shape: "note", colour: "#ffc9a3")
        case .goto: DrawnKind(word: .goto, shape: "cds", colour: "#eeeeee")
        case .ring: DrawnKind(word: .ring, shape: "parallelogram", colour: "#e4efd9")
        case .tone: DrawnKind(word: .tone, shape: "parallelogram", colour: "#e4efd9")
        case .loopBack: DrawnKind(word: .loopBack, shape: "parallelogram", colour: "#e4efd9")
        case .quiet: DrawnKind(word: .quiet, shape: "parallelogram", colour: "#e4efd9")
        }
    }
}
