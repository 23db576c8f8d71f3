/// Why a sound card cannot be used; each is one line for the terminal.
package enum CardError: Error, Equatable, Sendable, CustomStringConvertible {
    case noSuchDevice(String)
    case busy(String)
    case notAllowed(String)
    case unusable(device: String, reason: String)
    /// It was there, and is gone.
    case lost(device: String, reason: String)

    package var description: String {
        switch self {
        case .noSuchDevice(let device):
            "there is no sound device '\(device)'; 'civicline phone devices' lists those that are there"
        case .busy(let device): "the sound device '\(device)' is in use by another program"
        case .notAllowed(let device):
            "this user may not open the sound device '\(device)' (usually: join the group 'audio')"
        case .unusable(let device, let reason): "the sound device '\(device)' cannot be used: \(reason)"
        case .lost(let device, let reason): "the sound device '\(device)' is gone: \(reason)"
        }
    }
}
