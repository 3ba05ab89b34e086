"""The fake's list of models: what `GET /api/v1/models` answers, with prices and last days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

USUAL_PAGE = 10
MOST_PER_PAGE = 200
MOST_DIGITS = 6


def retires_on(entry: catalogue.Model) -> str:
    """The day on which a model ends, as `2026-10-10`, or empty."""
    return entry.retires


def available(entry: catalogue.Model, region: str, today: date | None) -> bool:
    """Whether a region has a model on a day; without a day, whether it ever had it."""
    if region and region not in entry.regions:
        return False
    ends = retires_on(entry)
    return today is None or not ends or today.isoformat() < ends


def list_models(
    wishes: Mapping[str, str], region: str, today: date | None, request_id: str
) -> dict[str, Any]:
    """The answer: one page of the models that there are.

    Args:
        wishes: the query: `page_no` from 1, `page_size`, `capabilities`.
        region: whose models; empty: all.
        today: the day it is, if retired models are gone; otherwise `None`.
        request_id: of the request.
    """
    number = max(1, _whole(wishes.get("page_no"), 1))
    size = min(MOST_PER_PAGE, max(1, _whole(wishes.get("page_size"), USUAL_PAGE)))
    wanted = wishes.get("capabilities", "TTS") == "TTS"
    entries = [
        entry for entry in catalogue.models().values() if wanted and available(entry, region, today)
    ]
    page = entries[(number - 1) * size : number * size]
    output = {
        "total": len(entries),
        "page_no": number,
        "page_size": size,
        "models": [_shown(entry, region or entry.regions[0]) for entry in page],
    }
    head = {"code": None, "message": None, "success": True, "request_id": request_id}
    return {**head, "output": output}


def _whole(value: str | None, usual: int) -> int:
    sensible = value and value.isdecimal() and len(value) <= MOST_DIGITS
    return int(value) if sensible and value else usual


def _shown(entry: catalogue.Model, region: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "model": entry.name,
        "name": entry.name,
        "capabilities": ["TTS"],
        "inference_metadata": {"request_modality": ["Text"], "response_modality": ["Audio"]},
        "prices": [{"range_name": "", "prices": _prices(entry, region)}],
    }
    if ends := retires_on(entry):
        shown["inference_offline_info"] = {"offline_time": f"{ends} 00:00:00"}
    return shown


def _prices(entry: catalogue.Model, region: str) -> list[dict[str, str]]:
    return [
        {
            "type": tariff.unit.replace(" ", "_"),
            "price": str(tariff.price),
            "price_unit": f"per {tariff.amount} {tariff.unit}",
            "price_name": tariff.unit,
        }
        for tariff in catalogue.tariffs(entry.base, region)
    ]
