"""Builds are killed at random moments on a busy machine; the last one may finish.

What had not begun to arrive when a build was killed has to be asked for again. Everything else is
kept: an answer is a small document that names a file, and files can be downloaded once more.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from crash import path_digest, site, start, wait_for_requests

from attack_kinds import Result
from attack_kinds.watched import Arrival, busy, watched
from mkdocs_qwen_tts._store import Store, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attack_kinds.watched import Asked

UTTERANCES = 160
KILLS = 30
LOAD = 4
"""Processes that keep the machine busy."""
LATENCY = 0.05
"""Seconds before an answer begins."""
LATER = 0.3
"""Seconds that a strike comes at most after a request that was chosen by chance."""


def attack(*, fast: bool) -> Result:
    """Thirty kills of a build of 160 utterances."""
    return strike(signal.SIGKILL, UTTERANCES // 4 if fast else UTTERANCES, 5 if fast else KILLS)


def strike(how: signal.Signals, utterances: int, kills: int, latency: float = LATENCY) -> Result:
    """Stop builds, finish, and say of each request that was sent again why it had to be."""
    chance = random.Random(1)
    landed = struck = 0
    with (
        tempfile.TemporaryDirectory() as scratch,
        watched(latency=latency) as (server, watch),
        busy(LOAD),
    ):
        folder = Path(scratch)
        config = site(folder / "site", utterances, server.base_url)
        for _ in range(kills):
            build = start(config, folder / "out")
            watch.build = build.pid
            wanted = chance.randrange(1, max(2, 2 * utterances // kills))
            wait_for_requests(server, server.ledger.requests + wanted, [build])
            time.sleep(chance.random() * LATER)
            struck += bool(watch.strike(build, how))
            build.communicate()
            watch.settle()
            landed += build.returncode != 0
        last = start(config, folder / "out")
        _, said = last.communicate()
        assert last.returncode == 0, said.decode()
        watch.settle()
        sounds = list((folder / "out/assets/narration").glob("*.mp3"))
        pages = list((folder / "out").glob("**/index.html"))
        foreign = sum(path_digest(path) != path.stem for path in sounds)
        players = sum(page.read_text().count("<audio") for page in pages)
        store = Store(config.parent / ".cache/plugin/qwen-tts")
        damaged = [path for path in verify(store).damaged if not path.endswith(".tmp")]
    asked = [one for one in watch.asked if one.text]
    again = sent_again(asked)
    lost = again.total() - again[Arrival.NOTHING] * (how == signal.SIGKILL)
    wrong = lost + foreign + len(damaged) + (len(pages) - players)
    texts = Counter(one.text for one in asked)
    return Result(
        kills,
        wrong,
        f"{landed} landed, {struck} of them on answers under way; {texts.total()} requests for "
        f"{utterances} utterances, one text at most {max(texts.values())} times; of the answers "
        f"that were asked for again, {again[Arrival.NOTHING]} had not begun to arrive, "
        f"{again[Arrival.HALF]} were being read, {again[Arrival.ALL]} had arrived; "
        f"{len(damaged)} damaged files, {players} players on {len(pages)} pages",
    )


def sent_again(asked: Sequence[Asked]) -> Counter[Arrival]:
    """What had arrived of the answers to those requests that were sent again later."""
    again: Counter[Arrival] = Counter()
    before: dict[str, Asked] = {}
    for one in asked:
        if (first := before.get(one.text)) is not None:
            again[first.arrival or Arrival.ALL] += 1
            if first.arrival is not Arrival.NOTHING:
                print(f"sent again though it had begun to arrive: {first}", file=sys.stderr)
        before[one.text] = one
    return again
