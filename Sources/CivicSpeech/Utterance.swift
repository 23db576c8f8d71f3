/// One thing to be said: a prompt of the catalogue, a value, or silence.
package enum Utterance: Hashable, Sendable {
    /// The id of a prompt in the catalogue.
    case prompt(String)
    case value(SpokenValue)
    case pause(milliseconds: Int)
}
