import CivicCalls
import CivicTransport

// The transport is how the switchboard reaches the user agent.
extension SIPEndpoint: Signalling {}
