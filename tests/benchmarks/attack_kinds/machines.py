"""Two machines narrate the same site at once, with a store each and one remote store behind both.

The remote store is a folder, and a server that speaks S3. In every second round, one of the
machines is killed in the middle.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import crash

from attack_kinds import Result
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    import subprocess

UTTERANCES, PER_PAGE = 36, 9
LATENCY = 0.3


def attack(*, fast: bool) -> Result:
    """Rounds with each kind of remote store."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request to the bucket
    rounds = 2 if fast else 4
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        s3 = {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing-secret",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
        }
        results = [
            _round(kind, s3, killed=number % 2 == 1)
            for kind in ("file", "s3")
            for number in range(rounds)
        ]
    finally:
        server.stop()
    told = "; ".join(f"{what}: {requests} requests" for what, requests, _, _ in results)
    over = sum(requests > most for _, requests, most, _ in results)
    bare = sum(not whole for *_, whole in results)
    return Result(
        len(results), over + bare, f"{told}, for {UTTERANCES} utterances; {bare} sites not whole"
    )


def _round(kind: str, s3: dict[str, str], *, killed: bool) -> tuple[str, int, int, bool]:
    """What it was, how many requests were sent, how many may be, and whether all pages sound."""
    crash.PER_PAGE = PER_PAGE
    with tempfile.TemporaryDirectory() as scratch, FakeServer(latency=LATENCY) as fake:
        folder = Path(scratch)
        remote = (folder / "remote").as_uri()
        (folder / "remote").mkdir()
        if kind == "s3":
            remote = f"s3://narration-{folder.name.replace('_', '-').lower()}/docs"
            _make_bucket(remote, s3)
        configs = []
        for name in ("one", "two"):
            config = crash.site(folder / name, UTTERANCES, fake.base_url)
            content = json.loads(config.read_text())
            content["plugins"][0]["qwen-tts"]["cache"] = {"remote": remote}
            config.write_text(json.dumps(content))
            configs.append(config)
        running = [_start(config, s3) for config in configs]
        lost = 0
        if killed:
            crash.wait_for_requests(fake, UTTERANCES // 3, running)
            running[0].kill()
            lost = crash.CONCURRENCY + crash.SPARE
        for build in running:
            build.communicate()
        sites = [config.parent / "site" for config in configs[killed:]]
        whole = all(
            sum(page.read_text().count("<audio") for page in site.rglob("index.html"))
            == UTTERANCES // PER_PAGE
            for site in sites
        )
        what = f"{kind}{', one killed' if killed else ''}"
        return what, fake.ledger.requests, UTTERANCES + lost, whole


def _make_bucket(remote: str, s3: dict[str, str]) -> None:
    import obstore
    from obstore.store import from_url

    bucket = remote.removeprefix("s3://").partition("/")[0]
    os.environ.update(s3)
    maker = from_url(f"{s3['AWS_ENDPOINT_URL']}/{bucket}", client_options={"allow_http": True})
    obstore.put(maker, "", b"")


def _start(config: Path, s3: dict[str, str]) -> subprocess.Popen[bytes]:
    os.environ.update(s3)
    return crash.start(config, config.parent / "site")
