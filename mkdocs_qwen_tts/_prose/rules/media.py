"""Images, video, sound, and what else is embedded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.dom import Element
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.admonition import kind_of_note
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.reader import Reader

_BADGE = re.compile(
    r"shields\.io|badge|/workflows/.{1,200}\.svg|codecov\.io|badgen\.net", re.IGNORECASE
)
_STEM = re.compile(r"^(?:.*/)?([^/.]*)\.\w+(?:[?#].*)?$")
_ICON = re.compile(r"\s*(?:icon|图标|圖示|アイコン|아이콘)\s*", re.IGNORECASE)
_UNNAMED = (
    r"image|img|picture|photo|screenshot|图片|图像|画像|이미지|截图|屏幕截图|スクリーンショット|스크린샷"
    r"|image-?\d[\d-]*|img_?\d+"  # as editors call what is pasted
    r"|no description has been provided for this image"  # by nbconvert
)
_IS_UNNAMED = re.compile(_UNNAMED, re.IGNORECASE)
_IS_ICON = re.compile(rf"icon\b.*|.*\bicon|.{{0,12}}图标|{_UNNAMED}", re.IGNORECASE)
"""Alternative texts that only say that there is a picture."""
_NUMBERED = re.compile(r"\d$")
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
_ICON_CLASSES = frozenset({"twemoji", "emojione", "gemoji", "emoji", "icon"})
_DARK = re.compile(r"#(?:only-dark|gh-dark-mode-only)$|[-_]dark(?:-mode)?\.\w+$", re.IGNORECASE)
_LIGHT = re.compile(r"#(?:only-light|gh-light-mode-only)$|[-_]light(?:-mode)?\.\w+$", re.IGNORECASE)
_DARK_CLASSES = frozenset({"only-dark", "dark-only", "dark-mode-only"})
_LIGHT_CLASSES = frozenset({"only-light", "light-only", "light-mode-only"})
_CALLED_AFTER_FILE = re.compile(r"(\w+)_(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
"""As guides of KiCad call their icons: `print_button_png`."""
_DISC = re.compile("[●○◯◐◉■□▲▼◆◇]")
"""What a label shows in place of words, in a colour."""
_FILE_NAME = re.compile(
    r"(?:image |figure |picture )?\S+\.(?:png|jpe?g|gif|svg|webp|avif)", re.IGNORECASE
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
    if (not alt or _IS_UNNAMED.fullmatch(alt)) and _is_announced(element, reader):
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
    alone = _stands_alone(element, reader)
    if alone and (_is_said_already(element, alt, reader) or _is_said_again(alt, reader)):
        return
    if alone and not reader.is_in_cell:
        sentence = reader.announcements("image", alt=alt.rstrip(".。"))
        reader.announce(sentence, _anchor(element, reader), Kind.IMAGE, bare=alt)
    else:
        reader.add(alt)


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
        and _stands_alone(element, reader)
        and element.get("role") != "presentation"
        and element.get("width") not in {"0", "1"}
        and not _BADGE.search(element.get("src"))
    )


def _is_icon(element: Element) -> bool:
    return not _ICON_CLASSES.isdisjoint(element.classes)


def _is_decoration(element: Element, alt: str, reader: Reader) -> bool:
    return (
        (_BADGE.search(element.get("src")) is not None and _stands_alone(element, reader))
        or _FILE_NAME.fullmatch(alt) is not None
        or not any(map(str.isalnum, alt))
        or _says_nothing(element, alt, reader)
        or element.get("role") == "presentation"
        or "usemap" in element.attributes  # what it shows leads elsewhere
        or _leads_within(element)
        or _is_button_of_row(element, reader)
    )


def _is_button_of_row(element: Element, reader: Reader) -> bool:
    """Whether a picture is one of several links in a row that show nothing but a picture."""
    link = element.parent
    if link is None or link.tag != "a" or link.parent is None:
        return False
    runs = reader.once("rows of buttons", link.parent, _rows_of_buttons)
    return id(link) in runs


def _rows_of_buttons(around: Element) -> frozenset[int]:
    """The links of each row of buttons among the children of an element."""
    found: list[int] = []
    row: list[int] = []
    for child in [*around.children, None]:
        if isinstance(child, str) and not any(map(str.isalnum, child)):
            continue
        if isinstance(child, Element) and child.tag == "br":
            continue
        if isinstance(child, Element) and _is_picture_button(child):
            row.append(id(child))
            continue
        found += row if len(row) >= _BUTTONS else []
        row = []
    return frozenset(found)


def holds_buttons(table: Element) -> bool:
    """Whether a table holds nothing but links that are pictures: Up, Next, Home."""
    if any(map(str.isalnum, table.text)):
        return _is_row_of_links(table)
    pictures = [each for each in table.walk() if each.tag == "img"]
    return len(pictures) > 1 and all(
        each.parent is not None and _is_picture_button(each.parent) for each in pictures
    )


def _is_row_of_links(table: Element) -> bool:
    """Whether a table is one row of links in brackets: "[Top] [Contents] [Index]"."""
    text = "".join(table.text.split())
    if len(text) > _LONGEST_ROW or text[0] != "[" or text[-1] != "]":
        return False
    inside = list(table.walk())
    links = ["".join(each.text.split()) for each in inside if each.tag == "a"]
    one = sum(each.tag == "tr" for each in inside) == 1
    return one and len(links) >= _BUTTONS and text == "".join(f"[{link}]" for link in links)


_LONGEST_ROW = 200


def _is_picture_button(link: Element) -> bool:
    """Whether a link shows nothing but a picture that says a word or two."""
    inside = list(link.elements())
    return (
        link.tag == "a"
        and not _leads_to_picture(link)
        and len(inside) == 1
        and inside[0].tag == "img"
        and not link.text.strip()
        and len(inside[0].get("alt").split()) <= _MOST_WORDS
    )


def _leads_to_picture(link: Element) -> bool:
    """Whether a link shows a picture larger, as lightboxes and Sphinx have it."""
    return _PICTURE_FILE.search(link.get("href")) is not None


_PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
_BUTTONS, _MOST_WORDS = 3, 3
"""Links of a row of buttons, at least, and words that each says, at most."""


def _says_nothing(element: Element, alt: str, reader: Reader) -> bool:
    """Whether a picture is called after what it is, as "Icon", or after its file."""
    if not _stands_alone(element, reader) or reader.is_led_in:
        return False
    file = _STEM.sub(r"\1", element.get("src"))
    after_file = alt.islower() and _letters(alt) == _letters(file)
    foreign = alt.isascii() and primary(reader.here.language) in _OTHER_SCRIPTS
    if _IS_ICON.fullmatch(alt) or _CALLED_AFTER_FILE.fullmatch(alt):
        return True
    return after_file and (foreign or "_" in alt or _NUMBERED.search(alt) is not None)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _kind_of_note(element: Element, alt: str, reader: Reader) -> str:
    """What kind of note a picture stands before, as its alternative text says: "[Tip]"."""
    if not _stands_alone(element, reader):
        return ""
    name = _ICON.sub("", alt.strip("[]")).strip().casefold()
    return kind_of_note(name, reader.announcements)


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
    around = _block_of(element)
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
    own, before = _bare(alt), reader.last_picture
    reader.last_picture = own
    last = reader.last_draft
    if last is None or last.kind is Kind.IMAGE:
        return False
    if own == before and reader.is_led_in:
        return False  # another one of that name, of which the sentence before it speaks
    return own == before or f" {_bare(last.text)}".endswith(f" {own}")


def _alts(figure: Element) -> frozenset[str]:
    """What the pictures of a figure say."""
    pictures = figure.walk() if figure.tag == "figure" else ()
    return frozenset(_bare(" ".join(one.get("alt").split())) for one in pictures)


def _bare(text: str) -> str:
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


def _is_button(element: Element) -> bool:
    """Whether a link shows a small picture alone, beside no word: a way to another page."""
    inside = [one for one in element.children if not isinstance(one, str) or one.strip()]
    picture = inside[0] if len(inside) == 1 else ""
    if isinstance(picture, str) or picture.tag != "img" or element.get("href")[:1] in {"", "#"}:
        return False
    around = _block_of(element)
    if _leads_to_picture(element) or (around is not None and around.tag in {"td", "th", "li"}):
        return False  # a value, or an entry
    sides = (picture.get("width").removesuffix("px"), picture.get("height").removesuffix("px"))
    small = all(side.isdecimal() and int(side) <= _BUTTON for side in sides)
    return small and not _is_within_a_line(element)


_BUTTON = 48
"""Pixels that such a picture is wide and high at most."""


def _block_of(element: Element) -> Element | None:
    return next((around for around in element.ancestors() if around.tag in BLOCKS), None)


def _stands_alone(element: Element, reader: Reader) -> bool:
    """Whether nothing but images is in the same block."""
    around = _block_of(element)
    if around is None or around.tag not in {"p", "li", "td", "th", "dd", "dt"}:
        return not _is_within_a_line(element)
    return bool(reader.once("has no text", around, lambda block: not block.text.strip()))


def _is_within_a_line(element: Element) -> bool:
    """Whether words stand right beside a picture, in a block that holds other blocks too."""
    inner = element
    while inner.parent is not None and inner.parent.tag not in BLOCKS:
        inner = inner.parent
    siblings = inner.parent.children if inner.parent is not None else []
    at = next((at for at, one in enumerate(siblings) if one is inner), 0)
    return any(map(_is_word, siblings[max(0, at - 1) : at] + siblings[at + 1 : at + 2]))


def _is_word(piece: Element | str) -> bool:
    """Whether a piece of a line has words."""
    if isinstance(piece, str):
        return any(map(str.isalnum, piece))
    return piece.tag not in BLOCKS and piece.tag != "img" and any(map(str.isalnum, piece.text))


def icon(element: Element, reader: Reader) -> None:
    """An icon: the word for a sign, else what it is titled with where no words stand beside it."""
    if element.text.strip():  # a character that is drawn as a picture: a sign, or nothing
        _say_sign(signs.named(element.text), reader)
        return
    row = ""
    for part in (element, *element.elements()):
        names = (part.get(name) for name in ("alt", "title", "aria-label"))
        row = row or next(filter(None, map(signs.named, filter(None, names))), "")
    drawn = signs.of_icon(element) or next(filter(None, map(signs.of_icon, element.elements())), "")
    if row or (drawn and _speaks(element)):
        reader.sign(row or drawn)
    elif _is_all_there_is(element):
        name = _name_of(element) or next(filter(None, map(_name_of, element.elements())), "")
        if name:
            reader.add(reader.said(name), "label")


def _speaks(icon: Element) -> bool:
    """Whether an unnamed icon has a meaning: beside words it decorates, except in lists."""
    around = _block_of(icon)
    return around is None or around.tag == "li" or not around.text.strip()


def _say_sign(row: str, reader: Reader) -> None:
    if row:
        reader.sign(row)


def _name_of(element: Element) -> str:
    """What an element says it is, for those who do not see it; no names of its source."""
    for attribute in ("aria-label", "title", "alt"):
        name = " ".join(element.get(attribute).split())
        if name and not signs.is_short_name(name):
            return name
    return ""


def _is_all_there_is(icon: Element) -> bool:
    """Whether a link or label shows nothing but this icon, and so means what it is titled with."""
    around = icon.parent
    return around is not None and around.tag in {"a", "span", "abbr"} and not around.text.strip()


def titled(element: Element, reader: Reader) -> None:
    """A link or label with a title that shows nothing but an icon."""
    row = signs.named(element.get("title") or element.get("aria-label"))
    if row:
        reader.sign(row)
        return
    before = reader.size
    if not element.text.strip():
        reader.children(element)
    if reader.size == before and (name := _name_of(element)):
        element.is_read = True
        reader.add(reader.said(name), "label")


def _is_bare(element: Element) -> bool:
    """Whether a titled element shows a picture without words. A bare page link is a mark."""
    if not (element.get("title") or element.get("aria-label")):
        return False
    if text := element.text.strip():  # a disc, a star: what it means stands in the title
        return element.tag == "span" and _DISC.fullmatch(text) is not None
    if element.get("href").startswith("#"):
        return False
    inside = list(element.walk())
    drawn = not inside and element.tag == "span"  # by its class, or a picture by its role
    return drawn or any(each.tag in {"svg", "i", "img"} for each in inside) or element.tag == "i"


def unseen_text(element: Element, reader: Reader) -> None:
    """Text for screen readers alone: said where an icon is all that others see."""
    around = element.parent
    visible = around is not None and around.text.replace(element.text, "", 1).strip()
    if not visible and element.tag not in BLOCKS:
        reader.add(reader.said(element.text), "label")


def caption(element: Element, reader: Reader) -> None:
    """The caption of a figure, unless its picture says the same."""
    figure, own = element.parent, _bare(" ".join(element.text.split()))
    told = own and figure is not None and own in reader.once("pictures", figure, _alts)
    if told:
        element.covers = "said"
    else:
        reader.block(element, Kind.CAPTION)


def drawing(element: Element, reader: Reader) -> None:
    """An inline SVG: its name where it has one and is an image, never the text in it."""
    name = element.get("aria-label") or element.get("title")
    row = signs.named(name) or (signs.of_icon(element) if _speaks(element) else "")
    if row:
        reader.sign(row)
        return
    if name.strip() and _is_alone_in_cell(element, reader):
        reader.add(reader.said(name.strip()), "label")
        return
    if element.get("role") == "img" and name.strip() and reader.policy("image", element) != "skip":
        if _stands_alone(element, reader):
            reader.announce(reader.announcements("image", alt=name.strip()), element, Kind.IMAGE)
        else:
            reader.add(name)


def _is_alone_in_cell(element: Element, reader: Reader) -> bool:
    """Whether a drawing is all that a cell shows."""
    around = _block_of(element)
    return reader.is_in_cell and around is not None and not around.text.strip()


def video(element: Element, reader: Reader) -> None:
    """A video."""
    _embedded(element, reader, "video")


def recording(element: Element, reader: Reader) -> None:
    """A recording."""
    _embedded(element, reader, "audio")


def _embedded(element: Element, reader: Reader, name: str) -> None:
    title = (element.get("title") or element.get("aria-label")).strip()
    reader.announce(
        reader.announcements(f"{name}_title", title=title) if title else reader.announcements(name),
        element,
    )


def frame(element: Element, reader: Reader) -> None:
    """Another page, embedded: its title where it has one."""
    reader.flush()
    title = (element.get("title") or element.get("aria-label")).strip()
    if title:
        reader.announce(reader.announcements("embed", title=title), element)


def nothing(element: Element, reader: Reader) -> None:
    """Drawn, not written."""
    del element, reader


RULES = (
    rule(unseen_text, "", "sr-only visually-hidden visuallyhidden screen-reader-text a11y-hidden"),
    rule(skip, "a", where=_is_button),
    rule(image, "img"),
    rule(icon, "span i", "twemoji emoji emojione gemoji"),
    rule(icon, "i span", where=lambda element: bool(signs.of_icon(element))),
    rule(titled, "a span i", where=_is_bare),
    rule(caption, "figcaption"),
    rule(drawing, "svg"),
    rule(video, "video"),
    rule(recording, "audio"),
    rule(frame, "iframe object embed"),
    rule(nothing, "canvas"),
)
