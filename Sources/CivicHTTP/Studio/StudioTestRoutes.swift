import HTTPTypes
import Hummingbird

// The tests beside a plan, in the studio.
extension WebHouse {
    func addStudioTests(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/studio/:plan/tests", as: .administrator) { _, context, _ in
            guard let file = await plans.testsFile(of: try context.parameters.require("plan")) else {
                throw Problem.noSuch("plan", remedy: "The studio's first page lists them.")
            }
            return try .json(file)
        }
        routes.signedIn(.post, "/api/studio/:plan/tests", as: .administrator) { request, context, _ in
            let form = try await request.json(as: TestsForm.self, upTo: 2 * Self.longestPlan)
            return try .json(
                await plans.tests(form.tests, of: form.text, as: try context.parameters.require("plan")))
        }
        routes.signedIn(.post, "/api/studio/:plan/tests/check", as: .administrator) { request, context, _ in
            let form = try await request.json(as: TestsForm.self, upTo: 2 * Self.longestPlan)
            return try .json(
                await plans.checkTests(
                    form.tests ?? "", of: form.text, as: try context.parameters.require("plan")))
        }
        routes.signedIn(.post, "/api/studio/:plan/tests/add", as: .administrator) { request, context, _ in
            let form = try await request.json(as: AddTestForm.self, upTo: 2 * Self.longestPlan)
            try Self.bound(form.call)
            return try .json(
                await plans.addTest(of: form.call, to: form.tests, as: try context.parameters.require("plan")))
        }
        routes.signedIn(.post, "/api/studio/:plan/tests/save", as: .administrator) { request, context, agent in
            let form = try await request.json(as: SaveTestsForm.self, upTo: Self.longestPlan)
            let plan = try context.parameters.require("plan")
            return try .json(
                try await asking {
                    try await plans.saveTests(form.tests, as: plan, base: form.base, by: agent.id)
                })
        }
    }

    /// A trial call is walked from its beginning each time.
    static func bound(_ call: TrialCall) throws {
        guard call.lines.count <= 2_000 else {
            throw Problem.invalid("lines", "There are more than 2000.", remedy: "Begin a new call.")
        }
    }
}

private struct TestsForm: Decodable {
    var text: String
    var tests: String?
}

private struct AddTestForm: Decodable {
    var call: TrialCall
    var tests: String
}

private struct SaveTestsForm: Decodable {
    var tests: String
    var base: String?
}
