extension UserAgent {
    /// The Call-ID of a call that is alive, under which its messages are in the trace.
    package func callID(of call: CallHandle) -> String? {
        guard let known = calls[call] else { return nil }
        return known.dialog?.id.callID ?? known.invite.flatMap { clientTransactions[$0]?.request.callID }
            ?? known.offeredInvite.flatMap { serverTransactions[$0]?.request.callID }
    }
}
