"""What the command line says, in the reader's language: `LANGUAGE`, `LC_ALL` or `LANG` chooses it.

The rest of the package knows one language: messages are made in English, values and all. Here a
message is recognised by its template and said in another language with the same values; what is not
recognised stays as it is. `tests/cli/messages.py` takes the templates out of the source.
"""

from __future__ import annotations

import copy
import gettext
import json
import re
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts._cli.examples import UNWRAPPED
from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError

if TYPE_CHECKING:
    from collections.abc import Iterable

DOMAIN = "mkdocs-qwen-tts"
LOCALES = Path(__file__).parent / "locale"

VALUE = re.compile(r"\{(\w*)\}")
DEPTH = 4
"""Messages in messages, such as the reason in a warning, that are translated."""

LISTED = "，"
"""Between the parts of a list that are translated one by one."""

PLURAL = re.compile(r"plural|s_")
"""Names of values that make a plural of an English word; a translation has no use for them."""

CLOSEST = re.compile(r" Did you mean (.+)\?$", re.DOTALL)
"""How errors end that know a valid value; see `ConfigurationError`."""

WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]"
)
"""Characters that take two columns of a terminal."""
SECOND = "\u200b"
"""Stands for the second column while lines are broken."""


def choose_language() -> bool:
    """Have gettext, which click's own messages go through, speak the reader's language.

    Returns:
        Whether there is a catalogue for it; without one, everything stays English.
    """
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
    return gettext.find(DOMAIN, LOCALES) is not None


def speak_english() -> None:
    """Have click's own messages, and ours, stay as programs know them: until the next command."""
    gettext.textdomain("messages")


def localized(message: str, depth: int = DEPTH) -> str:
    """A message in the reader's language, as far as it is known there."""
    if not message or gettext.textdomain() != DOMAIN or gettext.find(DOMAIN, LOCALES) is None:
        return message
    said = gettext.dgettext(DOMAIN, message)
    if said != message or not depth:
        return said
    for template, pattern, literal in _templates():
        if literal in message and (met := pattern.fullmatch(message)):
            found = met.groupdict().items()
            values = {name: localized(value, depth - 1) for name, value in found if name[0] == "v"}
            return _filled(gettext.dgettext(DOMAIN, template), values)
    if depth == DEPTH or ", " not in message:
        return message
    parts = [localized(part, depth - 1) for part in message.split(", ")]
    return LISTED.join(parts) if any(map(WIDE.search, parts)) else message


def _filled(template: str, values: dict[str, str]) -> str:
    return VALUE.sub(lambda found: values[f"v_{found[1]}"], template)


def explained(error: NarrationError) -> str:
    """What an error says, in the reader's language: its message, and what stands around it."""
    whole = str(error)
    message = getattr(error, "message", "")
    said = whole.replace(message, localized(message)) if message else localized(whole)
    if isinstance(error, ConfigurationError) and (hint := CLOSEST.search(whole)):
        said = said.replace(hint[0], localized(hint[0]))
    return said


@cache
def _templates() -> list[tuple[str, re.Pattern[str], str]]:
    """Each template, what it looks like with values in it, and the longest text in it.

    Those that begin with words come first, and of these the ones that say most, as a short one may
    fit what a longer one fits better.
    """
    known: list[str] = json.loads((LOCALES / "templates.json").read_text("utf-8"))
    made = [(one, _pattern(one), max(VALUE.split(one)[::2], key=len)) for one in known]
    return sorted(made, key=lambda one: (one[0].startswith("{"), -len(VALUE.sub("", one[0]))))


def _pattern(template: str) -> re.Pattern[str]:
    """What a template looks like with values in it.

    Of values that stand side by side, only the last may be of several lines. A value ends where the
    words behind it stand first, and that is not reconsidered: what does not fit is known to in
    proportion to its length, whatever a server or a file has put into it.
    """
    literals, names = VALUE.split(template)[::2], VALUE.split(template)[1::2]
    pattern, part, touches = re.escape(literals[0]), "", False
    for number, (name, literal) in enumerate(zip(names, literals[1:], strict=True), 1):
        plural = PLURAL.match(name)
        if part and not plural and not touches:
            pattern, part = pattern + _settled(part, number), ""
        if plural:
            value = "(?:s| are|s are| is)?"
        elif touches:
            value = r"(?:\n.*)?"
        else:
            value = r"[^\n]*?" if not literal and number < len(names) else ".*?"
        part += f"(?P<v_{name}>{value}){re.escape(literal)}"
        touches = not literal and not plural
    return re.compile(pattern + part, re.DOTALL)


def _settled(part: str, number: int) -> str:
    """A part of a pattern that is not tried otherwise once it fits: an atomic group.

    Python has such since 3.11; until then, it is a look ahead, and what was seen.
    """
    return f"(?=(?P<p_{number}>{part}))(?P=p_{number})"


# ---------------------------------------------------------------- help


class _Columns(click.HelpFormatter):
    """Breaks lines where the columns of a terminal end: a Chinese character takes two."""

    def __init__(self, *args: int, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.width -= 1  # a character may begin in the last column

    def write_text(self, text: str) -> None:
        super().write_text(_in_columns(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(name, _in_columns(text)) for name, text in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(SECOND, "")


class _Context(click.Context):
    formatter_class = _Columns


def in_own_language(command: click.Command) -> click.Command:
    """A copy of a command and of all below it, with help in the reader's language."""
    made = copy.copy(command)
    made.context_class = _Context
    made.help = localized(cleandoc(command.help)) if command.help else command.help
    made.epilog = _remarked(command.epilog) if command.epilog else command.epilog
    made.params = [_explained_option(one) for one in command.params]
    if isinstance(made, click.Group):
        made.commands = {name: in_own_language(one) for name, one in made.commands.items()}
    return made


def _explained_option(one: click.Parameter) -> click.Parameter:
    made = copy.copy(one)
    if isinstance(made, click.Option) and made.help:
        made.help = localized(made.help)
    return made


def _remarked(examples: str) -> str:
    """Examples, whose commands stay and whose remarks are translated."""
    lines = []
    for line in examples.removeprefix(UNWRAPPED).strip("\n").split("\n"):
        command, mark, remark = line.partition("# ")
        lines.append(f"{command}{mark}{localized(remark)}" if mark else localized(line))
    return "\n".join([UNWRAPPED, *lines])


def _in_columns(text: str) -> str:
    return WIDE.sub(lambda found: found[0] + SECOND, text)
