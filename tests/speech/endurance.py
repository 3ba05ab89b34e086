"""Ten thousand utterances through a service that fails one time in five: no clip wrong, no request unaccounted for.

    python tests/speech/endurance.py [utterances] [share of faults]

The fake runs in a process of its own. Every clip is compared, sample by sample, with what the fake
would say; every request on the fake's ledger must be in our count, and every billed character in
our report or under "may have been billed".
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._model import Clip, Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.testing import _babble as babble
from mkdocs_qwen_tts.testing._faults import known

SYSTEMS: list[dict[str, Any]] = [
    {"model": "qwen3-tts-flash"},
    {"model": "qwen3-tts-instruct-flash", "voice": "Serena"},
    {"model": "cosyvoice-v3-flash", "voice": "longanyun_v3"},
    {"model": "MiniMax/speech-2.8-hd", "voice": "Charming_Lady"},
]
RETRIES = 4
THREADS = 16
PROGRAM = """
import sys
from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing._faults import known
server = FakeServer(patience=8)
# Garbage of the right form is for the build to hear, not for the engine.
server.fake.faults.add(*(name for name in known() if known()[name].stage != "garbage"), share=float(sys.argv[1]), seed=42)
print(server.base_url, flush=True)
server.serve_forever()
"""


def main(count: int, share: float) -> int:
    command = [sys.executable, "-c", PROGRAM, str(share)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            return run(url, count)
        finally:
            server.kill()


def run(url: str, count: int) -> int:
    engines = [engine(url, system, stream=stream) for system in SYSTEMS for stream in (True, False)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(
            pool.map(lambda number: spoken(engines[number % len(engines)], number), range(count))
        )
    took = time.perf_counter() - begun
    for opened, _ in engines:
        opened.close()
    with urllib.request.urlopen(url.replace("/api/v1", "/ledger"), timeout=60) as answer:  # noqa: S310 - loopback
        ledger = json.load(answer)
    return judged(found, ledger, took)


def engine(url: str, system: dict[str, Any], *, stream: bool) -> tuple[Any, Any]:
    api = {
        "key": "sk-any",
        "base_url": url,
        "stream": stream,
        "requests_per_minute": 1e6,
        "retries": RETRIES,
        "timeout": 3,
    }
    settings = Settings.of({"api": {**api, "concurrency": THREADS}, **system}, environ={})
    return speech.open_engine(settings, audio.decode, sleep=lambda _: None), speech.engine_for(
        settings
    ).resolve_voice("en")


def spoken(how: tuple[Any, Any], number: int) -> tuple[Utterance, Clip | SpeechError]:
    opened, voice = how
    utterance = Utterance(
        f"Sentence number {number} of a long run, spoken with care and heard by nobody.", voice
    )
    try:
        clip = opened.speak(utterance)
    except SpeechError as error:
        return utterance, error
    right = babble.spoken(voice.model, voice.name, utterance.text)
    return utterance, Clip(b"" if clip.pcm == right else b"wrong", clip.sample_rate, clip.usage)


def judged(
    found: list[tuple[Utterance, Clip | SpeechError]], ledger: dict[str, Any], took: float
) -> int:
    by_text: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for entry in ledger["entries"]:
        by_text[entry["text"]].append(entry)
    clips = [(one, result) for one, result in found if isinstance(result, Clip)]
    failed = [(one, result) for one, result in found if isinstance(result, SpeechError)]
    wrong = sum(bool(clip.pcm) for _, clip in clips)
    miscounted = beyond = unbalanced = dishonest = told = maybe = unanswered = 0
    for one, result in found:
        entries = by_text[one.text]
        usage = result.usage
        requests = result.requests if isinstance(result, SpeechError) else result.usage.requests
        lost = result.unanswered if isinstance(result, SpeechError) else result.usage.unanswered
        billed = (usage.characters or 0) if usage else 0
        unread = [entry for entry in entries if is_unread(entry["fault"])]
        miscounted += requests != len(entries)
        beyond += len(entries) > RETRIES + 1
        unbalanced += billed + sum(entry["characters"] for entry in unread) != sum(
            one["characters"] for one in entries
        )
        unbalanced += lost != len(unread)
        told += billed
        maybe += sum(entry["characters"] for entry in unread)
        unanswered += lost
        if isinstance(result, SpeechError):
            last = known()[entries[-1]["fault"]]
            dishonest += type(result).__name__ != last.meets
    kinds = collections.Counter(type(error).__name__ for _, error in failed)
    faults = collections.Counter(entry["fault"] for entry in ledger["entries"] if entry["fault"])
    print(
        f"{len(found)} utterances in {took:.0f} s ({len(found) / took:.0f}/s), {ledger['requests']} requests"
    )
    print(f"faults: {sum(faults.values())} of {len(faults)} kinds")
    print(f"clips: {len(clips)}, wrong: {wrong}")
    print(f"failed: {len(failed)} {dict(kinds)}, with another error than met: {dishonest}")
    print(f"requests not in our count: {miscounted} utterances; beyond {RETRIES} retries: {beyond}")
    print(
        f"characters: ledger {ledger['characters']} = report {told} + {maybe} billed without an answer "
        f"({unanswered} requests reported so); unbalanced utterances: {unbalanced}"
    )
    good = (
        not (wrong or miscounted or beyond or unbalanced or dishonest)
        and ledger["characters"] == told + maybe
    )
    print("all accounted for" if good else "NOT all accounted for")
    return 0 if good else 1


def is_unread(fault: str) -> bool:
    """Whether a fault leaves a request without an answer that could be read to its end."""
    if not fault:
        return False
    struck = known()[fault]
    at_request = struck.stage in ("drop", "wait", "frames")
    return at_request and struck.meets in ("TransportError", "BadAudioError")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.exit(main(wanted, float(sys.argv[2]) if len(sys.argv) > 2 else 0.2))
