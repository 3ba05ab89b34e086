"""Builds are killed at random moments on a busy machine; the last one may finish.

What had not begun to arrive when a build was killed has to be asked for again; so has a stream
that had begun and not ended, for the service cannot go on with it. Everything else is kept.
"""

from __future__ import annotations

import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from crash import path_digest, site, start, wait_for_requests

from attack_kinds import Result
from attack_kinds.watched import busy, watched
from mkdocs_qwen_tts._store import Store, verify

UTTERANCES = 160
KILLS = 30
LOAD = 4
"""Processes that keep the machine busy."""
LATENCY = 0.05
"""Seconds before an answer begins."""


def attack(*, fast: bool) -> Result:
    """Thirty kills of a build of 160 utterances."""
    return strike(signal.SIGKILL, UTTERANCES // 4 if fast else UTTERANCES, 5 if fast else KILLS)


def strike(how: signal.Signals, utterances: int, kills: int, latency: float = LATENCY) -> Result:
    """Stop builds, finish, and compare what was paid with what had to be."""
    chance = random.Random(1)
    waiting = half = landed = struck = 0
    with (
        tempfile.TemporaryDirectory() as scratch,
        watched(latency=latency) as (server, watch),
        busy(LOAD),
    ):
        folder = Path(scratch)
        config = site(folder / "site", utterances, server.base_url)
        for _ in range(kills):
            build = start(config, folder / "out")
            wanted = chance.randrange(1, max(2, 2 * utterances // kills))
            wait_for_requests(server, server.ledger.requests + wanted, [build])
            moment = time.monotonic()
            build.send_signal(how)
            build.communicate()
            missed = watch.under_way(moment)
            struck += any(missed)
            waiting, half = waiting + missed[0], half + missed[1]
            landed += build.returncode != 0
        last = start(config, folder / "out")
        _, said = last.communicate()
        assert last.returncode == 0, said.decode()
        asked = Counter(server.ledger.texts)
        sounds = list((folder / "out/assets/narration").glob("*.mp3"))
        pages = list((folder / "out").glob("**/index.html"))
        foreign = sum(path_digest(path) != path.stem for path in sounds)
        players = sum(page.read_text().count("<audio") for page in pages)
        store = Store(config.parent / ".cache/plugin/qwen-tts")
        damaged = [path for path in verify(store).damaged if not path.endswith(".tmp")]
    requests = asked.total()
    unanswered = waiting + half if how == signal.SIGKILL else 0
    lost = max(0, requests - utterances - unanswered)
    wrong = lost + foreign + len(damaged) + (len(pages) - players)
    return Result(
        kills,
        wrong,
        f"{landed} landed, {struck} of them on answers under way; {requests} requests for {utterances} utterances, one text at most "
        f"{max(asked.values())} times; at the kills {waiting} answers had not begun and {half} had "
        f"begun and not ended; {lost} paid again beyond these; {len(damaged)} damaged files, "
        f"{players} players on {len(pages)} pages",
    )
