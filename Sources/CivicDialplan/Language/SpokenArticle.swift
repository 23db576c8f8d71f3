package import CivicCore

/// A knowledge article as plans know it: what is read out, in which parts, and until when.
package struct SpokenArticle: Hashable, Sendable {
    package var id: String
    /// Grows with every change of the text; a receipt names it.
    package var version: Int
    /// Prompts, in the order in which they are read.
    package var parts: [String]
    /// After this day it is not read any more.
    package var lastDay: LocalDate

    package init(id: String, version: Int, parts: [String], lastDay: LocalDate) {
        self.id = id
        self.version = version
        self.parts = parts
        self.lastDay = lastDay
    }
}
