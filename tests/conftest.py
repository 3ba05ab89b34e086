"""What every test can rely on: no key, no proxy, no network but loopback."""

from __future__ import annotations

import functools
import inspect
import os

import pytest
from click.testing import CliRunner, Result

if (
    "mix_stderr" in inspect.signature(CliRunner).parameters
):  # click 8.1 keeps the streams apart only when asked to
    CliRunner.__init__ = functools.partialmethod(CliRunner.__init__, mix_stderr=False)  # type: ignore[assignment]
    Result.output = property(lambda self: self.stdout + self.stderr)  # type: ignore[assignment,method-assign]


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


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """The whole suite uses every processor; what is asked for by name starts faster in one process."""
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return 0
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
