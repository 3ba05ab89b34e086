"""What a log says while a build goes on."""

from __future__ import annotations

from mkdocs_qwen_tts._model import Charge, Outcome, Status
from mkdocs_qwen_tts._pipeline.progress import Lines


def test_the_log_goes_on_until_the_last_page_is_finished() -> None:
    said: list[str] = []
    log = Lines(said.append)
    log.begin(Charge(requests=40, characters=400))
    for _ in range(40):
        log.spoken(10)
    for number in range(250):
        log.page(Outcome(f"{number}/", Status.FRESH))
    log.end()
    assert [line.partition(" %")[0][-2:] for line in said if " %" in line] == [
        *("10", "20", "30", "40", "50", "60", "70", "80", "90", "92", "95", "97")
    ]
    assert said[-3:] == [
        "Narrating: all 40 clips are here; pages are being finished",
        "Narrating: 100 pages are finished",
        "Narrating: 200 pages are finished",
    ]


def test_the_log_tells_more_at_the_end_of_a_large_build() -> None:
    said: list[str] = []
    log = Lines(said.append)
    log.begin(Charge(requests=1001, characters=10_000))
    for _ in range(999):
        log.spoken(10)
    shares = [line.partition(" %")[0][-2:] for line in said if " %" in line]
    assert shares == ["10", "20", "30", "40", "50", "60", "70", "80", "90", "92", "94", "96", "98"]
