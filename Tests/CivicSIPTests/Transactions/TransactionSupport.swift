import CivicCore
import CivicSIP

func at(_ seconds: Double) -> MonotonicInstant { .zero + .milliseconds(Int64(seconds * 1000)) }

func sample(_ method: SIPMethod) -> SIPRequest {
    var from = NameAddress(uri: SIPURI(user: "1001", host: "192.0.2.1"))
    from.tag = "f"
    return SIPRequest(
        method: method, uri: SIPURI(user: "12345", host: "192.0.2.2"),
        vias: [
            Via(
                host: "192.0.2.1", port: 5060,
                parameters: SIPParameters([.init(name: "branch", value: "z9hG4bK1")]))
        ],
        from: from, to: NameAddress(uri: SIPURI(user: "12345", host: "192.0.2.2")), callID: "c", cseq: 1)
}

func reply(_ status: Int, to request: SIPRequest, tag: String = "t") -> SIPResponse {
    SIPResponse(status, to: request, tag: tag)
}
