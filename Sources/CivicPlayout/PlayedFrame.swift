/// What a frame handed out by `AudioReceiver` is.
package enum PlayedFrame: Equatable, Sendable {
    /// No packet has come yet; the frame is silence.
    case nothing
    /// All of it came.
    case heard
    /// Some of it was made up, because packets are lost or late.
    case concealed
    /// The sender is silent; the frame is silence, or its comfort noise.
    case pause
}

/// What has become of a stream so far.
package struct PlayoutFigures: Equatable, Sendable {
    /// Frames of 20 ms of which something was made up.
    package var concealed = 0
    /// Frames handed out since the first packet.
    package var frames = 0
    /// Times that speech was lengthened by a period, and by how many samples altogether.
    package var lengthened = 0
    package var samplesAdded = 0
    /// Times that speech was shortened by a period, and by how many samples altogether.
    package var shortened = 0
    package var samplesRemoved = 0
    /// Times that no period was found to lengthen or to shorten by.
    package var fruitless = 0
    /// Lost packets that were found in the one after them.
    package var recovered = 0
    /// Payloads that are none of the codec's, are longer than 60 ms, or could not be decoded.
    package var broken = 0
    /// Payloads longer than their time by the tag of SRTP: encrypted, where plain audio was agreed on.
    package var encrypted = 0

    package init() {}
}
