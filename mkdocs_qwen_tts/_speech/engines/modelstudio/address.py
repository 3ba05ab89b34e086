"""Where Model Studio is, for a region and a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engine import Remark
from mkdocs_qwen_tts._speech.http import endpoint

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings

API_PATH = "/api/v1"


def api_root(settings: Settings, *, shared: bool = False) -> str:
    """The API root: `api.base_url`, else the workspace's host, else the region's.

    Args:
        settings: the site's settings.
        shared: take the region's shared host even where a workspace is named.
    """
    if settings.api.base_url is not None:
        return settings.api.base_url.rstrip("/")
    host, workspace_host = catalogue.hosts()[settings.api.region]
    if settings.api.workspace and not shared:
        host = workspace_host.format(workspace=settings.api.workspace)
    return f"https://{host}{API_PATH}"


def address_remark(settings: Settings) -> Remark:
    """Whether the address and the region agree."""
    url = settings.api.base_url
    if url is None:
        where = f", workspace {settings.api.workspace}" if settings.api.workspace else ""
        return Remark("region", f"{settings.api.region}{where}: {api_root(settings)}")
    path = urlsplit(url).path.rstrip("/")
    if path != API_PATH:
        example = api_root(settings.changed(api=settings.api.changed(base_url=None)))
        return Remark(
            "region",
            f"`api.base_url` ends in {path or '/'}, and the API of Model Studio in {API_PATH}",
            f"Write an address such as {example}",
            broken=True,
        )
    home = next((name for name, hosts in catalogue.hosts().items() if _is_of(url, hosts)), None)
    if home not in (None, settings.api.region):
        return Remark(
            "region",
            f"`api.base_url` is in {home}, and `api.region` is {settings.api.region}, whose prices "
            "are told",
            f"Write `region: {home}` in place of the address.",
        )
    what = (
        "a rehearsal on this machine"
        if endpoint.is_local(settings)
        else f"in place of {settings.api.region}"
    )
    return Remark("region", f"{url}, {what}")


def _is_of(url: str, hosts: tuple[str, str]) -> bool:
    found = urlsplit(url).hostname or ""
    shared, workspace = hosts
    return found == shared or found.endswith(workspace.removeprefix("{workspace}"))
