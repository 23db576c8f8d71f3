import Foundation

/// libspandsp's DTMF receiver, to measure beside ours; found when the program runs, so that nothing links it.
struct SpandspDTMF: ~Copyable {
    private typealias Initialise =
        @convention(c) (UnsafeMutableRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?) ->
        UnsafeMutableRawPointer?
    private typealias Receive = @convention(c) (UnsafeMutableRawPointer, UnsafePointer<Int16>, Int32) -> Int32
    private typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Int32

    static let library = "libspandsp.so.2"

    private let state: UnsafeMutableRawPointer
    private let receive: Receive
    private let free: Free

    /// `nil` where the library is not installed.
    init?() {
        // The library stays loaded: its code runs until the program ends.
        guard let handle = dlopen(Self.library, RTLD_NOW),
            let initialise = dlsym(handle, "dtmf_rx_init"),
            let receive = dlsym(handle, "dtmf_rx"),
            let free = dlsym(handle, "dtmf_rx_free"),
            // The types above are those of spandsp/dtmf.h, the same since 0.0.3.
            let state = unsafeBitCast(initialise, to: Initialise.self)(nil, nil, nil)
        else { return nil }
        self.state = state
        self.receive = unsafeBitCast(receive, to: Receive.self)
        self.free = unsafeBitCast(free, to: Free.self)
    }

    deinit { _ = free(state) }

    mutating func process(_ frame: Span<Int16>) {
        // The library reads `count` samples and keeps no pointer to them.
        frame.withUnsafeBufferPointer { samples in
            if let start = samples.baseAddress { _ = receive(state, start, Int32(samples.count)) }
        }
    }
}
