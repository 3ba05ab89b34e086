"""The review desk: who is let in, and what a reviewer hears, mends, skips and approves."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from mkdocs_qwen_tts._cli.review import _reviewed
from mkdocs_qwen_tts._review import Desk, ReviewServer
from mkdocs_qwen_tts._review.app import DeskApp
from mkdocs_qwen_tts._review.gatekeeper import Gatekeeper
from mkdocs_qwen_tts.testing import FakeServer
from tests.doors.conftest import harbour

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from werkzeug.test import TestResponse

    from tests.doors.conftest import Project

PORT = 8766
HOST = f"127.0.0.1:{PORT}"
TOKEN = "a-token-of-the-tests"  # noqa: S105 - of no use to anybody
QUAY = "guide/quay.md"

HOSTILE = """# Signs

<script>top.location = "http://evil.example/"</script>
<img src="x.png" onerror="parent.document.title = 'owned'">

Read the sign at the gate before you go in, and keep to the left of the crane. {: .sign }

![The gate](gate.png){ .gate }
"""


@dataclass
class Reviewer:
    """A browser at the desk of a project."""

    desk: Desk
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(DeskApp(self.desk, Gatekeeper(PORT, TOKEN)))
        self.client.get("/", query_string={"token": TOKEN}, headers={"Host": HOST})

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers={"Host": HOST, **headers})

    def do(self, action: str, *, code: int = 200, **facts: Any) -> dict[str, Any]:
        headers = {"Host": HOST, "Origin": f"http://{HOST}"}
        answer = self.client.post(f"/do/{action}", json=facts, headers=headers)
        assert answer.status_code == code, answer.text
        found: dict[str, Any] = json.loads(answer.text)
        return found

    def passages(self, page: str) -> list[dict[str, Any]]:
        """What the desk's page says of each passage, as its script reads it."""
        html = self.get(f"/review/{page}").text
        rows = re.findall(
            r'<li data-number="(\d+)"[^>]*? data-said="([^"]*)" data-price="([^"]*)"', html
        )
        return [
            {"passage": int(n), "said": unescape(said), "price": price} for n, said, price in rows
        ]

    def passage(self, page: str, words: str) -> dict[str, Any]:
        found = next(one for one in self.passages(page) if words in one["said"])
        return {"page": page, **found}

    def digest(self, page: str) -> str:
        return re.findall(r'data-digest="(\w+)"', self.get(f"/review/{page}").text)[0]


def reviewer(project: Project, today: dt.date = dt.date(2026, 11, 30)) -> Reviewer:
    config = str(project.config_file)
    return Reviewer(Desk(lambda: _reviewed(config, None), today=lambda: today))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the harbour has paid for."""
    with FakeServer(profile="strict", fast=True) as server:
        project = harbour(tmp_path_factory.mktemp("built"), server)
        project.build()
        assert project.asked() == 3
    return project.folder / ".cache"


@pytest.fixture
def built(project: Project, store: Path) -> Project:
    """The harbour, with everything in its store."""
    shutil.copytree(store, project.folder / ".cache")
    return project


def test_pages_are_found_whatever_their_names(project: Project) -> None:
    for name in ("café", "c# now", "100 percent?", "中文"):
        project.write(f"{name}.md", f"# {name}\n\nThe gate opens at seven in the morning.\n")
    desk = reviewer(project)
    links = re.findall(r'href="(/review/[^"]+)"', desk.get("/").text)
    assert len(links) >= 6
    for link in links:
        page = desk.get(unescape(link))
        assert page.status_code == 200, link
        (frame,) = re.findall(r'<iframe[^>]* src="([^"]+)"', page.text)
        assert desk.get(unescape(frame)).status_code == 200, frame
        assert desk.get(unescape(frame).replace("/site/", "/at/", 1)).status_code == 303, frame


def test_a_file_of_approvals_that_is_being_merged_is_told(project: Project) -> None:
    desk = reviewer(project)
    desk.desk.approvals_file.write_text("<<<<<<< ours\n")
    answer = desk.get("/")
    assert answer.status_code == 409
    assert "narration-approved.json" in answer.text
    assert "default-src" in answer.headers["Content-Security-Policy"]


# ---------------------------------------------------------------- who is let in


@pytest.fixture
def app(project: Project) -> DeskApp:
    return reviewer(project).client.application


@pytest.mark.parametrize("host", ["evil.example:8766", "127.0.0.1:80", "127.0.0.1", ""])
def test_a_name_that_was_rebound_is_not_let_in(app: DeskApp, host: str) -> None:
    client = Client(app)
    for path in ("/", f"/?token={TOKEN}", "/assets/desk.js"):
        assert client.get(path, headers={"Host": host}).status_code == 403


def test_the_address_of_the_desk_is_needed_once_and_its_token_does_not_stay(app: DeskApp) -> None:
    client = Client(app)
    assert client.get("/", headers={"Host": HOST}).status_code == 403
    assert client.get("/?token=guess", headers={"Host": HOST}).status_code == 403
    answer = client.get(f"/review/{QUAY}?token={TOKEN}", headers={"Host": HOST})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/review/{QUAY}")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/", headers={"Host": HOST}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://evil.example"},
    ],
)
def test_other_pages_can_have_nothing_done(built: Project, headers: dict[str, str]) -> None:
    own = reviewer(built)
    facts = {"page": QUAY, "digest": own.digest(QUAY)}
    answer = own.client.post("/do/approve", json=facts, headers={"Host": HOST, **headers})
    assert answer.status_code == 403
    plain = {"Host": HOST, "Origin": f"http://{HOST}", "Content-Type": "text/plain"}
    answer = own.client.post("/do/approve", data=json.dumps(facts), headers=plain)
    assert answer.status_code == 403, "a form of another page can send text"
    assert not own.desk.approvals_file.exists()


def test_every_answer_says_what_may_be_loaded(project: Project) -> None:
    project.write("index.md", HOSTILE)
    own = reviewer(project)
    for path in ("/", "/review/index.md", "/assets/desk.css", "/nowhere"):
        policy = own.get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; base-uri 'none';")
        assert "unsafe" not in policy
    content = own.get("/site/")
    assert "<script>top.location" in content.text, "it is the page's own HTML"
    policy = content.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert policy.endswith("sandbox allow-same-origin"), "scripts are not allowed"
    assert "<script>top" not in own.get("/review/index.md").text


def test_nothing_but_pictures_is_handed_out_of_the_project(project: Project) -> None:
    project.write("gate.png", "no matter")
    project.write("secret.txt", "secret")
    (project.folder / "outside.png").write_text("secret", "utf-8")
    (project.folder / "docs/link.png").symlink_to(project.folder / "mkdocs.yml")
    own = reviewer(project)
    assert own.get("/site/gate.png").status_code == 200
    for path in ("secret.txt", "../outside.png", "%2e%2e/outside.png", "link.png", "../mkdocs.yml"):
        answer = own.get(f"/site/{path}")
        assert answer.status_code in (403, 404), path
        assert "secret" not in answer.text
    assert own.get("/assets/..%2fapp.py").status_code == 404


# ---------------------------------------------------------------- hearing


def test_what_is_in_the_store_is_heard_for_nothing(built: Project) -> None:
    own = reviewer(built)
    heard = own.do("hear", **own.passage(QUAY, "Ask at the office"))
    assert heard["by"] == "Cherry (qwen3-tts-flash)"
    assert 0 < heard["start"] < heard["end"], "others are spoken before it in the same clip"
    sound = own.get(heard["sound"], Range="bytes=0-99")
    assert sound.status_code == 206, "else a browser cannot seek"
    assert len(sound.data) == 100
    assert built.asked() == 0


def test_what_is_not_in_the_store_is_heard_by_the_free_voice(project: Project) -> None:
    pytest.importorskip("espeakng_loader", reason="needs the preview voice")
    own = reviewer(project)
    wanted = own.passage(QUAY, "Ask at the office")
    assert wanted["price"].endswith("CNY")
    assert "voice" in own.do("hear", **wanted)["by"]
    assert project.asked() == 0


def test_a_passage_is_taken_at_the_price_that_was_shown_and_paid_once(project: Project) -> None:
    own = reviewer(project)
    wanted = own.passage(QUAY, "Ask at the office")
    told = own.do("take", code=409, **{**wanted, "price": "0.0001 CNY"})["error"]
    assert wanted["price"] in told
    assert project.asked() == 0
    assert own.do("take", **wanted)["by"] == "Cherry (qwen3-tts-flash)"
    assert project.asked() == 1
    assert own.passage(QUAY, "Ask at the office")["price"] == "", "it is in the store now"
    missing = own.desk.site.plan.bill.total.requests
    project.build()
    assert project.asked() == missing - 1, "the build does not pay for it again"


def test_nothing_is_taken_over_budget_or_where_nothing_may_be_spent(project: Project) -> None:
    project.plugin = {"budget": {"characters": 1}}
    own = reviewer(project)
    wanted = own.passage(QUAY, "Ask at the office")
    assert "over budget" in own.do("take", code=409, **wanted)["error"]
    project.plugin = {"mode": "frozen"}
    own = reviewer(project)
    assert "frozen" in own.do("take", code=409, **wanted)["error"]
    assert project.asked() == 0


def test_a_page_that_has_changed_meanwhile_is_not_heard_as_it_was(built: Project) -> None:
    own = reviewer(built)
    wanted = own.passage(QUAY, "Ask at the office")
    built.write(QUAY, "# A guide to the quay\n\nNothing is as it was before the storm came in.\n")
    own.do("read")
    assert "load it again" in own.do("hear", code=409, **wanted)["error"]


# ---------------------------------------------------------------- mending and skipping


def test_a_mended_pronunciation_says_what_it_costs_and_then_is_in_the_file(built: Project) -> None:
    lexicon = built.folder / "says.yml"
    before = "# How we say things.\n- {term: Gitea, say: git tea}  # one word\n- term: cron   # a daemon\n  say: kron\n"
    lexicon.write_text(before, "utf-8")
    built.plugin = {"prose": {"lexicon": "says.yml"}}
    own = reviewer(built)
    entry = {"term": "berth", "say": "burth"}
    found = own.do("pronunciation", **entry)
    assert lexicon.read_text("utf-8") == before, "nothing is written before the price is known"
    assert found["file"] == "says.yml"
    assert found["effect"]["pages"] == [QUAY]
    assert found["effect"]["price"].endswith("CNY")
    own.do("pronunciation", **entry, write=True)
    assert lexicon.read_text("utf-8") == before + "- {term: berth, say: burth}\n"
    assert "burth" in own.passage(QUAY, "Ask at the office")["said"]
    built.build()
    assert built.asked() == found["effect"]["requests"] == 1
    own.do("pronunciation", term="cron", say="crone", write=True)
    assert "- term: cron   # a daemon\n  say: crone\n" in lexicon.read_text("utf-8")
    assert own.do("pronunciation", term="zeppelin", say="z")["effect"]["pages"] == []


def test_the_first_pronunciation_makes_the_file_and_names_it(built: Project) -> None:
    own = reviewer(built)
    own.do("pronunciation", term="quay", say="key", write=True)
    made = (built.folder / "pronunciations.yml").read_text("utf-8")
    assert made.endswith("- {term: quay, say: key}\n")
    assert own.desk.site.settings.prose.lexicon == ("pronunciations.yml",)
    assert "key" in own.passage(QUAY, "behind the old customs house")["said"]


def test_a_skipped_element_is_in_the_configuration_and_costs_what_was_said(
    project: Project,
) -> None:
    project.write("index.md", HOSTILE)
    project.config = {"markdown_extensions": ["attr_list"]}
    project.build()
    project.asked()
    own = reviewer(project)
    (found,) = own.do("selectors", **own.passage("index.md", "The gate"))["selectors"]
    assert found == {"selector": "img.gate", "elements": 1, "pages": 1}
    told = own.do("skip", selector="img.gate")
    own.do("skip", selector="img.gate", write=True)
    assert "img.gate" in (project.folder / "mkdocs.yml").read_text("utf-8")
    assert not any("The gate" in one["said"] for one in own.passages("index.md"))
    project.plugin = {"prose": {"skip": ["img.gate"]}}
    project.build()
    assert project.asked() == told["effect"]["requests"]
    assert "CSS selector" in own.do("skip", code=409, selector="p[")["error"]


def test_a_paragraph_without_a_name_is_skipped_by_its_words(built: Project) -> None:
    built.write("index.md", '# Log\n\nThe `log` says "all is\nwell", and that is all it says.\n')
    own = reviewer(built)
    for page, words in ((QUAY, "Ask at the office"), ("index.md", "all is well")):
        (found,) = own.do("selectors", **own.passage(page, words))["selectors"]
        assert found["elements"] == 1
        own.do("skip", selector=found["selector"], write=True)
        assert not any(words in one["said"] for one in own.passages(page))


def test_an_element_of_another_namespace_is_skipped_by_its_name(built: Project) -> None:
    """A word processor writes such elements."""
    built.write(
        "index.md",
        "# Log\n\n<o:p>The tide table hangs at the gate.</o:p>\n\n"
        '<st1:place class="spot">The pilots meet at the quay.</st1:place>\n',
    )
    own = reviewer(built)
    for words, selector in (
        ("The pilots meet", r"st1\:place.spot"),
        ("The tide table", r'o\:p:lexbor-contains("The tide table hangs at the gate.")'),
    ):
        found = own.do("selectors", **own.passage("index.md", words))["selectors"]
        assert found[0] == {"selector": selector, "elements": 1, "pages": 1}
        own.do("skip", selector=selector, write=True)
        assert not any(words in one["said"] for one in own.passages("index.md"))


# ---------------------------------------------------------------- approving


def test_an_approval_tells_what_has_changed_since(built: Project) -> None:
    subprocess.run(["git", "init", "-q", built.folder], check=True)
    subprocess.run(["git", "-C", built.folder, "config", "user.name", "Ada"], check=True)
    own = reviewer(built)
    assert "0 of 2</b> pages are approved" in own.get("/").text
    own.do("approve", page=QUAY, digest=own.digest(QUAY))
    kept = json.loads((built.folder / "narration-approved.json").read_text("utf-8"))
    assert kept["pages"][QUAY]["by"] == "Ada"
    assert kept["pages"][QUAY]["on"] == "2026-11-30"
    assert "1 of 2</b> pages are approved" in own.get("/").text
    built.write(
        QUAY,
        "# A guide to the quay\n\nYou find the quay behind the new customs house, where the pilot boats wait for the tide to turn.\n",
    )
    again = reviewer(built)
    assert "changed since approval" in again.get("/").text
    page = again.get(f"/review/{QUAY}").text
    assert "<del>You find the quay behind the old customs house" in page
    assert re.search(r"No longer spoken.*<del>Ask at the office", page, re.DOTALL)
    again.do("approve", page=QUAY, digest=again.digest(QUAY))
    assert "<del>" not in again.get(f"/review/{QUAY}").text
    again.do("withdraw", page=QUAY)
    assert "0 of 2</b> pages are approved" in again.get("/").text


def test_nobody_approves_what_they_have_not_seen(built: Project) -> None:
    own = reviewer(built)
    seen = own.digest(QUAY)
    own.do("pronunciation", term="quay", say="key", write=True)
    assert "look at it again" in own.do("approve", code=409, page=QUAY, digest=seen)["error"]
    (built.folder / "narration-approved.json").write_text("[]", "utf-8")
    with pytest.raises(Exception, match="does not hold approvals"):
        own.desk.approvals()


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that asks no other server for anything, and whose own script does not fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda one: one.url.startswith("http://127.0.0.1:") or wrong.append(one.url))
    yield page
    context.close()
    assert wrong == []


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.browser
def test_a_reviewer_works_with_keys_alone(built: Project, page: Page) -> None:
    built.write("index.md", HOSTILE)
    with ReviewServer(reviewer(built).desk) as server:
        page.goto(server.address)
        assert "token" not in page.url
        press(page, "Tab", "Enter")
        page.wait_for_url("**/review/index.md")
        page.wait_for_load_state()
        assert page.title() == "index.md · review", "the page's own script has not run"
        press(page, "ArrowDown", "n")
        page.wait_for_url(f"**/review/{QUAY}")
        page.wait_for_load_state()
        press(page, "ArrowDown", "ArrowDown")
        reviewed = page.frames[1].locator("[data-narration-reviewed]")
        assert "customs house" in (reviewed.text_content() or "")
        press(page, "Enter")
        page.get_by_text("Spoken by Cherry").wait_for()
        press(page, "End", "m")
        page.keyboard.type("berth")
        press(page, "Tab")
        page.keyboard.type("burth")
        page.get_by_role("button", name="Write it into pronunciations.yml").wait_for()
        told = page.locator("#mend .effect").inner_text()
        assert "1 page (guide/quay.md) will be spoken otherwise" in told
        with page.expect_navigation():
            press(page, "Tab", "Tab", "Tab", "Enter")
        assert "burth" in (page.locator(".passages li.now").text_content() or "")
        press(page, "ArrowUp", "t")
        page.get_by_role("dialog", name="Ask for this passage?").wait_for()
        assert built.asked() == 0, "a price is shown first"
        press(page, "Enter")
        page.get_by_text("Spoken by Cherry").wait_for()
        assert built.asked() == 1
        with page.expect_navigation():
            press(page, "a")
        page.get_by_text("approved 2026-11-30").wait_for()
