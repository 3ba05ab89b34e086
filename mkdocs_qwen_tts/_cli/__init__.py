"""The command line door: `mkdocs-qwen-tts`.

Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 over budget.
"""

from __future__ import annotations

from typing import Any

import click

from mkdocs_qwen_tts import __version__
from mkdocs_qwen_tts._cli.cache import cache
from mkdocs_qwen_tts._cli.completion import completion
from mkdocs_qwen_tts._cli.doctor import doctor
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.export import export
from mkdocs_qwen_tts._cli.init import init
from mkdocs_qwen_tts._cli.mock import mock_server
from mkdocs_qwen_tts._cli.models import models
from mkdocs_qwen_tts._cli.narrate import narrate
from mkdocs_qwen_tts._cli.report import report
from mkdocs_qwen_tts._cli.review import review
from mkdocs_qwen_tts._cli.say import say
from mkdocs_qwen_tts._cli.site import plan, script
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._cli.voices import voices
from mkdocs_qwen_tts._errors import BudgetExceeded, ConfigurationError, NarrationError

__all__ = ["main"]

FAILED, USAGE, OVER_BUDGET = 1, 2, 3


class _Reporting(click.Group):
    """Turns our errors into one line on standard error and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NarrationError as error:
            echo(f"Error: {error}", err=True)
            if isinstance(error, BudgetExceeded):
                ctx.exit(OVER_BUDGET)
            ctx.exit(USAGE if isinstance(error, ConfigurationError) else FAILED)


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
