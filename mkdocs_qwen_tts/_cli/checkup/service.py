"""The service: whether it answers, and takes the key. What is asked for costs nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts._errors import (
    AccountError,
    AuthenticationError,
    InvalidRequestError,
    SpeechError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._cli.checkup.case import Case
    from mkdocs_qwen_tts._cli.checkup.finding import Finding

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def reachable(case: Case) -> Iterator[Finding]:
    """Ask the service for the list of the account's own voices, or a server for its models."""
    settings, engine = case.settings, case.engine
    if settings is None or engine is None or engine.problems() or not engine.host:
        return
    if settings.mode != "full":
        yield ok("service", f"mode {settings.mode} asks for nothing")
        return
    if not case.online:
        yield ok("service", "not asked (--offline)")
        return
    try:
        reached = engine.probe()
    except SpeechError as error:
        yield _refused(case, error)
        return
    if reached.key_accepted is None:
        has = f", and has {', '.join(reached.models)}" if reached.models else ""
        yield ok("service", f"{reached.host} answers{has}")
    elif reached.key_accepted:
        yield ok("service", f"{reached.host} answers and takes the key")
    else:
        yield ok("service", f"{reached.host} answers; without a key, nothing more can be known")


def _refused(case: Case, error: SpeechError) -> Finding:
    seen = str(error)
    elsewhere = case.settings is not None and case.settings.api.base_url is not None
    if isinstance(error, TransportError):
        proxies = [name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
        through = f" The proxy of {' and '.join(proxies)} was used." if proxies else ""
        return problem(
            "service", seen, f"Check the network{' and `api.base_url`' * elsewhere}.{through}"
        )
    if isinstance(error, AuthenticationError):
        return problem(
            "service",
            f"it answers, and does not take the key: {seen}",
            "Set the key of this region.",
        )
    if isinstance(error, AccountError):
        return problem(
            "service",
            f"it takes the key, and refuses the account: {seen}",
            "See to it in the console.",
        )
    if elsewhere and isinstance(error, InvalidRequestError):
        return problem("service", seen, "Check `api.base_url`.")
    return warning(
        "service", f"it answers, and says nothing about the key: {seen}", "Try again in a while."
    )
