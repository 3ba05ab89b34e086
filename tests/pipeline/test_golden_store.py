"""A store that release 0.1 filled: every clip of it is found, whatever this version does with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._model import Site, SourcePage, Status, Utterance, Voice
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store, prune, verify
from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing._site import NarratedSite

if TYPE_CHECKING:
    from mkdocs_qwen_tts._pipeline import Plan

GOLDEN = Path(__file__).with_name("golden_store")
SITES: list[dict[str, Any]] = yaml.safe_load((GOLDEN / "sites.yaml").read_text(encoding="utf-8"))
BILLS: dict[str, dict[str, Any]] = {
    one["name"]: one for one in json.loads((GOLDEN / "bills.json").read_text(encoding="utf-8"))
}
CLIPS = 21


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A copy: reading a store may write into it."""
    shutil.copytree(GOLDEN / "store", tmp_path / "store")
    return Store(tmp_path / "store")


@pytest.fixture(autouse=True)
def only_the_robot(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with release 0.1, whose free voice was eSpeak's in every language."""
    monkeypatch.setattr("mkdocs_qwen_tts._speech.engines.preview.neural_voice", lambda *_: None)


def planned(site: dict[str, Any], store: Store) -> Plan:
    pages = [
        SourcePage(
            f"{name}/",
            name.title(),
            "zh" if name == "zh" else "en",
            (GOLDEN / "pages" / f"{name}.html").read_text(encoding="utf-8"),
        )
        for name in site["pages"]
    ]
    return pipeline.prepare(pages, settings(site), store, Site(site["name"]), GOLDEN)


def settings(site: dict[str, Any]) -> Settings:
    options = site["options"]
    return Settings.of(
        {**options, "api": {"key": "sk-golden", **options.get("api", {})}}, environ={}
    )


def silent(*_: object) -> Any:
    pytest.fail("an engine was opened though everything is in the store")


@pytest.mark.parametrize("site", SITES, ids=[site["name"] for site in SITES])
def test_everything_of_a_site_is_found_and_nothing_is_asked_for(
    site: dict[str, Any], store: Store
) -> None:
    plan = planned(site, store)
    assert plan.bill.total.requests == plan.bill.total.characters == 0
    assert plan.missing == ()
    report = pipeline.carry_out(plan, settings(site), store, open_engine=silent)
    assert [outcome.status for outcome in report.outcomes] == [Status.FRESH] * len(site["pages"])
    assert report.requests == 0


@pytest.mark.parametrize("site", SITES, ids=[site["name"] for site in SITES])
def test_an_empty_store_is_billed_as_it_was(site: dict[str, Any], tmp_path: Path) -> None:
    bill = planned(site, Store(tmp_path)).bill.as_json()
    counted = ("page", "utterances", "cached", "requests", "characters")
    then = BILLS[site["name"]]["bill"]
    for now, before in zip(
        [bill["total"], *bill["pages"]], [then["total"], *then["pages"]], strict=True
    ):
        assert {name: now.get(name) for name in counted} == {
            name: before.get(name) for name in counted
        }


@pytest.mark.parametrize("site", SITES, ids=[site["name"] for site in SITES])
def test_an_utterance_keeps_its_fingerprint(site: dict[str, Any]) -> None:
    for one in BILLS[site["name"]]["utterances"]:
        options = tuple(sorted(one["voice"]["options"].items()))
        voice = Voice(**{**one["voice"], "options": options})
        assert Utterance(one["text"], voice).fingerprint == one["fingerprint"]


def test_the_site_that_mkdocs_built_is_built_again_with_0_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GOLDEN, tmp_path / "golden")
    with FakeServer() as server:
        monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-golden")
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
        built = NarratedSite(tmp_path / "golden" / "site", server)
        said = built.build()
        assert server.ledger.requests == 0, said
    assert all(built.has_player(page) for page in ("index.html", "guide/", "zh/"))


def test_a_changed_page_falls_back_on_the_track_that_the_record_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GOLDEN, tmp_path / "golden")
    with FakeServer() as server:
        monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-golden")
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
        monkeypatch.setenv("QWEN_TTS_MODE", "cached")
        built = NarratedSite(tmp_path / "golden" / "site", server)
        built.write("index.md", "# Harbour\n\nBoats come in at one now.\n")
        said = built.build("--verbose")
    assert "(keeps its earlier narration)" in said
    assert built.has_player()


def test_nothing_in_it_is_damaged_and_nothing_that_a_site_uses_is_pruned(store: Store) -> None:
    assert verify(store).damaged == ()
    pruned = prune(store)
    assert pruned.objects == 0
    assert len(list(store.root.glob("clips/*/*.flac"))) == CLIPS
