import ArgumentParser
import CivicCore
import CivicSDP
import CivicSIP
import Foundation

/// `civicline-bench sip`: what messages, descriptions and calls cost the signalling, in time and in objects on the heap.
struct SIPBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sip",
        abstract: "Parsing, printing, session descriptions, transactions and whole calls, without network.",
        discussion: """
            'ns' is the processor time of one, the best of the rounds; 'passes' is the same in passes of FNV-1a over the \
            same bytes in the same run, which is about four cycles a byte and so the same on every machine; 'objects' is \
            what was taken from the heap for one.

            'parse' finds everything that a message must have and checks it; 'values' also makes what is asked for: all of \
            it at the first question. The aim is 500,000 a second on one core of the typical INVITE: 17 header fields and \
            a description, 967 bytes. 'trunk' is a long one (21 fields, 1,465 bytes), 'minimal' a short one (8, 266).

            A transaction is the client's machine and the server's with the messages handed over as values: what timers and \
            states cost. A call is set up and ended between two user agents with all that is theirs: both sides' parsing \
            and printing, transactions, dialogs.
            """)

    @Flag(help: "Fail where something costs more passes or objects than is kept for it.")
    var check = false
    @Flag(help: "Count objects only: a figure that comes out the same on the busiest machine.")
    var objectsOnly = false
    @Option(help: "Only what has this in its name.")
    var only: String?
    @Option(help: "Rounds of which the best counts.")
    var rounds = 15

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
    }

    func run() throws {
        try AllocationCount.start()
        AllocationCount.tidy()
        print("                                ns   per second   passes  at most   objects  at most")
        var dear: [String] = []
        for task in SignallingTask.all() where only.map(task.name.contains) ?? true {
            let figure = measure(task)
            let passes = figure.time / figure.pass
            let most = task.most
            print(
                task.name.padding(toLength: 24, withPad: " ", startingAt: 0)
                    + (objectsOnly
                        ? String(repeating: " ", count: 40)
                        : String(
                            format: "%10.0f   %10.0f   %6.2f   %6.2f", figure.time, 1e9 / figure.time, passes,
                            most.passes))
                    + String(format: "   %7.1f  %7.1f", figure.objects, most.objects))
            if figure.objects > most.objects || (!objectsOnly && passes > most.passes) { dear.append(task.name) }
        }
        if check, !dear.isEmpty { throw BenchFault(description: "dearer than kept: \(dear.joined(separator: ", "))") }
    }

    private func measure(_ task: SignallingTask) -> (time: Double, pass: Double, objects: Double) {
        let objects = AllocationCount.mean(of: task.repetitions, task.work)
        guard !objectsOnly else { return (1, 1, objects) }
        var (time, pass) = (Double.infinity, Double.infinity)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for _ in 0..<rounds {
            time = min(time, each(task.repetitions, task.work))
            pass = min(pass, each(task.repetitions) { hash = fnv(task.bytes, from: hash) })
        }
        keep(hash)
        return (time, pass, objects)
    }

    private func each(_ repetitions: Int, _ work: () -> Void) -> Double {
        Double(CPUTime.measure { for _ in 0..<repetitions { work() } }.nanoseconds) / Double(repetitions)
    }
}

/// The hash FNV-1a of 64 bits: each byte waits for the one before, so that no compiler can hurry it.
private func fnv(_ bytes: [UInt8], from start: UInt64) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
}

/// Something to measure, and the most that it may cost.
struct SignallingTask {
    let name: String
    /// What a pass is measured over.
    let bytes: [UInt8]
    let most: (passes: Double, objects: Double)
    var repetitions = 500
    let work: () -> Void

    static func all() -> [SignallingTask] {
        parsing() + reading() + printing() + descriptions() + TransactionPair.tasks() + [calls()]
    }

    private static func parsing() -> [SignallingTask] {
        let most: [String: (passes: Double, objects: Double)] = [
            TypicalMessage.typical.name: (2.5, 1), TypicalMessage.trunk.name: (2.5, 1),
            TypicalMessage.phone.name: (2.5, 1), TypicalMessage.minimal.name: (5, 1), TypicalMessage.bye.name: (5, 1),
            TypicalMessage.success.name: (3, 1), TypicalMessage.registration.name: (3.5, 1),
            TypicalMessage.options.name: (5, 1), TypicalMessage.overIPv6.name: (5, 1),
        ]
        return TypicalMessage.all.map { message in
            SignallingTask(
                name: "parse \(message.name)", bytes: message.bytes, most: most[message.name] ?? (0, 0)
            ) {
                keep(try? SIPMessage(parsing: message.bytes))
            }
        }
    }

    /// The same, and every value asked for that the user agent works with: what parsing leaves for later.
    private static func reading() -> [SignallingTask] {
        TypicalMessage.invites.map { message in
            SignallingTask(name: "values \(message.name)", bytes: message.bytes, most: (8, 20)) {
                guard case .request(let request)? = try? SIPMessage(parsing: message.bytes) else { return }
                keep(request.vias)
            }
        }
    }

    private static func printing() -> [SignallingTask] {
        (TypicalMessage.invites + [TypicalMessage.success]).compactMap { message in
            guard let parsed = try? SIPMessage(parsing: message.bytes) else { return nil }
            return SignallingTask(name: "print \(message.name)", bytes: message.bytes, most: (8, 6)) {
                switch parsed {
                case .request(let request): keep(request.serialized())
                case .response(let response): keep(response.serialized())
                }
            }
        }
    }

    private static func descriptions() -> [SignallingTask] {
        [TypicalMessage.trunk, .phone].compactMap { message -> [SignallingTask]? in
            guard case .request(let request)? = try? SIPMessage(parsing: message.bytes), let offer = request.body?.bytes
            else { return nil }
            let local = LocalAudio(host: "192.0.2.10", port: 30_000, sessionID: 4711)
            return [
                SignallingTask(name: "SDP parse, \(message.name.dropFirst(8))", bytes: offer, most: (28, 44)) {
                    keep(try? SessionDescription(parsing: offer))
                },
                SignallingTask(name: "SDP answer, \(message.name.dropFirst(8))", bytes: offer, most: (100, 176)) {
                    keep(try? OfferAnswer.answer(to: offer, local: local))
                },
            ]
        }.flatMap { $0 }
    }

    /// Set up and ended: INVITE, 100, 200, ACK, BYE, 200 between two user agents: both roles together.
    private static func calls() -> SignallingTask {
        let pair = CallPair()
        return SignallingTask(name: "call, both sides", bytes: TypicalMessage.trunk.bytes, most: (220, 530)) {
            pair.call()
        }
    }
}

/// Takes a result, so that the work for it is done.
@inline(never) @_optimize(none) func keep<Result>(_ result: Result) {}
