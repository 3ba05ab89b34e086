"""What the vendor lists today, beside what our tables say: `GET /models`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ServerError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.modelstudio import address
from mkdocs_qwen_tts._speech.http import failures, reading
from mkdocs_qwen_tts._speech.http.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._settings import Settings

PATH = "/models"
MOST = Decimal(10**12)
"""Of anything in a price list."""
PAGE_SIZE = 100
MOST_PAGES = 50
UNIT = re.compile(
    r"(?P<amount>[\d,.]*)\s*(?P<scale>million|thousand|k|m|百万|万|千)?\s*(?:input|output)?\s*"
    r"(?P<what>tokens?|characters?|字符)",
    re.IGNORECASE,
)
"""What a price is for: `per million tokens` (seen in public clients), `per 10000 characters`."""
SCALES = {
    "million": 10**6,
    "m": 10**6,
    "百万": 10**6,
    "万": 10**4,
    "thousand": 1000,
    "k": 1000,
    "千": 1000,
}
CHARACTERS = ("character", "characters", "字符")

DAY = 10
"""Letters of a day (`2026-10-10`) at the beginning of a moment."""


@dataclass(frozen=True)
class Listed:
    """A model as the vendor lists it."""

    name: str
    retires: str = ""
    """The day on which it ends (`2026-10-10`), or empty."""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    """What one `characters`, `input tokens` or `output tokens` costs, as far as it is stated."""


def listed_models(settings: Settings) -> dict[str, Listed]:
    """The speech models that the vendor lists for the account, by name.

    Raises:
        SpeechError: the list is not offered here, or the service refuses.
    """
    wire = Wire.to(address.api_root(settings), settings, key_required=True, patient=False)
    try:
        return {one.name: one for page in _pages(wire) for one in page}
    finally:
        wire.close()


def differences(settings: Settings, listed: Mapping[str, Listed]) -> Iterator[str]:
    """What differs from our tables in the region of the settings, one sentence each."""
    region = settings.api.region
    ours = {name: one for name, one in catalogue.models().items() if region in one.regions}
    for name in sorted(set(ours) - set(listed)):
        ends = ours[name].retires
        expected = f"; our tables say that it ends on {ends}" if ends else ""
        yield f"{name} is not listed in {region}{expected}."
    for name in sorted(set(listed) - set(catalogue.models())):
        yield f"{name} is listed, and our tables do not know it."
    for name in sorted(set(listed) & set(ours)):
        theirs, mine = listed[name].retires, ours[name].retires
        if theirs != mine and theirs:
            yield f"{name} ends on {theirs} ({f'our tables: {mine}' if mine else 'new to us'})."
        elif mine and not theirs:
            yield f"{name} is listed without an end; our tables: {mine}."
        yield from _price_differences(ours[name], region, listed[name])


def _price_differences(entry: catalogue.Model, region: str, listed: Listed) -> Iterator[str]:
    known = {one.unit: one for one in catalogue.tariffs(entry.base, region)}
    for unit, price in listed.prices.items():
        tariff = known.get(unit)
        if tariff is None:
            per_million = (price * 10**6).normalize()
            yield f"{entry.name} costs {per_million:f} for 1,000,000 {unit} (new to us)."
        elif price * tariff.amount != tariff.price:
            theirs = (price * tariff.amount).normalize()
            yield (
                f"{entry.name} costs {theirs:f} for {tariff.amount:,} {unit}; our tables: "
                f"{tariff.price:f} {tariff.currency} of {tariff.as_of}."
            )


def _pages(wire: Wire) -> Iterator[list[Listed]]:
    for number in range(1, MOST_PAGES + 1):
        query = f"?page_no={number}&page_size={PAGE_SIZE}&capabilities=TTS"
        with wire.get(PATH + query) as reply:
            body = reply.read()
        try:
            told = reading.as_mapping(json.loads(body))
        except (ValueError, RecursionError):
            raise ServerError("the list of models is not JSON") from None
        output = reading.as_mapping(told.get("output"))
        found = output.get("models")
        page = [one for one in map(_listed, found if isinstance(found, list) else []) if one]
        yield page
        if len(page) < PAGE_SIZE:
            return


def _listed(entry: Any) -> Listed | None:
    told = reading.as_mapping(entry)
    name = failures.clean(failures.text(told.get("model")))
    if not name:
        return None
    offline = reading.as_mapping(told.get("inference_offline_info")).get("offline_time")
    return Listed(name, failures.clean(failures.text(offline))[:DAY], _prices(told.get("prices")))


def _is_sane(number: Decimal) -> bool:
    """Whether a figure can be one of a price list; others may be too long to be written down."""
    return number.is_finite() and 0 <= number <= MOST and number.adjusted() >= -MOST.adjusted()


def _prices(told: Any) -> dict[str, Decimal]:
    """The prices of the first range: speech has but one."""
    first = reading.as_mapping(told[0]) if isinstance(told, list) and told else {}
    listed = first.get("prices")
    found = {}
    for one in map(reading.as_mapping, listed if isinstance(listed, list) else []):
        unit = UNIT.search(failures.text(one.get("price_unit")))
        kind = failures.text(one.get("type")).lower()
        try:
            price = Decimal(failures.text(one.get("price")))
            amount = Decimal((unit["amount"] if unit else "").replace(",", "") or 1)
        except InvalidOperation:
            continue
        if unit is None or not _is_sane(price) or not _is_sane(amount) or not amount:
            continue
        amount *= SCALES.get((unit["scale"] or "").lower(), 1)
        way = "output " if "output" in kind else "input "
        counted = "characters" if unit["what"].lower() in CHARACTERS else f"{way}tokens"
        found[counted] = price / amount
    return found
