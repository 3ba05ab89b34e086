"""The command that prints the shell's script for completion."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from mkdocs_qwen_tts._cli.examples import examples

PROGRAM = "mkdocs-qwen-tts"
VARIABLE = "_MKDOCS_QWEN_TTS_COMPLETE"
"""The variable by which the shell asks for completions; its name is click's."""

SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog=examples(
        f"source <({PROGRAM} completion bash)     # in ~/.bashrc",
        f"source <({PROGRAM} completion zsh)      # in ~/.zshrc, below compinit",
        f"{PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish",
    )
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands in your shell.

    It completes commands and options, and what some options take: pages, voices, models, languages.
    """
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - click knows these three
    click.echo(made(context.find_root().command, {}, PROGRAM, VARIABLE).source())  # noqa: TID251 - for a shell
