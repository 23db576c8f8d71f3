#!/usr/bin/env python3
"""Composes what is not speech: the comfort music, the tone before a recording, the agent's tone.

    compose.py prompts      # writes prompts/shared/*.wav

The music is eight bars of four beats at 64 beats a minute: 30 s, plucked strings over soft sines. What still sounds
at the end is folded onto the beginning, so the loop has no seam. Needs numpy and sox; always makes the same samples.
"""

import sys
from pathlib import Path

import numpy as np

import recording

RATE = recording.RATE
BEAT = 60 / 64  # s
BARS = [  # chord (MIDI notes), then the melody of the bar as (beat, MIDI note)
    ((48, 55, 64), [(0, 72), (1, 67), (2, 69), (3, 67)]),
    ((45, 52, 60), [(0, 64), (1.5, 67), (2, 69)]),
    ((41, 53, 60), [(0, 69), (1, 67), (2, 65), (3, 64)]),
    ((43, 50, 59), [(0, 62), (2, 67)]),
    ((48, 55, 64), [(0, 76), (1, 74), (2, 72), (3, 69)]),
    ((40, 52, 59), [(0, 71), (1.5, 67), (2, 64)]),
    ((41, 53, 57), [(0, 65), (1, 69), (2, 72), (3, 69)]),
    ((43, 50, 62), [(0, 67), (1, 62), (2, 64)]),
]
MUSIC_LEVEL = -24.0  # dBFS RMS
TONE_LEVEL = -20.0


def hertz(note):
    return 440 * 2 ** ((note - 69) / 12)


def pluck(note, seconds):
    """A plucked string: harmonics that start together, the higher ones weaker and sooner gone."""
    time = np.arange(int(seconds * RATE)) / RATE
    sound = sum(
        np.sin(2 * np.pi * k * hertz(note) * time) * k ** -1.5 * np.exp(-time * (1.3 + 0.9 * k))
        for k in range(1, 9) if k * hertz(note) < 0.45 * RATE)
    sound[:40] *= np.linspace(0, 1, 40)  # 5 ms: a soft finger, not a pick
    return recording.fade(sound)


def pad(note, seconds):
    """A sine that comes and goes slowly."""
    time = np.arange(int(seconds * RATE)) / RATE
    swell = np.sin(np.pi * time / seconds) ** 0.8
    return swell * (np.sin(2 * np.pi * hertz(note) * time) + 0.2 * np.sin(4 * np.pi * hertz(note) * time))


def music():
    total = int(round(len(BARS) * 4 * BEAT * RATE))
    loop = np.zeros(total)

    def add(sound, at):
        start = int(round(at * RATE))
        loop[(start + np.arange(len(sound))) % total] += sound  # the tail goes round to the beginning

    for bar, (chord, melody) in enumerate(BARS):
        start = bar * 4 * BEAT
        for note in chord:
            add(0.06 * pad(note + 12, 4.6 * BEAT), start)
        for step, note in enumerate([chord[0], chord[1], chord[2], chord[1]] * 2):
            add(0.20 * pluck(note + 12, 2.2), start + step * BEAT / 2)
        for beat, note in melody:
            add(0.45 * pluck(note, 3.0), start + beat * BEAT)
    rms = np.sqrt(np.mean(loop ** 2))
    return recording.limit(np.tile(loop * recording.ratio(MUSIC_LEVEL) / rms, 3), -9.0)[total:2 * total]


def tone(parts):
    """(Hz, seconds) one after the other, each with soft edges; 0 Hz is silence."""
    amplitude = recording.ratio(TONE_LEVEL) * np.sqrt(2)
    sounds = [amplitude * np.sin(2 * np.pi * f * np.arange(int(s * RATE)) / RATE) for f, s in parts]
    return np.concatenate([recording.fade(sound, 0.010) for sound in sounds])


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "prompts") / "shared"
    recording.write(music(), folder / "music-comfort.wav")
    recording.write(tone([(880, 0.45)]), folder / "beep.wav")
    recording.write(tone([(660, 0.12), (0, 0.06), (880, 0.16)]), folder / "agent-beep.wav")


if __name__ == "__main__":
    main()
