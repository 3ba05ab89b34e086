"""The free voice: real speech, the same each time, whatever the text."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mkdocs_qwen_tts._errors import ConfigurationError, InvalidRequestError, ServerError
from mkdocs_qwen_tts._model import Clip, Utterance, Voice
from mkdocs_qwen_tts._speech.engines.espeak import library, processes
from mkdocs_qwen_tts._speech.engines.espeak import synthesizer as preview
from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = {
    "en-us": "The service reads every page aloud, and never asks to be paid twice.",
    "cmn": "这个服务会朗读每一个页面,而且从不重复收费。",
    "de": "Der Dienst liest jede Seite vor und lässt sich nie zweimal bezahlen.",
    "it": "Il servizio legge ogni pagina ad alta voce e non si fa pagare due volte.",
    "pt-br": "O serviço lê cada página em voz alta e nunca cobra duas vezes.",
    "es": "El servicio lee cada página en voz alta y nunca cobra dos veces.",
    "ja": "このサービスはすべてのページをこえにだしてよみます。",
    "ko": "이 서비스는 모든 페이지를 소리 내어 읽어 줍니다.",
    "fr": "Le service lit chaque page à voix haute et ne se fait jamais payer deux fois.",
    "ru": "Сервис читает вслух каждую страницу и никогда не берёт плату дважды.",
}


@pytest.fixture
def engine() -> Iterator[EspeakSynthesizer]:
    if find_spec(library.WHEEL) is None:
        pytest.skip('needs the free voice: pip install "mkdocs-qwen-tts[preview]"')
    with EspeakSynthesizer() as engine:
        yield engine


def say(engine: EspeakSynthesizer, text: str, voice: str = "en-us") -> Clip:
    return engine.speak(Utterance(text, Voice("preview", "espeak-ng", voice, "English")))


@pytest.mark.parametrize("voice", TEXTS)
def test_it_speaks_all_ten_languages(engine: EspeakSynthesizer, voice: str) -> None:
    """Not a tone and not silence: as long as such a sentence takes, loud, and changing like syllables do."""
    clip = say(engine, TEXTS[voice], voice)
    samples = np.frombuffer(clip.pcm, "<i2").astype(float)
    level = np.sqrt(np.square(samples[: samples.size // 480 * 480].reshape(-1, 480)).mean(axis=1))
    assert 2.5 < clip.duration < 9.0
    assert np.percentile(level, 90) > 1000
    assert np.percentile(level, 90) > 6 * max(np.percentile(level, 10), 1)
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    assert spectrum.max() < 0.05 * spectrum.sum()


def test_the_same_text_gives_the_same_bytes_whatever_was_said_before(
    engine: EspeakSynthesizer,
) -> None:
    first = say(engine, TEXTS["en-us"])
    for voice in ("de", "cmn", "en-us+f3"):
        say(engine, TEXTS[voice.split("+")[0]], voice)
    assert say(engine, TEXTS["en-us"]) == first
    with EspeakSynthesizer() as another:
        assert say(another, TEXTS["en-us"]) == first


def test_many_threads_may_speak_at_once(engine: EspeakSynthesizer) -> None:
    alone = {voice: say(engine, text, voice) for voice, text in TEXTS.items()}
    with ThreadPoolExecutor(6) as pool:
        together = dict(
            zip(TEXTS, pool.map(lambda voice: say(engine, TEXTS[voice], voice), TEXTS), strict=True)
        )
    assert together == alone


def test_variants_are_different_voices(engine: EspeakSynthesizer) -> None:
    assert (
        len({say(engine, "Hello there.", voice).pcm for voice in ("en-us", "en-us+f3", "en-us+m3")})
        == 3
    )


@pytest.mark.parametrize(
    "text",
    [
        "<speak><break time='1h'/></speak> <audio src='/etc/passwd'/>",
        "[[h@'loU]] \x1b[2J \x07 %s %n {0} $(reboot) `reboot` ; reboot",
        "a\0b\ud800c",
        "--help -f /etc/passwd",
        "\u202eright to left\u202c\ufeff\u200d",
        "🎉👩‍👩‍👧 C++ ≤ ∑ −1",
        "x" * 3000,
        "word " * 500,
    ],
    ids=range(8),
)
def test_hostile_text_is_only_text(engine: EspeakSynthesizer, text: str) -> None:
    assert say(engine, text).duration > 0.3


def test_markup_is_read_and_not_obeyed(engine: EspeakSynthesizer) -> None:
    assert say(engine, '<break time="60s"/> Hello.').duration < 15


@pytest.mark.parametrize("text", ["", "   ", "...", "—", "\0", "\n\n", "\u200b"])
def test_a_text_with_nothing_to_say_is_refused(engine: EspeakSynthesizer, text: str) -> None:
    with pytest.raises(InvalidRequestError, match="nothing that the free voice could speak"):
        say(engine, text)


def test_an_endless_text_is_refused(engine: EspeakSynthesizer) -> None:
    with pytest.raises(InvalidRequestError, match="20001 characters"):
        say(engine, "x" * 20_001)


def test_speech_beyond_the_bound_is_cut_off_and_refused(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "MAX_SECONDS", 1)
    with EspeakSynthesizer() as brief:
        with pytest.raises(InvalidRequestError, match="more than 1 s"):
            say(brief, TEXTS["en-us"])
        assert say(brief, "Hello.") == say(engine, "Hello.")


def test_one_process_speaks_text_after_text_and_none_hears_the_others(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        processes.subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )
    spoken = {voice: say(engine, text, voice) for voice, text in TEXTS.items()}
    assert len(started) == 1
    for voice, text in TEXTS.items():
        with EspeakSynthesizer() as fresh:
            assert say(fresh, text, voice) == spoken[voice]


def test_a_process_that_broke_is_replaced(engine: EspeakSynthesizer) -> None:
    first = say(engine, "Hello.")
    (process,) = engine._processes._idle
    process.kill()
    process.wait()
    assert say(engine, "Hello.") == first
    assert engine._processes._idle != [process]


@pytest.mark.parametrize(("voice", "other"), [("en-gb", "en-us"), ("fr-fr", "de")])
def test_a_voice_may_be_named_by_any_language_of_its_file(
    engine: EspeakSynthesizer, voice: str, other: str
) -> None:
    text = "Voice of the one region or the other."
    assert say(engine, text, voice).duration > 1
    assert say(engine, text, voice) != say(engine, text, other)


@pytest.mark.parametrize(
    ("voice", "closest"), [("en-uk", "en-us"), ("de-at+f3", "de"), ("pt-pt", "pt"), ("frr", "fr")]
)
def test_an_unknown_voice_is_told_with_the_closest(
    engine: EspeakSynthesizer, voice: str, closest: str
) -> None:
    with pytest.raises(ConfigurationError, match="is not a preview voice") as caught:
        say(engine, "Hello.", voice)
    assert caught.value.option == "voice"
    assert caught.value.closest is not None
    assert caught.value.closest.startswith(closest)


@pytest.mark.parametrize(
    "voice", ["../../etc/passwd", "", "-h", "en us", "en-us\n", "e" * 5000, "en\0us"]
)
def test_a_hostile_voice_name_never_reaches_the_library(
    engine: EspeakSynthesizer, voice: str
) -> None:
    with pytest.raises(ConfigurationError, match="is not a preview voice"):
        say(engine, "Hello.", voice)


ALONE = """
import pathlib, sys
from mkdocs_qwen_tts._model import Utterance, Voice
from mkdocs_qwen_tts._speech.engines.espeak.library import WHEEL
from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer
EspeakSynthesizer().speak(Utterance("Hello.", Voice("preview", "espeak-ng", "en-us", "English")))
assert WHEEL not in sys.modules
maps = pathlib.Path("/proc/self/maps")
assert not maps.exists() or "espeak" not in maps.read_text()
"""


@pytest.mark.usefixtures("engine")
def test_the_library_is_never_loaded_into_our_process() -> None:
    """In a process of its own: other tests of this one may have loaded it."""
    subprocess.run([sys.executable, "-c", ALONE], check=True)


def test_the_child_gets_no_secret(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in for the child writes down its environment and arguments."""
    child = tmp_path / "child.py"
    seen = tmp_path / "seen"
    child.write_text(
        f"import os, sys; open({str(seen)!r}, 'w').write(repr((os.environ, sys.argv)))\n"
        "sys.stdin.buffer.read(8); sys.exit(5)"
    )
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-secret")
    monkeypatch.setattr(processes, "_CHILD", child)
    with pytest.raises(ServerError, match="failed"):
        say(engine, "a text of some privacy")
    assert "DASHSCOPE" not in seen.read_text()
    assert "sk-secret" not in seen.read_text()
    assert "privacy" not in seen.read_text()


def test_a_child_that_hangs_is_ended(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child.py"
    child.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(processes, "_CHILD", child)
    monkeypatch.setattr(processes, "TIMEOUT", 0.2)
    with pytest.raises(ServerError, match="did not finish"):
        say(engine, "Hello.")


def test_closing_ends_what_is_under_way_and_refuses_the_rest(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child, started = tmp_path / "child.py", tmp_path / "started"
    os.mkfifo(started)
    child.write_text(
        f"import threading; open({str(started)!r}, 'w').close(); threading.Event().wait()"
    )
    monkeypatch.setattr(processes, "_CHILD", child)
    with ThreadPoolExecutor(1) as pool:
        speaking = pool.submit(say, engine, "Hello.")
        started.open().close()  # blocks until the child runs
        engine.close()
        with pytest.raises(ServerError, match="closed"):
            speaking.result(timeout=60)
    with pytest.raises(ServerError, match="closed"):
        say(engine, "Hello.")


def test_a_deep_installation_works_too(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The library takes no data path beyond 144 bytes; a short link stands in, and is gone afterwards."""
    deep = tmp_path.joinpath(*["a folder with a long name"] * 8)
    deep.parent.mkdir(parents=True)
    deep.symlink_to(find_spec(library.WHEEL).submodule_search_locations[0])
    path, _ = library.library_and_data()
    monkeypatch.setattr(preview, "library_and_data", lambda: (path, str(deep)))
    with EspeakSynthesizer() as other:
        link = other._link
        assert say(other, TEXTS["en-us"]) == say(engine, TEXTS["en-us"])
        assert link is not None
        assert link.exists()
    assert not link.exists()


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "WHEEL", "a_wheel_that_is_not_installed")
    with pytest.raises(
        ConfigurationError, match=r"engine: the preview voice is not installed"
    ) as caught:
        EspeakSynthesizer()
    assert 'pip install "mkdocs-qwen-tts[preview]"' in str(caught.value)


def test_on_musl_the_library_of_the_system_speaks(
    engine: EspeakSynthesizer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """There is no wheel for it. Elsewhere a library that came with the desktop is left alone."""
    path, folder = map(Path, library.library_and_data())
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libespeak-ng.so.1").symlink_to(path)
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "espeak-ng-data").symlink_to(folder / "espeak-ng-data")
    place = (str(tmp_path / "lib" / "libespeak-ng.so.1"), str(tmp_path / "share"))
    monkeypatch.setattr(library, "_SYSTEM", (place,))
    monkeypatch.setattr(library, "WHEEL", "a_wheel_that_is_not_installed")
    assert not library.is_installed()
    monkeypatch.setattr(library, "is_musl", lambda: True)
    with EspeakSynthesizer() as other:
        assert say(other, TEXTS["en-us"]) == say(engine, TEXTS["en-us"])


def test_no_thread_is_left_behind(engine: EspeakSynthesizer) -> None:
    before = threading.active_count()
    say(engine, "Hello.")
    assert threading.active_count() == before
