"""Options by which commands reach a speech service."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import offers
from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._settings import Settings


def service_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--region`, `--workspace` and `--base-url`, and hand them on as one mapping `api`."""

    @click.option(
        "--region",
        shell_complete=offers.regions,
        help="beijing or singapore: where the key belongs.",
    )
    @click.option("--workspace", help="The workspace's id, for its own host.")
    @click.option("--base-url", help="Another API root, such as that of a mock-server.")
    @wraps(command)
    def with_api(
        *arguments: Any,
        region: str | None,
        workspace: str | None,
        base_url: str | None,
        **rest: Any,
    ) -> Any:
        return command(
            *arguments, api={"region": region, "workspace": workspace, "base_url": base_url}, **rest
        )

    return with_api


def need_key(settings: Settings) -> None:
    """Refuse early what cannot work.

    Raises:
        ConfigurationError: the service needs a key and there is none.
    """
    engine = speech.engine_for(settings)
    if engine.lacks_key:
        message = (
            f"there is no API key; set {engine.key_variable}, or use "
            f"`--engine {speech.free_preview().name}` to hear a free voice."
        )
        raise ConfigurationError("api.key", message)
