import CivicDSP

// How a call that goes out fares, as its audio tells.
extension MediaLeg {
    mutating func watchProgress(_ new: Lent<CallProgressDetector>, _ context: inout TickContext) {
        endProgress(&context)
        progress = new
    }

    mutating func endProgress(_ context: inout TickContext) {
        guard let progress else { return }
        self.progress = nil
        context.tell(.progressEnded(progress))
    }

    /// Hears this tick's frame, silence included: cadences are told by their pauses.
    mutating func followProgress(_ context: inout TickContext) {
        guard let progress else { return }
        if let event = progress.value.process(heard.span) { context.tell(.progress(leg: id.value, event)) }
    }
}
