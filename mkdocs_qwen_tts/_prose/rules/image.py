"""Images: what they show, where they say more than the text beside them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.admonition import kind_of_note
from mkdocs_qwen_tts._prose.rules.button import is_button_of_row
from mkdocs_qwen_tts._prose.rules.icon import icon
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.rules.within_line import block_of, stands_alone

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


_BADGE = re.compile(
    r"shields\.io|badge|/workflows/.{1,200}\.svg|codecov\.io|badgen\.net", re.IGNORECASE
)
_STEM = re.compile(r"^(?:.*/)?([^/.]*)\.\w+(?:[?#].*)?$")
_ICON = re.compile(r"\s*(?:icon|图标|圖示|圖標|の?(?:アイコン|マーク)|아이콘)\s*", re.IGNORECASE)
_UNNAMED = (
    r"image|img|picture|photo|screenshot|图片|图像|画像|이미지|截图|屏幕截图|スクリーンショット|스크린샷"
    r"|image-?\d[\d-]*|img_?\d+"  # as editors call what is pasted
    r"|no description has been provided for this image"  # by nbconvert
    r"|refer to (?:the )?caption"  # by LaTeXML
)
_IS_UNNAMED = re.compile(_UNNAMED, re.IGNORECASE)
_ICON_WORD = r"icon|icône|icono|icona|ícone|symbol|значок|图标|圖示|圖標|アイコン|아이콘"
_IS_ICON = re.compile(
    rf"icon\b.*|.*\bicon|.{{0,12}}(?:图标|圖示|圖標|アイコン|아이콘)|{_ICON_WORD}|{_UNNAMED}",
    re.IGNORECASE,
)
"""Alternative texts that only say that there is a picture."""
_LOGO = re.compile(r"(?:.{1,40} )?logo", re.IGNORECASE)
"""What stands at the head of a page: whose it is, the title says."""
_NUMBERED = re.compile(r"\d$")
_SIZED = re.compile(r"(?<!\d)(?:12|16|18|20|22|24|32|36|48|64|72|96|128|256|512)$")
"""Pixels that icons have."""
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
_ICON_CLASSES = frozenset({"twemoji", "emojione", "gemoji", "emoji", "icon"})
_DARK = re.compile(r"#(?:only-dark|gh-dark-mode-only)$|[-_]dark(?:-mode)?\.\w+$", re.IGNORECASE)
_LIGHT = re.compile(r"#(?:only-light|gh-light-mode-only)$|[-_]light(?:-mode)?\.\w+$", re.IGNORECASE)
_DARK_CLASSES = frozenset({"only-dark", "dark-only", "dark-mode-only"})
_LIGHT_CLASSES = frozenset({"only-light", "light-only", "light-mode-only"})
_CALLED_AFTER_FILE = re.compile(r"(\w+)_(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
"""As guides of KiCad call their icons: `print_button_png`."""
_FILE_NAME = re.compile(
    r"(?:image |figure |picture )?\S+\.(?:png|jpe?g|gif|svg|webp|avif)(?:\?\S*)?", re.IGNORECASE
)


def image(element: Element, reader: Reader) -> None:
    """An image: its alternative text; decoration, and what was said just now, is passed over."""
    if _is_icon(element):
        icon(element, reader)
        return
    alt = " ".join(element.get("alt").split())
    if reader.is_in_cell and (row := _sign_in_cell(element, alt)):
        reader.sign(row)
        return
    is_named = alt and not _IS_UNNAMED.fullmatch(alt) and not _FILE_NAME.fullmatch(alt)
    if not is_named and _is_announced(element, reader):
        picture = reader.announcements("image_brief")
        reader.announce(picture, _anchor(element, reader), Kind.IMAGE, bare="", brief=picture)
    elif alt and reader.policy("image", element) != "skip":
        _alternative(element, alt, reader)


def _alternative(element: Element, alt: str, reader: Reader) -> None:
    """What an image says, where it says something new."""
    if kind := _kind_of_note(element, alt, reader):
        full_stop = reader.announcements("full_stop")
        reader.announce(kind + full_stop, _anchor(element, reader), role="kind")
        return
    if _is_decoration(element, alt, reader):
        return
    if called := _CALLED_AFTER_FILE.fullmatch(alt):
        alt = called[1]
    if row := signs.named(alt):
        reader.sign(row)
        return
    alone = stands_alone(element, reader)
    if alone and (_is_said_already(element, alt, reader) or _is_said_again(alt, reader)):
        return
    if alone and not reader.is_in_cell:
        sentence = reader.announcements("image", alt=alt.rstrip(".。"))
        reader.announce(sentence, _anchor(element, reader), Kind.IMAGE, bare=alt)
    elif not (_is_said_just_before(alt, reader) or _names_same_link(element, alt)):
        reader.add(_apart(alt, reader))


_ICON_ALONE = re.compile(_ICON_WORD, re.IGNORECASE)


def _is_said_just_before(alt: str, reader: Reader) -> bool:
    """Whether a picture within a line is called by the word before it: "the Save icon"."""
    before = reader.line_before().rstrip().casefold()
    return _ICON_ALONE.fullmatch(alt) is not None and before.endswith(alt.casefold())


def _names_same_link(element: Element, alt: str) -> bool:
    """Whether the link that a picture stands in says the same in words, as for a contributor."""
    link = next((around for around in element.ancestors() if around.tag == "a"), None)
    return link is not None and " ".join(link.text.split()).casefold() == alt.casefold()


def _apart(alt: str, reader: Reader) -> str:
    """The words for a picture, which is no part of the word before it."""
    touches = alt[0].isalpha() and reader.text_before()[-1:].isalpha()
    return f" {alt}" if touches and alt[0] < "\u3040" else alt


def _anchor(element: Element, reader: Reader) -> Element:
    return element if element.offset is not None else reader.here.element or element


def _sign_in_cell(element: Element, alt: str) -> str:
    """The sign that a picture alone in a cell shows: by its words, else by its file's name."""
    name = alt or _STEM.sub(r"\1", element.get("src"))
    return signs.named(name) or signs.named(f":{name.casefold()}:")


def _is_announced(element: Element, reader: Reader) -> bool:
    """Whether a picture without words is what the sentence before it speaks of: "You see this:"."""
    return (
        reader.is_brief
        and reader.policy("image", element) != "skip"
        and reader.is_led_in
        and reader.size == 0
        and stands_alone(element, reader)
        and element.get("role") != "presentation"
        and element.get("width") not in {"0", "1"}
        and not _BADGE.search(element.get("src"))
    )


def _is_icon(element: Element) -> bool:
    return not _ICON_CLASSES.isdisjoint(element.classes)


def _is_decoration(element: Element, alt: str, reader: Reader) -> bool:
    return (
        (
            (
                _BADGE.search(element.get("src")) is not None
                and (stands_alone(element, reader) or _is_badge_of_row(element, reader))
            )
            or (element.get("src").endswith(".svg") and _is_badge_of_row(element, reader))
        )
        or _FILE_NAME.fullmatch(alt) is not None
        or not any(map(str.isalnum, alt))
        or _says_nothing(element, alt, reader)
        or element.get("role") == "presentation"
        or "usemap" in element.attributes  # what it shows leads elsewhere
        or _leads_within(element)
        or is_button_of_row(element, reader)
    )


def _is_badge_of_row(element: Element, reader: Reader) -> bool:
    """Whether a badge is one of several in its line: behind the name of a project, say."""
    around = block_of(element)
    return around is not None and reader.once("badges", around, _ends_in_badges)


def _ends_in_badges(block: Element) -> bool:
    """Whether a block holds several badges, and words on one side of their row alone."""
    written = ""
    stack: list[Element | str] = [block]
    for _ in range(_MANY):
        if not stack:
            break
        one = stack.pop()
        if isinstance(one, str):
            written += _A_WORD if any(map(str.isalnum, one)) else ""
        elif one.tag == "img":
            written += _A_BADGE if _BADGE.search(one.get("src")) else _AN_IMAGE
        else:
            written += "\n" if one.tag in BLOCKS or one.tag == "br" else ""
            stack += reversed(one.children)
    return any(
        line.count(_A_BADGE) > 1 and _ROW_OF_IMAGES.fullmatch(line) for line in written.split("\n")
    )


_MANY = 120
"""Elements and texts of a block among which badges are looked for."""
_A_WORD, _AN_IMAGE, _A_BADGE = "w", "i", "b"
_ROW_OF_IMAGES = re.compile("w*[ib]+|[ib]+w*")


def _says_nothing(element: Element, alt: str, reader: Reader) -> bool:
    """Whether a picture is called after what it is, as "Icon", or after its file."""
    file = _STEM.sub(r"\1", element.get("src"))
    after_file = alt.islower() and _letters(alt) == _letters(file)
    if not stands_alone(element, reader):
        return after_file and _SIZED.search(alt) is not None  # `pin 24`: an icon of that size
    if reader.is_led_in:
        return False
    foreign = alt.isascii() and primary(reader.here.language) in _OTHER_SCRIPTS
    if _IS_ICON.fullmatch(alt) or _CALLED_AFTER_FILE.fullmatch(alt):
        return True
    if _LOGO.fullmatch(alt) and _heads_page(reader):
        return True
    return after_file and (foreign or "_" in alt or _NUMBERED.search(alt) is not None)


def _heads_page(reader: Reader) -> bool:
    """Whether nothing has been read yet but the page's title."""
    reader.flush()
    last = reader.last_draft
    return last is None or (last.kind is Kind.HEADING and last.level == 1)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _kind_of_note(element: Element, alt: str, reader: Reader) -> str:
    """What kind of note a picture stands before, as its alternative text says: "[Tip]"."""
    if not stands_alone(element, reader):
        return ""
    name = _ICON.sub("", alt.strip("[]")).strip().casefold()
    language = primary(reader.here.language)
    return kind_of_note(_in_english(name, language), reader.announcements)


@cache
def _in_english(name: str, language: str) -> str:
    """The name of a kind of note in that language as it is called in English; else itself."""
    kinds = facts("titles").items()
    return next((str(kind) for kind, names in kinds if name in names.get(language, ())), name)


def _leads_within(element: Element) -> bool:
    """Whether a picture is a button to another place of the page, such as an arrow to its top."""
    around = element.parent
    return (
        around is not None
        and around.tag == "a"
        and around.get("href").startswith("#")
        and not around.text.strip()
    )


def _is_said_already(element: Element, alt: str, reader: Reader) -> bool:
    """Whether this is the same picture for the other colour scheme, or the same one once more."""
    around = block_of(element)
    key = (alt, id(around))
    if key in reader.pictured:
        return True
    reader.pictured.add(key)
    if not _is_for_dark(element):
        return False
    # The light one may stand in a paragraph of its own.
    place = around.parent if around is not None else None
    return place is not None and alt.split() in reader.once("light pictures", place, _light_alts)


def _is_said_again(alt: str, reader: Reader) -> bool:
    """Whether the picture before, under which something was said, or the title says the same."""
    reader.flush()
    own, before = without_signs(alt), reader.last_picture
    reader.last_picture = own
    last = reader.last_draft
    if last is None or last.kind is Kind.IMAGE:
        return False
    if own == before and reader.is_led_in:
        return False  # another one of that name, of which the sentence before it speaks
    said = f" {without_signs(last.text)}"
    return own == before or any(
        said.endswith(f" {one}") for one in (own, without_signs(reader.said(alt)))
    )


def alternatives_of(figure: Element) -> frozenset[str]:
    """What the pictures of a figure say."""
    pictures = figure.walk() if figure.tag == "figure" else ()
    return frozenset(without_signs(" ".join(one.get("alt").split())) for one in pictures)


def without_signs(text: str) -> str:
    return text.rstrip(".。:：").casefold()


def _light_alts(place: Element) -> list[list[str]]:
    """What the pictures for the light colour scheme say."""
    found = (one for one in place.walk() if one.tag == "img" and _is_for_light(one))
    return [list(words) for words in dict.fromkeys(tuple(one.get("alt").split()) for one in found)]


def _is_for_dark(element: Element) -> bool:
    return _DARK.search(element.get("src")) is not None or not _DARK_CLASSES.isdisjoint(
        element.classes
    )


def _is_for_light(element: Element) -> bool:
    return _LIGHT.search(element.get("src")) is not None or not _LIGHT_CLASSES.isdisjoint(
        element.classes
    )


RULES = (rule(image, "img"),)
