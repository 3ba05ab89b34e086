"""What is never spoken: machinery, controls, and ways around the page."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import words
from mkdocs_qwen_tts._prose.rules.button import is_in_sentence, pressed
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.passage_draft import PassageDraft
    from mkdocs_qwen_tts._prose.reader import Reader

_SETTING = re.compile(r"[\w-]+:(?: |$)|\s*- |\s+\S")
_SHOWN_SOMEWHERE = re.compile(r"d-(?:sm|md|lg|xl|xxl|print)-(?!none)[\w-]+")
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
"""What may head a table of contents."""
_FIRST_TITLES = frozenset({"p", "strong", "b", "div", "span"})
"""What may do so where it comes first and holds few words."""
_MARKS = frozenset(
    (
        *("#", "¶", "§", "🔗", "↑", "^", "top", "back to top", "return to top", "go to top"),
        *("nach oben", "zurück nach oben", "zum seitenanfang", "haut", "haut de page"),
        *("retour en haut", "retour au début", "arriba", "volver arriba", "ir arriba", "torna su"),
        *("topo", "voltar ao topo", "наверх", "вверх", "к началу", "к началу страницы"),
        *("回到顶部", "返回顶部", "页首", "回到頂部", "返回頂部", "回頁首", "先頭へ", "先頭に戻る"),
        *("ページの先頭へ", "ページトップへ", "トップへ戻る", "맨 위로"),
    )
)
"""What a link to the top of its page shows, or one to its own place."""
_SKIPS = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|search)|skip navigation"
    r"|(?:zum|springe zum) (?:haupt)?inhalt(?: springen)?|aller au contenu"
    r"|(?:saltar|ir) al contenido(?: principal)?|(?:vai|salta) al contenuto"
    r"|(?:pular|ir) para o conteúdo|перейти к (?:основному )?(?:содержанию|содержимому)"
    r"|跳(?:到|转到|至|過到|转至)(?:主要|主|正文)?(?:内容|內容|正文)"
    r"|(?:メイン|本文)?コンテンツ(?:へ|に)スキップ|(?:본문|콘텐츠)으?로 (?:건너뛰기|바로가기)",
    re.IGNORECASE,
)
"""Links past what stands before the content; they show where somebody goes by keyboard."""
_LEADS_BACK = re.compile(
    r"(?:back|return|go) to (?:the )?"
    r"(?:top of (?:the |this )?page|(?:\w+ )?(?:index|toc|list|contents))\.?",
    re.IGNORECASE,
)
"""The same where it leads to the list of what the page holds."""
_AROUND_MARK = "()[]（）［］↑^▲△⇧ "
_NEAR = 20
"""Elements among which the first links of a choice of languages are."""
_CATEGORIES = re.compile(
    r"\s*(?:categories|category|tags|kategorien|catégories|categorías|categorie|categorias|категории"
    r"|分类|標籤|标签|カテゴリー?|분류)\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
"""What stands before links to other pages of a kind, in wikis and in Maxima's manual."""
_CHECKS_THIS_PAGE = re.compile(r"/(?:check|validator)(?:\?uri=|/)referer\b")
"""In the address of a service that says whether the page that leads there is valid."""
_BADGE = 8
"""Words of a badge, at most, with its heading."""
_BEFORE_LINK = 2
"""Elements of a badge, of which one is its link."""
_CONTENTS = frozenset(
    {
        *("table of contents", "contents", "inhaltsverzeichnis", "inhalt", "table des matières"),
        *("sommaire", "índice", "contenido", "tabla de contenidos", "indice", "sommario"),
        *("sumário", "conteúdo", "содержание", "оглавление", "目录", "目錄", "目次", "목차"),
    }
)
"""What tables of contents are called."""
_CONTENTS_TAGS = frozenset({"ul", "ol", "dl", "div", "blockquote", "table"})
_MADE = re.compile(
    r"\s*(?:this (?:(?:html )?(?:document|page|manual)|html)\b[^.]{0,40}?\b(?:was|were|has been)\b"
    r"[^.]{0,20}?|(?:document|page) )\b"
    r"(?:generated|created|produced|converted|translated from \S*tex)\b"
    r"[^.]{0,60}\b(?:by|using|with|on|from)\b",
    re.IGNORECASE,
)
"""How a generator says that it made the page; what "is generated" is what a page tells of."""
_MAY_SAY_MADE = re.compile(r"\s*(?:this|html|document|page)\b", re.IGNORECASE)
_MADE_LONGEST = 20
"""Words of such a line at most."""
_TITLE = 8
"""Words of such a title, at most."""
_LINKS = 0.9
"""Share of the words that are links, if an element leads around."""
_CELLS = frozenset({"nbinput", "nboutput", "cell", "input", "output_area"})
"""What prompts of nbsphinx and of Jupyter stand in."""
_PRINTED = frozenset({"cell_output", "cell-output", "output_area", "output_subarea"})
"""What MyST-NB, Quarto, nbsphinx and nbconvert call the output of a cell."""
_NEAREST = 3
"""Elements around a text among which that is."""
_ROLES = frozenset(
    {
        "navigation",
        "search",
        "doc-toc",
        "doc-index",
        "doc-pagelist",
        "doc-pagebreak",
        "toolbar",
        "menu",
        "menubar",
        "presentation-only",
        "status",
        "tooltip",
    }
)


def _is_control(element: Element) -> bool:
    return element.get("role") in _ROLES


def _is_front_matter(element: Element) -> bool:
    """Whether this is front matter that nobody took off: Markdown makes a rule and a heading."""
    root = element.parent
    if root is None or root.parent is not None:
        return False
    first = list(islice(root.elements(), 2))
    return (
        len(first) > 1
        and first[0].tag == "hr"
        and first[1] is element
        and all(_SETTING.match(line) for line in element.text.strip().splitlines())
    )


def ruby(element: Element, reader: Reader) -> None:
    """Characters with their reading above: one of the two is said."""
    readings = [child for child in element.elements() if child.tag in {"rt", "rtc"}]
    if reader.policies.ruby == "base" or not any(each.text.strip() for each in readings):
        reader.children(element)
        return
    for child in readings:
        reader.children(child)


def _is_page_mark(element: Element) -> bool:
    """Whether a link within the page shows a mark alone: `#`, `¶`, an arrow, "back to top"."""
    text = element.text.strip()
    if "#" in element.get("href") and _LEADS_BACK.fullmatch(text):
        return not _goes_on_behind(element)
    if not element.get("href").startswith("#"):
        return False
    if text in _MARKS and not text[:1].isalpha():
        return True
    if _SKIPS.fullmatch(text):
        return not _stands_among_words(element)
    return text.strip(_AROUND_MARK).casefold() in _MARKS and not _goes_on_behind(element)


def _stands_among_words(element: Element) -> bool:
    """Whether words stand right beside a link: "A [skip link] is useful"."""
    beside = (element.before, *element.behind(1))
    return any(isinstance(one, str) and any(map(str.isalnum, one)) for one in beside)


def _goes_on_behind(element: Element) -> bool:
    """Whether words of a sentence stand right before a link: "speed up and <a>haut</a>"."""
    siblings = element.parent.children if element.parent is not None else []
    if len(siblings) > _MANY:
        return False
    at = element.place
    before = siblings[at - 1] if at else ""
    return isinstance(before, str) and before.rstrip()[-1:].isalnum()


_MANY = 200
"""Pieces of a block that no sentence has."""


def _lists_categories(element: Element) -> bool:
    """Whether this says "Categories:" and nothing else but links to them."""
    first = element.children[0] if element.children else ""
    if not isinstance(first, str) or not _CATEGORIES.fullmatch(first):
        return False
    rest = [child for child in element.children[1:] if isinstance(child, str)]
    return not any(any(map(str.isalnum, each)) for each in rest) and element.find("a") is not None


def _says_valid(element: Element) -> bool:
    """Whether this is a badge such as "Valid HTML", which leads to who checked the page."""
    near = (element, *islice(element.elements(), _BEFORE_LINK))
    link = next((each for each in near if each.tag == "a"), None)
    return (
        link is not None
        and _CHECKS_THIS_PAGE.search(link.get("href")) is not None
        and words(element.text) <= _BADGE
    )


def _leads_to_source(element: Element) -> bool:
    return element.text.strip() in {"[src]", "[source]"}


def _is_permalink(element: Element) -> bool:
    """Whether a link shows no word: what looks like a mark behind a heading is one."""
    return not any(map(str.isalnum, element.text))


def _leads_around(element: Element) -> bool:
    """Whether an element holds links and, at most, a heading over them."""
    if element.find("a") is None:
        return False
    every = linked = 0
    first = next(element.elements(), None)
    if first is not None and first.tag in _FIRST_TITLES:
        heads = words(first.text) <= _TITLE and first.find("a") is None
        every -= words(first.text) if heads else 0
    stack: list[tuple[Element, bool]] = [(element, False)]
    while stack:
        around, link = stack.pop()
        for child in around.children:
            if isinstance(child, str):
                count = words(child)
                every += count
                linked += count if link else 0
            elif child.tag not in _TITLES:
                stack.append((child, link or child.tag == "a"))
    return linked >= _LINKS * every


def _lists_indices(element: Element) -> bool:
    """Whether this is the section that every first page of Sphinx ends in, with its indices."""
    return element.get("id") == "indices-and-tables" and _leads_around(element)


def _lists_pages(element: Element) -> bool:
    """Whether Sphinx lists pages here, and no sentence leads to the list.

    Where it writes one page for all, they stand here whole.
    """
    if any(one.tag == "section" or "section" in one.classes for one in element.elements()):
        return False
    siblings = element.parent.children if element.parent is not None else []
    near = siblings[max(0, element.place - _FEW_PIECES) : element.place]
    before = next((one for one in reversed(near) if not isinstance(one, str)), None)
    return before is None or not _leads_to_list(before)


def _leads_to_list(before: Element) -> bool:
    """Whether this is a sentence such as "The following modules are defined:"."""
    text = before.text.rstrip()
    return before.tag == "p" and text.endswith((":", "：")) and len(text) > _LONGEST_NAME


def _is_never_shown(element: Element) -> bool:
    """Whether Bootstrap hides an element on screens of every width: `d-md-block` shows it."""
    return not any(_SHOWN_SOMEWHERE.fullmatch(name) for name in element.classes)


def contents_heading(element: Element, reader: Reader) -> None:
    """The heading of a table of contents, which leads around: neither is read."""
    siblings = element.parent.children if element.parent is not None else []
    at = element.place
    behind = (
        each
        for each in islice(siblings[at + 1 :], _NEAR)
        if not (isinstance(each, str) or each.tag in {"hr", "br"} or not each.text.strip())
    )
    tables = list(takewhile(_is_part_of_contents, behind))
    if any(one.tag != "p" for one in tables):
        for one in tables:
            one.skipped = True
        return
    if element.tag == "p":
        rest = (
            each
            for each in siblings[at + 1 :]
            if not isinstance(each, str) and (each.text.strip() or each.tag == "img")
        )
        follows = next(rest, None)
        leads_in = element.text.rstrip().endswith((":", "："))
        if not leads_in or (follows is not None and follows.tag not in {"section", *_TITLES}):
            reader.block(element, reader.paragraph_kind())
    else:
        reader.block(element, Kind.HEADING, level=int(element.tag[1]))


def _is_part_of_contents(behind: Element) -> bool:
    """Whether what stands behind the name of a table of contents leads around."""
    return behind.tag in _CONTENTS_TAGS | {"p"} and _leads_around(behind)


def _is_called_contents(element: Element) -> bool:
    first = element.children[0] if element.children else ""
    if len(element.children) > _FEW_PIECES or (
        isinstance(first, str) and len(first) > _LONGEST_NAME
    ):
        return False  # as most paragraphs
    text = element.text
    return len(text) <= _LONGEST_NAME and text.strip(" \t\n\xa0:：").casefold() in _CONTENTS


_LONGEST_NAME, _FEW_PIECES = 40, 3


def is_imprint(draft: PassageDraft) -> bool:
    """Whether a text that stands in no element of its own only says what made the page."""
    text = draft.text
    if draft.kind is Kind.PARAGRAPH and text.casefold() in _WAYS:  # LinuxDoc's, that leads nowhere
        return draft.element is None or draft.element.tag not in {"p", "div", "span", "section"}
    if draft.kind is not Kind.PARAGRAPH or text[:1] not in {"T", "S", "D", "P"}:
        return False
    made = _MADE.match(text) is not None and words(text) <= _MADE_LONGEST
    return made or _HEAD_OF_MANUAL.match(text) is not None


_WAYS = frozenset({"next", "previous", "contents"})
_HEAD_OF_MANUAL = re.compile(r"Section: .{1,60}\(\w{1,4}\),? ?Updated: .{0,60}Index\b")
"""What man2html puts under the name of a manual page."""


def _says_made(element: Element) -> bool:
    """Whether a paragraph only says what made the page."""
    first = element.children[0] if element.children else ""
    if isinstance(first, str) and first.strip() and not _MAY_SAY_MADE.match(first):
        return False  # as nearly always
    text = element.text
    return _MADE.match(text) is not None and words(text) <= _MADE_LONGEST


def _classes_around(element: Element) -> frozenset[str]:
    return element.parent.classes if element.parent is not None else frozenset()


def _is_printed(element: Element) -> bool:
    """Whether this is text that a notebook's cell printed."""
    return any(
        not _PRINTED.isdisjoint(one.classes) for one in islice(element.ancestors(), _NEAREST)
    )


def box(element: Element, reader: Reader) -> None:
    """A box that nobody can tick: in a cell that shows nothing else, a "yes" or a "no"."""
    cell = element.parent
    if cell is not None and cell.tag == "td" and not cell.text.strip():
        reader.sign("yes" if "checked" in element.attributes else "no")


def unfolded(element: Element, reader: Reader) -> None:
    """What MyST-NB folds away, without the words that unfold it."""
    element.is_read = True
    for child in element.elements():
        if child.tag != "summary":
            reader.read(child)


RULES = (
    rule(contents_heading, "h1 h2 h3 h4 h5 h6 p", where=_is_called_contents),
    rule(skip, "p address", where=_says_made),
    rule(skip, "h2 p", where=_is_front_matter),
    rule(skip, "script style template noscript link meta base head title datalist dialog rp"),
    rule(ruby, "ruby", covers="ruby"),
    rule(skip, "rt rtc", covers="ruby"),
    rule(box, "input", where=lambda e: e.get("type") == "checkbox" and "disabled" in e.attributes),
    rule(pressed, "button input", where=is_in_sentence),
    rule(skip, "button input select textarea option optgroup progress meter form fieldset output"),
    rule(skip, "del s strike"),  # struck out: it is no longer said
    rule(skip, "nav area map param source track wbr col colgroup"),
    rule(skip, "qwen-narration"),
    rule(skip, "div", "narration-pages"),  # our own, in a site that was narrated before
    # permalink marks: MkDocs and Sphinx, Docusaurus, VitePress, GitHub
    rule(skip, "a", "headerlink hash-link header-anchor heading-anchor anchorjs-link toclink-mark"),
    rule(skip, "a", "anchor id_link copiable-link", where=_is_permalink),
    rule(skip, "a", where=_is_page_mark),
    rule(skip, "p div", where=_lists_categories),
    rule(skip, "a p div", where=_says_valid),
    # ways to edit, view and share a page
    rule(
        skip,
        "a div span",
        "md-content__button edit-page edit-this-page theme-edit-this-page wy-breadcrumbs",
    ),
    rule(
        skip,
        "",
        "md-source-file md-feedback md-clipboard md-tags md-tag md-annotation__index "
        "md-code__button",
    ),
    # what blogs say about a post: dates, authors, categories
    rule(skip, "", "md-post__meta md-post__authors md-post__back md-meta md-profile md-pagination"),
    # links to source code, Sphinx's and others'
    rule(skip, "a span", "viewcode-link viewcode-back doc-source-link"),
    rule(skip, "a", "srclink", where=_leads_to_source),
    # what the reference of Rust calls its rules
    rule(skip, "a", "rule-link", generators="mdbook"),
    # what Sphinx-Gallery puts around an example: downloads, the time that it ran
    rule(
        skip,
        "div p",
        "sphx-glr-download-link-note sphx-glr-footer sphx-glr-timing sphx-glr-signature",
    ),
    # what leads around a page or a site: by their names in the generators that use them, else where
    # nothing but links is in them
    rule(skip, "div ul", "tableOfContents md-nav"),
    rule(skip, "div ul", "toctree-wrapper", where=_lists_pages),
    rule(skip, "ul", where=lambda e: e.parent is not None and "toctree-l1" in e.parent.classes),
    rule(skip, "div", "toc", generators="mkdocs"),
    rule(skip, "div nav aside section", "contents local", generators="sphinx"),
    rule(skip, "section div", where=_lists_indices, generators="sphinx"),
    rule(
        skip,
        "div ul ol section aside details",
        "toc table-of-contents contents local mini-toc page-toc fancy_toc",
        where=_leads_around,
    ),
    # what style sheets hide: prompts and copies for the clipboard of Jupyter, columns of Bootstrap
    # what a notebook's cell printed: the code above it is announced; tables and pictures are read
    rule(skip, "div", "jp-RenderedText", covers="code"),
    rule(skip, "div", "highlight sourceCode", _is_printed, covers="code"),
    rule(skip, "pre", where=_is_printed, covers="code"),
    rule(skip, "", "jp-InputPrompt jp-OutputPrompt input_prompt output_prompt cell-tag"),
    rule(skip, "", "clipboard-copy-txt zeroclipboard-container"),
    rule(skip, "div", "prompt", lambda e: not _CELLS.isdisjoint(_classes_around(e))),
    rule(unfolded, "details", "above-input above-output"),
    rule(skip, "", "d-none", where=_is_never_shown),
    rule(skip, "", "hidden", generators="vitepress docusaurus"),
    rule(skip, "", "linenos linenodiv lineno gutter line-numbers visually-hidden-code copybtn"),
    rule(skip, where=_is_control),
)
