/// A browser that is told what to do.
package protocol Browser: Actor {
    func open(_ address: String) async throws

    /// What a script gives, as text; promises are waited for.
    @discardableResult func run(_ script: String) async throws -> String

    func close() async
}

extension Browser {
    /// Waits until a script gives true.
    package func waitFor(_ script: String, within limit: Duration = .seconds(20)) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if (try? await run(script)) == "true" { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        let page = (try? await run("document.body.innerText")) ?? ""
        throw DemoFailure("the page never came to: \(script)\n\(page.suffix(3_000))")
    }

    /// Signs in at the hotline's page as an account of the sample, the administrator's without another.
    package func signIn(
        at page: String, as name: String = "zhao.min", password: String = "sample-desk-2004"
    ) async throws {
        try await open("\(page)/sign-in?lang=en")
        try await run(
            """
            fetch("/sign-in", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" },
              body: "name=\(name)&password=\(password)" }).then((answer) => answer.status)
            """)
    }
}
