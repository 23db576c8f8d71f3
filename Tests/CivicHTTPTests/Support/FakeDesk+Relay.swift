import CivicCalls

extension FakeDesk: RelayService {
    func relayNumber() -> String? { "12349" }
    func hasRelayPhone(_ account: String) -> Bool { account == "zhou" }

    func ringRelay(permit: Int64, account: String) throws(RelayCallRefusal) {
        guard permit != 99 else { throw .noPhone }
        guard permit != 98 else { throw .noLeave }
        asked.append("relay \(permit) rings \(account)")
    }
}
