// A take from the microphone: samples as they come, without the browser's own cleaning, and a WAV file of them.

/** Records until `stop`; `onPeak` hears the largest sample of each piece, 0 to 1. */
export class Take {
  constructor(onPeak) {
    this.onPeak = onPeak;
    this.pieces = [];
    this.peak = 0;
    this.isRunning = false;
    this.rate = 48000;
  }

  async start(longest, onEnd) {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule("/assets/studio-recorder-worklet.js");
    this.rate = this.context.sampleRate;
    this.node = new AudioWorkletNode(this.context, "take", { numberOfOutputs: 0 });
    this.node.port.onmessage = ({ data }) => {
      if (!this.isRunning) return;
      this.pieces.push(data);
      let peak = 0;
      for (const sample of data) peak = Math.max(peak, Math.abs(sample));
      this.peak = Math.max(this.peak, peak);
      this.onPeak(peak);
      if (this.seconds >= longest) {
        this.stop();
        onEnd();
      }
    };
    this.isRunning = true;
    this.context.createMediaStreamSource(this.stream).connect(this.node);
    await this.context.resume();
  }

  get length() {
    return this.pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  get seconds() {
    return this.length / this.rate;
  }

  stop() {
    this.isRunning = false;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.node?.disconnect();
  }

  drop() {
    this.stop();
    this.playing?.stop();
    this.context?.close();
    this.context = null;
    this.pieces = [];
  }

  samples() {
    const all = new Float32Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  // Through the audio graph: a page with our content policy plays no blobs.
  play() {
    this.playing?.stop();
    const samples = this.samples();
    if (!samples.length) return;
    const buffer = this.context.createBuffer(1, samples.length, this.rate);
    buffer.copyToChannel(samples, 0);
    this.playing = this.context.createBufferSource();
    this.playing.buffer = buffer;
    this.playing.connect(this.context.destination);
    this.playing.start();
  }

  /** 16-bit PCM, one channel. */
  wav() {
    const samples = this.samples();
    const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
    const text = (at, word) => [...word].forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)));
    text(0, "RIFF");
    view.setUint32(4, 36 + 2 * samples.length, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, this.rate, true);
    view.setUint32(28, 2 * this.rate, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, "data");
    view.setUint32(40, 2 * samples.length, true);
    samples.forEach((sample, index) => view.setInt16(44 + 2 * index, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true));
    return view.buffer;
  }
}
