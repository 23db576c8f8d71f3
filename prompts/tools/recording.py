"""Turns any speech into a prompt: 8 kHz A-law WAV, mono, one level, trimmed, with soft edges.

Needs numpy and sox.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

RATE = 8000  # Hz
SPEECH_LEVEL = -19.0  # dBFS, RMS over the frames in which someone speaks
LEAST_ACTIVE = -19.7  # dBFS of a sine, by ITU-T P.56: what the studio calls quiet begins at -20
MOST_RAISED = 1.4  # dB, for a word whose soft consonants P.56 counts as speech: six, fifth
PEAK = -3.0  # dBFS
SILENCE = {"word": 0.030, "sentence": 0.080}  # s, kept at both ends
FADE = 0.020  # s
FRAME = 80  # samples: 10 ms


def db(amplitude):
    return 20 * np.log10(max(float(amplitude), 1e-9))


def ratio(decibels):
    return 10 ** (decibels / 20)


def read(path):
    """Samples of any sound file that sox reads, as 8 kHz mono in -1...1.

    What a telephone does not carry is taken away first: below 120 Hz there is only hum and breath.
    """
    raw = subprocess.run(
        ["sox", str(path), "-t", "raw", "-e", "float", "-b", "32", "-c", "1", "-", "gain", "-6",
         "rate", "-h", str(RATE), "highpass", "120"],
        check=True, capture_output=True).stdout
    return np.frombuffer(raw, dtype="<f4").astype(np.float64)


def frame_levels(samples):
    """RMS of each 10 ms, linear."""
    padded = np.pad(samples, (0, -len(samples) % FRAME))
    return np.sqrt(np.mean(padded.reshape(-1, FRAME) ** 2, axis=1) + 1e-18)


def speech_level(samples):
    """RMS in dBFS over the frames within 20 dB of the loud ones, in the spirit of ITU-T P.56."""
    levels = frame_levels(samples)
    loud = np.percentile(levels, 95)
    active = levels[levels > loud * ratio(-20)]
    return db(np.sqrt(np.mean(active ** 2)))


def active_level(samples):
    """ITU-T P.56 method B, as the studio measures it, in dBFS of a sine."""
    decay, hold = np.exp(-1 / (RATE * 0.03)), RATE // 5
    values = np.abs(samples) * 32767
    first = envelope = 0.0
    envelopes = np.empty(len(values))
    for index, value in enumerate(values):
        first = decay * first + (1 - decay) * value
        envelope = decay * envelope + (1 - decay) * first
        envelopes[index] = envelope
    energy, above = float(np.sum(values ** 2)), None
    for step in range(15):
        places = np.where(envelopes >= 2 ** step, np.arange(len(values)), -RATE * 3600)
        active = np.count_nonzero(np.arange(len(values)) - np.maximum.accumulate(places) <= hold)
        if active == 0:
            continue
        found = 10 * np.log10(energy / active)
        gap = found - 20 * np.log10(2 ** step)
        if gap <= 15.9:
            part = (above[1] - 15.9) / (above[1] - gap) if above else 1
            found = above[0] + (found - above[0]) * part if above else found
            return found - 10 * np.log10(0.5 * 32767 ** 2)
        above = (found, gap)
    return -100.0


def trim(samples, keep):
    """Cuts silence so that `keep` seconds stay before the first sound and after the last one."""
    levels = frame_levels(samples)
    threshold = np.percentile(levels, 95) * ratio(-42)
    sounding = np.flatnonzero(levels > threshold)
    if len(sounding) == 0:
        return samples
    margin = int(keep * RATE)
    start, end = sounding[0] * FRAME, (sounding[-1] + 1) * FRAME
    cut = samples[max(0, start - margin):end + margin]
    before = max(0, margin - start)
    after = max(0, end + margin - len(samples))
    return np.pad(cut, (before, after))


def limit(samples, peak=PEAK):
    """Turns peaks down smoothly, 5 ms to each side, so that no sample is above `peak` dBFS."""
    reach = int(0.005 * RATE)
    needed = np.minimum(1, ratio(peak) / np.maximum(np.abs(samples), 1e-9))
    window = np.lib.stride_tricks.sliding_window_view(np.pad(needed, 2 * reach, constant_values=1), 2 * reach + 1)
    lowest = window.min(axis=1)
    kernel = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, kernel / kernel.sum(), mode="valid")
    return samples * gain[:len(samples)]


def level(samples, target=SPEECH_LEVEL):
    for _ in range(4):  # the limiter takes a little of the level away again
        samples = limit(samples * ratio(target - speech_level(samples)))
    ceiling = target + MOST_RAISED
    for _ in range(4):
        short = min(LEAST_ACTIVE - active_level(samples), ceiling - speech_level(samples))
        if short <= 0:
            break
        samples = limit(samples * ratio(short))
    return samples


def fade(samples, seconds=FADE):
    length = min(int(seconds * RATE), len(samples) // 4)
    ramp = (1 - np.cos(np.linspace(0, np.pi, length))) / 2
    samples = samples.copy()
    samples[:length] *= ramp
    samples[len(samples) - length:] *= ramp[::-1]
    return samples


def write(samples, path):
    """8 kHz A-law WAV, mono."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["sox", "-D", "-t", "raw", "-r", str(RATE), "-e", "float", "-b", "32", "-c", "1", "-",
         "-t", "wav", "-e", "a-law", str(path)],
        input=samples.astype("<f4").tobytes(), check=True)


def finish(samples, kind):
    """From the raw voice to what is played."""
    return fade(level(trim(samples, SILENCE[kind])))


def finish_file(source, path, kind):
    write(finish(read(source), kind), path)


def finish_samples(samples, rate, path, kind):
    """As `finish_file`, for samples in -1...1 that are in memory."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        subprocess.run(
            ["sox", "-t", "raw", "-r", str(rate), "-e", "float", "-b", "32", "-c", "1", "-", raw.name],
            input=np.asarray(samples).astype("<f4").tobytes(), check=True)
        finish_file(raw.name, path, kind)
