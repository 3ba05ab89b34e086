"""The command that runs the fake speech service."""

from __future__ import annotations

import click

from mkdocs_qwen_tts.cli.examples import examples
from mkdocs_qwen_tts.cli.terminal import echo
from mkdocs_qwen_tts.errors import ConfigurationError


@click.command(
    "mock-server",
    epilog=examples(
        "mkdocs-qwen-tts mock-server --port 8765 &",
        "DASHSCOPE_API_KEY=any DASHSCOPE_HTTP_BASE_URL=http://127.0.0.1:8765/api/v1 mkdocs build",
    ),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="0 takes a free one.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SPEC",
    help="Something to go wrong; may be given again.",
)
@click.option(
    "--latency", type=click.FloatRange(min=0), default=0.0, help="Seconds that every answer takes."
)
def mock_server(port: int, faults: tuple[str, ...], latency: float) -> None:
    """Run the fake speech service on this machine, until Ctrl-C.

    It takes any key, speaks deterministic babble, and keeps a ledger of every character at /ledger.
    """
    try:
        from mkdocs_qwen_tts.testing import serve_forever  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise ConfigurationError(
            "",
            f'the fake service needs a further package ({error.name}): pip install "mkdocs-qwen-tts[testing]".',
        ) from None
    serve_forever(
        port,
        faults,
        latency=latency,
        ready=lambda root: echo(f"The fake speech service listens at {root}"),
    )
