package import Foundation
import Glibc

/// A headless browser that is told what to do over the DevTools protocol, through two pipes.
///
/// One command at a time; what the browser tells by itself is passed over.
package actor Chromium: Browser {
    private let programme: Programme
    private let input: Int32
    private let output: Int32
    private var session: String?
    private var lastID = 0
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - folder: for its profile and its pipes; removed by whoever owns it.
    ///   - microphone: a WAV file that its microphone hears, over and over; without one it has none.
    package init(folder: URL, microphone: URL? = nil) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (toBrowser, fromBrowser) = (
            folder.appendingPathComponent("in").path, folder.appendingPathComponent("out").path
        )
        guard mkfifo(toBrowser, 0o600) == 0, mkfifo(fromBrowser, 0o600) == 0 else {
            throw DemoFailure("the browser's pipes cannot be made: errno \(errno)")
        }
        // Both ends at once, so that neither side waits for the other to open.
        input = Glibc.open(toBrowser, O_RDWR)
        output = Glibc.open(fromBrowser, O_RDWR)
        guard input >= 0, output >= 0 else { throw DemoFailure("the browser's pipes cannot be opened") }
        let flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
            "--autoplay-policy=no-user-gesture-required", "--window-size=1500,950",
            // Calls work on a machine that has no network but its loopback, too.
            "--allow-loopback-in-peer-connection",
            "--user-data-dir=\(folder.appendingPathComponent("profile").path)",
        ]
        let hearing = microphone.map { file in
            [
                "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                "--use-file-for-fake-audio-capture=\(file.path)",
            ]
        }
        let line = (flags + (hearing ?? []) + ["about:blank"]).joined(separator: " ")
        programme = try Programme(
            "/bin/sh", ["-c", "TMPDIR='\(folder.path)' exec chromium \(line) 3<'\(toBrowser)' 4>'\(fromBrowser)'"],
            log: folder.appendingPathComponent("chromium.log"))
        let targets = try await command("Target.getTargets", [:])["targetInfos"] as? [[String: Any]] ?? []
        guard let page = targets.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String else {
            throw DemoFailure("the browser has no page")
        }
        session =
            try await command("Target.attachToTarget", ["targetId": page, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Network"] { _ = try await command("\(domain).enable", [:]) }
    }

    package func close() async {
        await programme.stop()
        Glibc.close(input)
        Glibc.close(output)
    }

    package func open(_ address: String) async throws {
        _ = try await command("Page.navigate", ["url": address])
        try await waitFor("document.readyState === 'complete'")
    }

    /// A script that runs before those of every page that is opened from now on.
    package func beforeEveryPage(_ script: String) async throws {
        _ = try await command("Page.addScriptToEvaluateOnNewDocument", ["source": script])
    }

    /// Ends the browser as a power cut would.
    package func kill() async { await programme.killAtOnce() }

    @discardableResult
    package func run(_ script: String) async throws -> String {
        let answer = try await command(
            "Runtime.evaluate",
            ["expression": "(async () => String(await (\(script))))()", "awaitPromise": true, "returnByValue": true])
        if let fault = answer["exceptionDetails"] as? [String: Any] {
            throw DemoFailure("the page's script failed: \(script.prefix(200)): \(fault["exception"] ?? fault)")
        }
        return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
    }

    /// Writes letters as a keyboard does, where the focus is.
    package func type(_ text: String) async throws { _ = try await command("Input.insertText", ["text": text]) }

    /// Presses and lets go of one key, such as `Tab` or `Enter`.
    package func press(_ key: String, code: Int, modifiers: Int = 0) async throws {
        for type in ["keyDown", "keyUp"] {
            var event: [String: Any] = [
                "type": type, "key": key, "code": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code,
                "modifiers": modifiers,
            ]
            // Enter does something by the character that it writes.
            if key == "Enter", type == "keyDown" { event["text"] = "\r" }
            _ = try await command("Input.dispatchKeyEvent", event)
        }
    }

    /// Gives the window another size, in points of CSS.
    package func resize(width: Int, height: Int) async throws {
        _ = try await command(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    /// The page as a PNG picture: what the window shows, or all of it.
    package func picture(whole: Bool = false) async throws -> Data {
        var parameters: [String: Any] = [:]
        if whole {
            let size = try await command("Page.getLayoutMetrics", [:])["cssContentSize"] as? [String: Any] ?? [:]
            parameters["captureBeyondViewport"] = true
            parameters["clip"] = [
                "x": 0, "y": 0, "width": size["width"] ?? 0, "height": size["height"] ?? 0, "scale": 1,
            ]
        }
        let text = try await command("Page.captureScreenshot", parameters)["data"] as? String ?? ""
        return Data(base64Encoded: text) ?? Data()
    }

    // MARK: The protocol

    private func command(_ method: String, _ parameters: [String: Any]) async throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        try send([UInt8](try JSONSerialization.data(withJSONObject: message)) + [0])
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            guard let bytes = try await next() else { continue }
            guard let answer = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                answer["id"] as? Int == lastID
            else { continue }
            if let fault = answer["error"] as? [String: Any] { throw DemoFailure("\(method): \(fault)") }
            return answer["result"] as? [String: Any] ?? [:]
        }
        throw DemoFailure("the browser does not answer \(method); it said:\n\(programme.output.suffix(1_000))")
    }

    private func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { throw DemoFailure("the browser's pipe is broken") }
            rest = rest.dropFirst(count)
        }
    }

    /// The next message; `nil` where none has come for a moment.
    private func next() async throws -> [UInt8]? {
        while true {
            if let end = received.firstIndex(of: 0) {
                let message = Array(received[..<end])
                received.removeFirst(end + 1)
                return message
            }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) > 0 else {
                guard programme.isRunning else {
                    throw DemoFailure("the browser has ended:\n\(programme.output.suffix(1_000))")
                }
                try await Task.sleep(for: .milliseconds(10))
                return nil
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { throw DemoFailure("the browser's pipe is broken") }
            received += buffer[..<count]
        }
    }
}
