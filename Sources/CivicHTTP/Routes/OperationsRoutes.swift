import CivicCalls
import HTTPTypes
import Hummingbird

// Health and counters: no personal data, so no sign-in.
extension WebHouse {
    func addOperations(to routes: inout RouteTable) {
        routes.open(.get, "/healthz") { [desk] _, _ in
            let isOpen = await desk.isOpen()
            return Response(
                status: isOpen ? .ok : .serviceUnavailable,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: isOpen ? "ok\n" : "closing: no new calls are taken\n"))
            )
        }
        routes.open(.get, "/metrics") { [desk] _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await desk.metrics())))
        }
    }
}
