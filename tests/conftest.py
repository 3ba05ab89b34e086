"""What every test can rely on: no key, no proxy, no network but loopback, and one browser for all."""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib.metadata
import inspect
import os
import pkgutil
import shutil
import sys
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

import hypothesis
import jinja2
import pytest
from click.testing import CliRunner, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import CodeType

    from jinja2.bccache import Bucket
    from playwright.sync_api import Browser

    from mkdocs_qwen_tts._audio import TrackRecipe
    from mkdocs_qwen_tts._model import Clip, Rendering, Utterance

if (
    "mix_stderr" in inspect.signature(CliRunner).parameters
):  # click 8.1 keeps the streams apart only when asked to
    CliRunner.__init__ = functools.partialmethod(CliRunner.__init__, mix_stderr=False)  # type: ignore[assignment]
    Result.output = property(lambda self: self.stdout + self.stderr)  # type: ignore[assignment,method-assign]


# Tests start some hundred processes of Python: what one of them has compiled, the others need not.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# As a build does while it makes sound: tests that run side by side need no threads beside them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

os.environ["LANGUAGE"] = "en"  # of the command line, whatever language the developer reads

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CHROMIUM_WITHOUT = [
    # Pages of the browser's own window, each a process for every context: half of what a test takes.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    "SpareRendererForSitePerProcess",
    # What Playwright leaves out: the last list that Chromium is given is the one that counts.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
]
CHROMIUM_ARGUMENTS = [
    f"--disable-features={','.join(CHROMIUM_WITHOUT)}",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What a browser does takes long and is in part waiting, so it begins first.
    items.sort(key=lambda item: "browser" not in getattr(item, "fixturenames", ()))
    if CHROMIUM is None:
        for item in items:
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


gc.disable()  # while tests are collected: nothing of what that makes is garbage


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is imported and collected by now lives to the end: the collector of garbage leaves it out."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


# What is installed does not change while tests run. Each build reads the metadata of all of it four times.
importlib.metadata.entry_points = functools.cache(importlib.metadata.entry_points)


class Compiled(jinja2.BytecodeCache):
    """What templates are compiled to, for all environments of this process that compile alike.

    To compile every template of its theme is a seventh of what a small build takes.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(self._what(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[self._what(bucket)] = bucket.code

    @staticmethod
    def _what(bucket: Bucket) -> tuple[object, ...]:
        """All that decides what a template is compiled to."""
        own = bucket.environment
        plain = (value for value in vars(own).values() if isinstance(value, (str, bool, NoneType)))
        rest = (type(own), own.autoescape, own.finalize, own.undefined, *own.extensions)
        return (bucket.key, bucket.checksum, *plain, *rest)


jinja2.Environment.__init__ = functools.partialmethod(  # type: ignore[assignment]
    jinja2.Environment.__init__, bytecode_cache=Compiled()
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a process: Playwright takes one loop of events, and no second beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own settings must not reach a test."""
    for name in (
        "DASHSCOPE_API_KEY",
        "DASHSCOPE_HTTP_BASE_URL",
        "QWEN_TTS_MODE",
        "QWEN_TTS_ENGINE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    # Material and its neighbours print notices about the future of MkDocs to standard error.
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setenv("DISABLE_MKDOCS_2_WARNING", "true")


Given = tuple[object, ...]


def of_blocks(blocks: Iterable[Any], bitrate: int) -> tuple[Given, Given]:
    held = list(blocks)
    return (held, bitrate), (*map(bytes, held), bitrate)


def of_sounds(samples: Any, rate: int, rendering: Rendering) -> tuple[Given, Given]:
    return (samples, rate, rendering), (bytes(samples), rate, rendering.pcm, rendering.sample_rate)


def of_clip(
    clip: Clip, text: str, cuts: Sequence[int], rendering: Rendering | None = None, *rest: object
) -> tuple[Given, Given]:
    spoken = rendering and (rendering.pcm, rendering.sample_rate, rendering.words)
    heard = (clip.pcm, clip.sample_rate, clip.words, text, tuple(cuts), *(spoken or ()))
    return (clip, text, cuts, rendering, *rest), heard


def of_utterance(utterance: Utterance) -> tuple[Given, Given]:
    there = importlib.import_module("mkdocs_qwen_tts._speech.rendering").can_render()
    return (utterance,), (utterance.text, utterance.language, utterance.voice.language, there)


def as_given(*given: object) -> tuple[Given, Given]:
    return given, given


def of_page(recipe: TrackRecipe, clip_of: Callable[..., Clip], *_: object) -> tuple[Given, Given]:
    """The clips are asked for each time: whether they are in the store is what a test is about."""
    clips = [clip_of(one) for one in recipe.utterances]
    held = iter(clips)
    sounds = [(clip.pcm, clip.sample_rate, clip.words, clip.timing) for clip in clips]
    return (recipe, lambda _: next(held)), (recipe.key, *(part for one in sounds for part in one))


MADE_ONCE: dict[str, Callable[..., tuple[Given, Given]]] = {
    "mkdocs_qwen_tts._audio.assemble": of_page,
    "mkdocs_qwen_tts._audio.encoders.mp3": of_blocks,
    "mkdocs_qwen_tts._audio.examine": as_given,
    "mkdocs_qwen_tts._audio.timed": of_clip,
    "mkdocs_qwen_tts._audio.timing.align": of_sounds,
    "mkdocs_qwen_tts._audio.to_flac": as_given,
    "mkdocs_qwen_tts._speech.rendered": of_utterance,
}
"""Pure functions that take most of a build's time: what each is called with, and what its result depends on."""

WHERE_SOUND_IS_MADE_ONCE = {"cli", "docs", "doors", "pipeline"}
"""Rooms whose tests narrate the same few pages again and again. The sound itself is tested in `audio`."""


@functools.cache
def made_once(name: str) -> Callable[..., Any]:
    """A pure function that remembers what it made."""
    function, told_apart = pkgutil.resolve_name(name), MADE_ONCE[name]
    made: dict[bytes, Any] = {}

    def once(*given: Any, **named: Any) -> Any:
        given, parts = told_apart(*given)
        parts = (*parts, *named.items())
        digest = hashlib.sha256()
        for part in parts:
            data = part if isinstance(part, bytes) else repr(part).encode()
            digest.update(hashlib.sha256(data).digest())
        key = digest.digest()
        if key not in made:
            made[key] = function(*given, **named)
        return made[key]

    return once


@pytest.fixture(autouse=True)
def _sound_is_made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if WHERE_SOUND_IS_MADE_ONCE & set(request.path.parts):
        for name in MADE_ONCE:
            monkeypatch.setattr(name, made_once(name))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """The whole suite uses every processor; what is asked for by name starts faster in one process.

    One process more than there are processors: what waits for a disk or a browser leaves its to another.
    """
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) + 1
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """A file's tests share what its fixtures build, so they stay together, as do all that open a site in a theme."""
    from xdist.scheduler import LoadScopeScheduling

    files = Path(__file__).parent.glob("browser/test_*.py")
    in_themes = {f"tests/browser/{one.name}" for one in files if "themed" in one.read_text("utf-8")}

    class Files(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "sites in themes" if file in in_themes else file

    return Files(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """On the gate's machine everything is installed, so a skipped test is a hole in the gate."""
    skipped = terminalreporter.stats.get("skipped", [])
    if os.environ.get("CI") and skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests were skipped; on CI nothing may be.", red=True
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        os.environ.get("CI")
        and session.exitstatus == 0
        and reporter is not None
        and reporter.stats.get("skipped")
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
