"""Ways through the menus of a program: `Edit → Preferences`."""

from __future__ import annotations

import re
from functools import cache

from mkdocs_qwen_tts._prose.facts import facts

_NEAR = 200
"""Characters before an arrow in which the first menu is looked for."""
_LONGEST = 40
"""Characters of a menu's name, at most."""
_ARROW = re.compile(r"\s*(?:→|⇒|⟶|➔|➜|➝|[-–—]{1,2}>|=>)\s*")
_CALLED = (
    r"\b[Mm]enu(?: item| entry| option| bar)? [A-Z]\w+"
    r"|(?:菜单|選單|功能表|メニュー|메뉴|\b(?:[Mm]enü|[Mm]enù|[Mm]enú|меню))(?:中的|的|から|에서)?"
    r"[ :：]?\s?[“「『【\[«]?\w{1,16}"
)
"""A menu of whatever name, which the text calls one."""
_OPENS_DIALOG = re.compile(r"[^\W\d_][\w ]{0,34}(?:…|\.{3})")
"""A command of a menu that asks for more: `View → Symbol Library Browser…`."""
_ENDS = re.compile(r"[.!?](?:\s|$)|[;:。；：！？]")
_OPENING = "\"'“‘«„‹(（「『【["
_CLOSING = "\"'”’»“›)）」』】]"


def is_step(text: str, start: int, end: int) -> bool:
    """Whether the arrow at that place of a text leads from one menu to what it holds."""
    behind = text[end : end + _LONGEST].lstrip(_OPENING)
    if not behind[:1].isalpha() or behind[0].islower():
        return False
    if _OPENS_DIALOG.match(behind):
        return True
    parts = [*_ARROW.split(text[max(0, start - _NEAR) : start]), behind]
    first, file, command = _menus()
    for at in range(len(parts) - 2, -1, -1):
        if first.search(parts[at]):
            return True
        if file.search(parts[at]):
            return command.match(parts[at + 1].lstrip(_OPENING)) is not None
        if len(parts[at]) > _LONGEST or _ENDS.search(parts[at]):
            return False
    return False


@cache
def _menus() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What ends in a menu, what ends in that of files, and what begins with a command of it.

    In Chinese, only some verbs stand before a name without a mark: `配置文件` is no menu.
    """
    names = facts("menus")
    verbs = "选择|選擇|点击|點擊|单击|打开|使用|通过|进入|菜单|[在从到的了]"
    before = rf"(?:(?<!\w)|(?<={')|(?<='.join(verbs.split('|'))}))"
    menus, files, commands = (
        "|".join(sorted(map(re.escape, names[kind]), key=len, reverse=True))
        for kind in ("menus", "files", "commands")
    )
    return (
        re.compile(rf"(?:{before}(?:{menus})|{_CALLED})[{re.escape(_CLOSING)}]*$"),
        re.compile(rf"{before}(?:{files})[{re.escape(_CLOSING)}]*$"),
        re.compile(rf"(?:{commands})(?![a-z])"),
    )
