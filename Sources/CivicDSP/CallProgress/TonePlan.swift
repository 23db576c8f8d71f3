/// The progress tones of one country.
package struct TonePlan: Equatable, Sendable {
    /// ISO 3166-1 alpha-2.
    package var country: String
    package var name: String
    package var tones: [ProgressToneKind: ProgressTone]

    package init(country: String, name: String, tones: [ProgressToneKind: ProgressTone]) {
        self.country = country
        self.name = name
        self.tones = tones
    }

    package subscript(kind: ProgressToneKind) -> ProgressTone? { tones[kind] }

    /// China's, for where no plan has been read: 450 Hz throughout.
    package static let china = TonePlan(
        country: "CN", name: "China",
        tones: [
            .dial: ProgressTone(450),
            .ringback: ProgressTone(450, cadence: [1000, 4000]),
            .busy: ProgressTone(450, cadence: [350, 350]),
            .congestion: ProgressTone(450, cadence: [700, 700]),
            .waiting: ProgressTone(450, cadence: [400, 4000], level: -20),
            .information: ProgressTone(450, cadence: [100, 100, 100, 100, 100, 100, 400, 400]),
        ])
}
