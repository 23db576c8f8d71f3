/// Why keys cannot be put to use.
package enum SRTPError: Error, Equatable, Sendable {
    /// A master key of another length than its suite has.
    case wrongKeyLength(Int)
    /// libcrypto gave no cipher: out of memory, or a policy of the machine that forbids it.
    case noCipher
}
