import CALSA
import Glibc

/// A device that alsa-lib knows by name.
package struct CardDevice: Equatable, Sendable {
    package var name: String
    /// What it calls itself, on one line.
    package var text: String
    package var captures: Bool
    package var plays: Bool

    package init(name: String, text: String, captures: Bool, plays: Bool) {
        self.name = name
        self.text = text
        self.captures = captures
        self.plays = plays
    }
}

/// The sound devices of this machine and this user's ALSA configuration.
package enum CardListing {
    package static func devices() -> [CardDevice] {
        civic_alsa_keep_quiet()
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard snd_device_name_hint(-1, "pcm", &hints) == 0, let hints else { return [] }
        defer { snd_device_name_free_hint(hints) }
        var devices: [CardDevice] = []
        var next = hints
        // alsa-lib ends the list with a null pointer.
        while let hint = next.pointee {
            if let name = text("NAME", of: hint) {
                let direction = text("IOID", of: hint)  // without it: both
                devices.append(
                    CardDevice(
                        name: name, text: (text("DESC", of: hint) ?? "").split(separator: "\n").joined(separator: ", "),
                        captures: direction != "Output", plays: direction != "Input"))
            }
            next += 1
        }
        return devices
    }

    private static func text(_ field: String, of hint: UnsafeMutableRawPointer) -> String? {
        // Ours to free, as alsa-lib says.
        guard let value = snd_device_name_get_hint(hint, field) else { return nil }
        defer { free(value) }
        return String(cString: value)
    }

    /// One line for each: name, directions, text.
    package static func table(_ devices: [CardDevice]) -> String {
        let width = devices.map(\.name.count).max() ?? 0
        return devices.map { device in
            let name = device.name + String(repeating: " ", count: width - device.name.count)
            let ways = (device.captures ? "mic" : "   ") + " " + (device.plays ? "speaker" : "       ")
            return "\(name)  \(ways)  \(device.text)"
        }.joined(separator: "\n")
    }
}
