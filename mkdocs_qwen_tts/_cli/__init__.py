"""The command line door: `mkdocs-qwen-tts`.

Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 over budget.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts import __version__
from mkdocs_qwen_tts._cli.cache import cache
from mkdocs_qwen_tts._cli.completion import completion
from mkdocs_qwen_tts._cli.doctor import doctor
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.export import export
from mkdocs_qwen_tts._cli.init import init
from mkdocs_qwen_tts._cli.language import (
    choose_language,
    explained,
    in_own_language,
    localized,
    speak_english,
)
from mkdocs_qwen_tts._cli.mock import mock_server
from mkdocs_qwen_tts._cli.models import models
from mkdocs_qwen_tts._cli.narrate import narrate
from mkdocs_qwen_tts._cli.report import report
from mkdocs_qwen_tts._cli.review import review
from mkdocs_qwen_tts._cli.say import say
from mkdocs_qwen_tts._cli.site import plan, script
from mkdocs_qwen_tts._cli.terminal import echo, echo_json, let_through_every_letter
from mkdocs_qwen_tts._cli.voices import voices
from mkdocs_qwen_tts._errors import BudgetExceeded, ConfigurationError, NarrationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["main"]

FAILED, USAGE, OVER_BUDGET = 1, 2, 3

WANTS_JSON = "mkdocs_qwen_tts.json"
"""Whether another program reads what is printed; in `click.Context.meta`."""

FACTS = ("option", "closest", "over", "status", "code", "request_id")
"""What errors carry that a program may want, beside the sentence."""


class _Reporting(click.Group):
    """Turns errors into one line on standard error, in JSON after `--json`, and an exit code."""

    def main(self, *args: Any, **facts: Any) -> Any:
        spoken = in_own_language(self) if choose_language() else self
        return click.Group.main(spoken, *args, **facts)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asked = {"--json", "--format=json"} & set(args)
        ctx.meta[WANTS_JSON] = bool(asked) or ("--format", "json") in pairwise(args)
        if ctx.meta[WANTS_JSON]:
            speak_english()
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NarrationError as error:
            code = FAILED
            if isinstance(error, BudgetExceeded):
                code = OVER_BUDGET
            elif isinstance(error, ConfigurationError):
                code = USAGE
            if ctx.meta[WANTS_JSON]:
                facts = {name: getattr(error, name) for name in FACTS if getattr(error, name, None)}
                _print_error(error, str(error), code, facts)
            else:
                echo(
                    localized("Error: {error}").format(error=explained(error)),
                    err=True,
                    verbatim=True,
                )
            ctx.exit(code)
        except click.ClickException as error:
            if ctx.meta[WANTS_JSON]:
                _print_error(error, error.format_message(), error.exit_code, {})
                ctx.exit(error.exit_code)
            raise  # click prints it below the usage


def _print_error(error: Exception, message: str, code: int, facts: Mapping[str, Any]) -> None:
    told = {"error": type(error).__name__, "message": message, "exit_code": code, **facts}
    echo_json(told, indent=None, err=True)


@click.group(
    cls=_Reporting,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "mkdocs-qwen-tts init      # add the plugin to mkdocs.yml",
        "mkdocs-qwen-tts script    # read what will be spoken",
        "mkdocs-qwen-tts plan      # see what that costs",
        "mkdocs-qwen-tts doctor    # see what is not ready yet",
    ),
)
@click.version_option(__version__, prog_name="mkdocs-qwen-tts")
def main() -> None:
    """Narrate documentation: see what will be spoken, know what it costs, hear it."""
    let_through_every_letter()


for command in (
    init,
    doctor,
    script,
    plan,
    report,
    review,
    export,
    narrate,
    say,
    voices,
    models,
    cache,
    mock_server,
    completion,
):
    main.add_command(command)
