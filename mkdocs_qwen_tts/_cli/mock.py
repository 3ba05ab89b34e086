"""The command that runs the fake speech service."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts.testing._profiles import MEASURED, PROFILES, Switch, switches

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN = (
    "Warning: everybody who can reach {} can use this fake. It takes any key and shows every text "
    "that it was asked to speak at /ledger: give it --key, and send it nothing that is secret."
)


def _with_switches(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every switch of the fake's profiles."""
    for switch in reversed(list(switches().values())):
        command = _option(switch)(command)
    return command


def _option(switch: Switch) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    name = f"--{switch.name.replace('_', '-')}"
    shown = " / ".join(dict.fromkeys(switch.values[profile] for profile in PROFILES))
    help_text = f"{switch.does[0].upper()}{switch.does[1:]}. [{shown}]"
    if switch.kind == "flag":
        return click.option(f"{name}/--no-{name[2:]}", switch.name, default=None, help=help_text)
    kinds = {"integer": click.IntRange(min=0), "number": click.FloatRange(min=0)}
    kind = click.Choice(switch.choices) if switch.choices else kinds[switch.kind]
    return click.option(name, switch.name, type=kind, help=help_text)


@click.command(
    "mock-server",
    epilog=examples(
        "mkdocs-qwen-tts mock-server --port 8765 &",
        "DASHSCOPE_API_KEY=any DASHSCOPE_HTTP_BASE_URL=http://127.0.0.1:8765/api/v1 mkdocs build",
        "mkdocs-qwen-tts mock-server --fast --fault throttled:3 --today 2026-12-01",
        "mkdocs-qwen-tts mock-server --host 0.0.0.0 --server-name speech --key sk-of-this-job",
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
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at; 0.0.0.0 is every one of this machine.",
)
@click.option(
    "--server-name",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A further name that clients may call it by; may be given again.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="SPEC",
    help="Something to go wrong; may be given again.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=MEASURED,
    show_default=True,
    help="Behave as clients measured the service, or strictly as it is documented.",
)
@click.option(
    "--fast",
    is_flag=True,
    help="Answer at once and as often as asked, without the service's speed and rate limits.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="KEY[@REGION]",
    help="A key to take, instead of any; may be given again.",
)
@click.option(
    "--region",
    default="",
    metavar="REGION",
    help="Have the models of this region, and take no key of another.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it is: models that have retired by then are gone.",
)
@_with_switches
def mock_server(
    port: int, faults: tuple[str, ...], keys: tuple[str, ...], today: Any, **options: Any
) -> None:
    """Run the fake speech service on this machine, until Ctrl-C.

    It takes any key, speaks deterministic babble, and keeps a ledger of every character at /ledger.
    At /health it reports that it is there. What stands in brackets is the value of each profile.
    """
    try:
        from mkdocs_qwen_tts.testing import serve_forever  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise ConfigurationError(
            "",
            f"the fake service needs a further package ({error.name}): "
            'pip install "mkdocs-qwen-tts[testing]".',
        ) from None
    if not _is_loopback(options["host"]):
        echo(OPEN.format(options["host"]), err=True)
    given = {
        name: value
        for name, value in options.items()
        if name not in switches() or value is not None
    }
    serve_forever(
        port,
        faults,
        keys=keys or None,
        today=today.date() if today else None,
        ready=lambda root: echo(f"The fake speech service listens at {root}"),
        **given,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
