// RFC 3327 (Path) and RFC 3608 (Service-Route): proxies between a phone and its registrar.

extension HeaderName {
    package static let path = HeaderName("Path")
    package static let serviceRoute = HeaderName("Service-Route")
}

extension SIPHeaders {
    /// The addresses of every field of that name, in order; `nil` where one cannot be read or there are too many.
    func addresses(_ name: HeaderName) -> [NameAddress]? {
        var addresses: [NameAddress] = []
        for value in all(name) {
            guard let some = NameAddress.list(parsing: value) else { return nil }
            addresses += some
            guard addresses.count <= SIPLimits.listElements else { return nil }
        }
        return addresses
    }
}
