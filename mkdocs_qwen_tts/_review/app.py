"""The desk over HTTP: pages as HTML, what a reviewer does as JSON."""

from __future__ import annotations

import json
import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.security import safe_join
from werkzeug.utils import redirect

from mkdocs_qwen_tts._errors import ConfigurationError, NarrationError
from mkdocs_qwen_tts._html import mark
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._prose import Pronunciation
from mkdocs_qwen_tts._prose.language import tag_of
from mkdocs_qwen_tts._review.desk import status_of
from mkdocs_qwen_tts._review.gatekeeper import SANDBOX, Gatekeeper
from mkdocs_qwen_tts._review.reviewed import price_in_words, spoken_texts
from mkdocs_qwen_tts._review.sounds import missing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from mkdocs_qwen_tts._pipeline import PagePlan
    from mkdocs_qwen_tts._review.desk import Desk
    from mkdocs_qwen_tts._review.sounds import HeardPassage

HERE = Path(__file__).parent
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp"}
"""What of the site's folder is handed out: what its pages show."""

MOST_BYTES = 64 * 1024
"""Of a request."""

MOST_LETTERS = 1_000
"""Of a field that a reviewer writes."""

ROUTES = Map(
    [
        Rule("/", endpoint="overview", methods=["GET"]),
        Rule("/review/<path:name>", endpoint="review", methods=["GET"]),
        Rule("/at/", defaults={"key": ""}, endpoint="at", methods=["GET"]),
        Rule("/at/<path:key>", endpoint="at", methods=["GET"]),
        Rule("/site/", defaults={"path": ""}, endpoint="site", methods=["GET"]),
        Rule("/site/<path:path>", endpoint="site", methods=["GET"]),
        Rule("/assets/<name>", endpoint="asset", methods=["GET"]),
        Rule("/sound/<key>", endpoint="sound", methods=["GET"]),
        Rule("/do/<action>", endpoint="do", methods=["POST"]),
    ],
    merge_slashes=False,
)


class DeskApp:
    """A WSGI application.

    Args:
        desk: what is shown and done.
        gatekeeper: who is let in.
    """

    def __init__(self, desk: Desk, gatekeeper: Gatekeeper) -> None:
        self.desk = desk
        self.gatekeeper = gatekeeper
        self._actions: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "hear": self._hear,
            "take": self._take,
            "try": self._try,
            "pronunciation": self._pronunciation,
            "selectors": self._selectors,
            "skip": self._skip,
            "approve": self._approve,
            "withdraw": self._withdraw,
            "read": self._read,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        request.max_content_length = MOST_BYTES
        return self.gatekeeper.guard(self._answer(request))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self.gatekeeper.introduces(request):
            return self.gatekeeper.admit(redirect(request.path or "/", 303))
        if why := self.gatekeeper.refusal(request):
            return Response(f"{why}.\n", 403, mimetype="text/plain")
        try:
            endpoint, values = ROUTES.bind_to_environ(request.environ).match()
            answer: Response = getattr(self, f"_{endpoint}_page")(request, **values)
        except HTTPException as error:
            return Response(f"{error.description}\n", error.code, mimetype="text/plain")
        except NarrationError as error:  # a file of the team that is being edited, say
            return Response(f"{error}\n", 409, mimetype="text/plain")
        return answer

    # ------------------------------------------------------------ pages

    def _overview_page(self, request: Request) -> Response:
        del request
        site, approvals = self.desk.site, self.desk.approvals()
        rows = [
            {
                "page": one,
                "status": status_of(one, approvals),
                "approval": approvals.get(one.page.name),
                "price": price_in_words(one.charge),
            }
            for one in site.plan.pages
        ]
        return _html("overview.html", site=site, rows=rows, file=self.desk.approvals_file.name)

    def _review_page(self, request: Request, name: str) -> Response:
        del request
        page = self._page(name)
        approvals = self.desk.approvals()
        own, says = approvals.get(name), spoken_texts(page)
        changes = own.changes(name, says) if own else ()
        names = [one.page.name for one in self.desk.site.plan.pages if one.utterances]
        waiting = [
            one.page.name
            for one in self.desk.site.plan.pages
            if status_of(one, approvals) in ("open", "changed") and one.page.name != name
        ]
        after = names[names.index(name) + 1 :] if name in names else []
        following = next((one for one in [*after, *names] if one in waiting), "")
        return _html(
            "review.html",
            site=self.desk.site,
            page=page,
            passages=self._passages(page, says, changes),
            approval=own,
            status=status_of(page, approvals),
            gone=[one.before.text for one in changes if one.before and not one.after],
            digest=digest(says),
            unknown=self.desk.unknown(page),
            following=following,
            why_not=self.desk.why_not(),
            speaker=self.desk.speaker(page),
        )

    def _passages(
        self, page: PagePlan, says: tuple[str, ...], changes: Iterable[Any]
    ) -> list[dict[str, Any]]:
        left = [
            (one.after.text, one.before.text if one.before else "") for one in changes if one.after
        ]
        rows = []
        for number, (passage, said) in enumerate(zip(page.script.passages, says, strict=True)):
            before = None
            if left and left[0][0] == said:
                before = left.pop(0)[1]
            missing = missing_of(page, number, self.desk.store)
            rows.append(
                {
                    "number": number,
                    "passage": passage,
                    "said": said,
                    "respelt": not said.startswith(passage.text),  # a full stop is no news
                    "before": before,
                    "price": price_in_words(self.desk.price(page, number)) if missing else "",
                }
            )
        return rows

    def _at_page(self, request: Request, key: str) -> Response:
        """The desk's page for an address of the site."""
        del request
        for one in self.desk.site.plan.pages:
            if unquote(one.page.key) in (key, f"{key}/", key.removesuffix("index.html")):
                return redirect(f"/review/{quote(one.page.name)}", 303)
        raise NotFound("the site has no page there.")

    def _site_page(self, request: Request, path: str) -> Response:
        """A page's content, or a picture in it: all that others have written."""
        del request
        for one in self.desk.site.plan.pages:
            if unquote(one.page.key) == path:
                html = mark(one.page.html, one.script.elements, range(len(one.script.elements)))
                response = _html(
                    "content.html",
                    content=html,
                    language=one.script.language or "",
                    title=one.page.title,
                )
                break
        else:
            found = safe_join(str(self.desk.site.files), path)
            folder = self.desk.site.files.resolve()
            if (
                found is None
                or Path(found).suffix.lower() not in PICTURES
                or not Path(found).is_file()
                or not Path(found).resolve().is_relative_to(folder)
            ):
                raise NotFound("the site has no picture there.")
            response = _file(Path(found))
        response.headers["Content-Security-Policy"] = SANDBOX
        return response

    def _asset_page(self, request: Request, name: str) -> Response:
        del request
        found = safe_join(str(HERE / "assets"), name)
        if found is None or not Path(found).is_file():
            raise NotFound("there is no such file.")
        return _file(Path(found))

    def _sound_page(self, request: Request, key: str) -> Response:
        data = self.desk.sounds.get(key)
        if data is None:
            raise NotFound("it has been too long; hear it again.")
        response = Response(data, mimetype="audio/mpeg")
        return response.make_conditional(request, accept_ranges=True, complete_length=len(data))

    def _do_page(self, request: Request, action: str) -> Response:
        act = self._actions.get(action)
        if act is None:
            raise NotFound("there is no such action.")
        asked = request.get_json()
        if not isinstance(asked, dict):
            asked = {}
        try:
            return _json(act(asked))
        except NarrationError as error:
            return _json({"error": str(error)}, 409)

    # ------------------------------------------------------------ actions

    def _page(self, name: str) -> PagePlan:
        found = self.desk.site.page(name)
        if found is None:
            raise NotFound("the site has no such page.")
        return found

    def _passage(self, asked: dict[str, Any]) -> tuple[PagePlan, int]:
        page, passage = self.desk.page(_text(asked, "page")), asked.get("passage")
        if not isinstance(passage, int) or not 0 <= passage < len(page.script.passages):
            raise ConfigurationError("", "the page has changed meanwhile; load it again.")
        if spoken_texts(page)[passage] != _text(asked, "said"):
            raise ConfigurationError("", "the page has changed meanwhile; load it again.")
        return page, passage

    def _hear(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _heard(self.desk.hear(*self._passage(asked)))

    def _take(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _heard(self.desk.take(*self._passage(asked), _text(asked, "price")))

    def _try(self, asked: dict[str, Any]) -> dict[str, Any]:
        page, passage = self._passage(asked)
        text = self.desk.with_term(page, passage, _entry(asked))
        return _heard(self.desk.previewed(page, passage, text))

    def _pronunciation(self, asked: dict[str, Any]) -> dict[str, Any]:
        drawn, effect = self.desk.pronounced(_entry(asked))
        if asked.get("write") is True:
            self.desk.write(drawn)
        return {"file": self._shown(drawn.path), "effect": effect.as_json()}

    def _selectors(self, asked: dict[str, Any]) -> dict[str, Any]:
        found = self.desk.selections(*self._passage(asked))
        return {"selectors": [one.as_json() for one in found]}

    def _skip(self, asked: dict[str, Any]) -> dict[str, Any]:
        drawn, effect, found = self.desk.skipped(_text(asked, "selector"))
        if asked.get("write") is True:
            self.desk.write(drawn)
        return {
            "file": self._shown(drawn.path),
            "effect": effect.as_json(),
            "selection": found.as_json(),
        }

    def _approve(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.desk.approve(self.desk.page(_text(asked, "page")), _text(asked, "digest"))
        return {"file": self.desk.approvals_file.name}

    def _withdraw(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.desk.withdraw(self.desk.page(_text(asked, "page")))
        return {"file": self.desk.approvals_file.name}

    def _read(self, asked: dict[str, Any]) -> dict[str, Any]:
        del asked
        self.desk.read_again()
        return {"pages": len(self.desk.site.plan.pages)}

    def _shown(self, path: Path) -> str:
        base = self.desk.site.base.resolve()
        own = path.resolve()
        return own.relative_to(base).as_posix() if own.is_relative_to(base) else str(path)


def _heard(heard: HeardPassage) -> dict[str, Any]:
    return {
        "sound": f"/sound/{heard.key}",
        "start": round(heard.start, 3),
        "end": round(heard.end, 3),
        "by": heard.by,
    }


def _text(asked: dict[str, Any], name: str) -> str:
    """A field of a request, on one line."""
    value = asked.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _entry(asked: dict[str, Any]) -> Pronunciation:
    term, say = _text(asked, "term"), _text(asked, "say")
    if max(len(term), len(say)) > MOST_LETTERS:
        raise ConfigurationError("", f"more than {MOST_LETTERS:,} letters are no pronunciation.")
    language = tag_of(_text(asked, "language")) if asked.get("language") else None
    return Pronunciation(term, say, (language,) if language else (), case=term != term.lower())


# ---------------------------------------------------------------- answers


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # MkDocs' keys are addresses already, those of a built site are names of files.
    environment.filters["address"] = lambda key: quote(unquote(key))
    return environment


def _html(name: str, **facts: Any) -> Response:
    return Response(_environment().get_template(name).render(facts), mimetype="text/html")


def _file(path: Path) -> Response:
    kind, _ = mimetypes.guess_type(path.name)
    return Response(path.read_bytes(), mimetype=kind or "application/octet-stream")


def _json(value: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype="application/json")
