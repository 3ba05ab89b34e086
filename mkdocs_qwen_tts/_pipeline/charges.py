"""What a plan costs: charges, their sum, and what the user should know of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import BudgetExceeded
from mkdocs_qwen_tts._model import Charge

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from mkdocs_qwen_tts._model import Bill, Utterance
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._settings import Settings

NOTHING = Charge()

HEAVY = 0.2
"""Share of what a site says, and of its bill, above which one page deserves a word."""
FEWEST = 10
"""Pages below which a site is too small for that."""


def heavy_pages(planned: Sequence[PagePlan]) -> list[str]:
    """Pages that make up much of the bill, such as a changelog, and how to leave them out.

    It is advice for who looks at a bill: a build does not tell it, as `--strict` would fail.
    """
    total = sum(plan.charge.characters for plan in planned)
    sizes = [sum(len(one.text) for one in plan.utterances) for plan in planned]
    if len(planned) < FEWEST:
        return []
    return [
        f"{plan.page.name} is {plan.charge.characters / total:.0%} of the bill; `exclude` leaves "
        "it out."
        for plan, size in zip(planned, sizes, strict=True)
        if plan.charge.characters > HEAVY * total and size > HEAVY * sum(sizes)
    ]


def characters_of(pages: Iterable[PagePlan], settings: Settings) -> int:
    """Billing characters of everything that pages say, each text once; 0 where no model ends."""
    engine = speech.engine_for(settings)
    if engine.successor() is None:
        return 0
    texts = {one.fingerprint: one.text for page in pages for one in page.utterances}
    return sum(map(engine.units, texts.values()))


def anew_note(characters: int, settings: Settings) -> str:
    """What narrating a whole site costs with the model to take, where its own ends; else empty."""
    successor = speech.engine_for(settings).successor()
    voice = successor.resolve_voice() if successor else None
    if successor is None or voice is None or not characters:
        return ""
    price = successor.price(voice)
    cost = ""
    if price is not None:
        amount = f"{price.per_character * characters:.2f} {price.currency}"
        cost = f", at most {amount}" if price.estimated else f", {amount}"
    return (
        f"narrating the site anew with {successor.model} takes about {characters:,} "
        f"characters{cost}."
    )


def check_budget(bill: Bill, settings: Settings, *, spent: Charge = NOTHING) -> None:
    """Refuse a bill that is above the budget, together with what the same run has `spent` before.

    Raises:
        BudgetExceeded: with the bill attached.
    """
    over = []
    characters = bill.total.characters + spent.characters
    limit = settings.budget.characters
    if limit is not None and characters > limit and bill.total.requests:
        over.append(f"{characters:,} billing characters, the budget is {limit:,}")
    price_limit = settings.budget.price
    if price_limit is not None and bill.total.requests:
        if bill.total.price is None:
            over.append(
                f"no price is known for {settings.model}, so `budget.price` cannot be kept; use "
                "`budget.characters`"
            )
        elif bill.total.price + (spent.price or 0) > price_limit:
            price = bill.total.price + (spent.price or 0)
            over.append(
                f"{price:.2f} {bill.total.currency}, the budget is {price_limit} "
                f"{bill.total.currency}"
            )
    if over:
        raise BudgetExceeded(bill, over)


def priced(
    one: PagePlan,
    settings: Settings,
    missing: dict[str, Utterance],
    asked: dict[str, Utterance],
    elsewhere: Collection[str] = (),
) -> PagePlan:
    """The page with what is missing, and what that costs beyond what is `asked` for already."""
    if not one.utterances:
        return one
    mine = {key: utterance for key, utterance in missing.items() if settings.speaks(key)}
    new = [
        utterance for key, utterance in mine.items() if key not in asked and key not in elsewhere
    ]
    asked.update((utterance.fingerprint, utterance) for utterance in new)
    total = len(one.utterances)
    charge = charge_of(new, settings)
    return replace(
        one,
        missing=tuple(missing.values()),
        elsewhere=len(missing) - len(mine),
        charge=replace(charge, utterances=total, cached=total - charge.requests),
    )


def charge_of(utterances: Sequence[Utterance], settings: Settings) -> Charge:
    """What it takes to ask for utterances, each once."""
    charge = Charge()
    engine = speech.engine_for(settings)
    for utterance in utterances:
        characters = engine.units(utterance.text)
        cost = engine.price(utterance.voice)
        one = Charge(requests=1, characters=characters)
        if cost is not None:
            one = replace(
                one,
                price=cost.per_character * characters,
                currency=cost.currency,
                price_date=cost.date,
            )
        charge = sum_of((charge, one))
    return charge


def sum_of(charges: Iterable[Charge]) -> Charge:
    """The sum of charges; without a price where requests of unknown price are among them."""
    counted: dict[str, Any] = {"utterances": 0, "cached": 0, "requests": 0, "characters": 0}
    price = Decimal(0)
    currency = date = None
    known = True
    for charge in charges:
        for name in counted:
            counted[name] += getattr(charge, name)
        if charge.requests and charge.price is None:
            known = False
        if charge.price is not None:
            price += charge.price
            currency, date = charge.currency or currency, charge.price_date or date
    return Charge(**counted, price=price if known else None, currency=currency, price_date=date)
