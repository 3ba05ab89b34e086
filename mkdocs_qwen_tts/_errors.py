"""Everything that can go wrong, as one tree.

```
NarrationError
├── ConfigurationError      the user's settings; names option, value, closest valid value
├── BudgetExceeded          bill and budget attached; nothing was sent
│   └── SurprisingBill          far above what the site's record expects
├── FrozenError             what is missing; nothing was sent
├── SpeechError             status, code, message, request id; never the key
│   ├── AuthenticationError     the key is missing, wrong, or of another region
│   ├── AccountError            billing, quota, a service that is not activated
│   ├── InvalidRequestError     the service refuses the request as it stands
│   │   └── UnknownModelError       the service does not know the model, or no longer has it
│   ├── ContentRejectedError    the service refuses the text
│   ├── ThrottledError          ┐
│   ├── ServerError             │ these pass, and are retried
│   ├── TransportError          │
│   │   └── LocalNetworkError    this machine: a proxy, certificates, its name service
│   └── BadAudioError           ┘
├── AudioError              encoder missing or failed
├── UnforeseenError         one utterance or page that this package was not ready for: a defect
└── StoreError              disk full, read-only, not ours
    └── ReadOnlyStoreError      it may be read, and nothing may be written
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._quotation import closest_of, printable, shown
from mkdocs_qwen_tts._redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs_qwen_tts._model import Bill, Usage

NAMES_LISTED = 12
"""Valid values that one message lists."""

MESSAGE_LENGTH = 2000
"""Characters of what a service says, and of what we say about it."""
FACT_LENGTH = 80
"""Characters of a code or an id of a service."""

MISSING_LISTED = 20
"""Missing utterances that one message lists."""


class NarrationError(Exception):
    """Base of every error this package raises on purpose. Its text says what to do."""

    def __str__(self) -> str:
        return printable(
            redacted(super().__str__())
        )  # pages, file names and servers have a part in it


class ConfigurationError(NarrationError):
    """A setting is wrong.

    Attributes:
        option: dotted path of the option, as written in the configuration (`api.retries`).
        value: the value found there.
        closest: the valid value nearest to it, or `None`.
    """

    def __init__(
        self, option: str, message: str, *, value: object = None, closest: str | None = None
    ) -> None:
        self.option = option
        self.value = value
        self.closest = closest
        self.message = redacted(message)
        message = self.message
        hint = f" Did you mean {closest!r}?" if closest else ""
        super().__init__(f"{option}: {message}{hint}" if option else f"{message}{hint}")

    @classmethod
    def not_among(
        cls, option: str, value: object, valid: Iterable[str], what: str = "value"
    ) -> ConfigurationError:
        """The error for a value that is not one of `valid`, naming the closest one."""
        names = list(valid)
        closest = closest_of(value if isinstance(value, str) else shown(value), names)
        listed = ", ".join(names[:NAMES_LISTED])
        if len(names) > NAMES_LISTED:
            listed += f", … ({len(names)} in all)"
        return cls(
            option,
            f"{shown(value)} is not a {what} here; valid: {listed}.",
            value=value,
            closest=closest,
        )


class BudgetExceeded(NarrationError):  # noqa: N818 - the field's word for it
    """The bill is above the budget. Nothing was sent.

    Attributes:
        bill: what the build would have spent.
        over: which limits are exceeded, one sentence each.
    """

    def __init__(self, bill: Bill, over: Sequence[str]) -> None:
        self.bill = bill
        self.over = tuple(over)
        super().__init__(
            f"over budget, so nothing was sent: {'; '.join(over)}. Raise `budget`, narrate fewer "
            "pages with `include`/`exclude`, or run with `mode: cached`."
        )


class SurprisingBill(BudgetExceeded):
    """The bill is far above what the site's record expects. Nothing was sent.

    Attributes:
        share: per cent of what an earlier build narrated that is missing.
    """

    def __init__(self, bill: Bill, share: int, cause: str) -> None:
        self.bill = bill
        self.over = ()
        self.share = share
        NarrationError.__init__(
            self,
            f"{share} % of what an earlier build of this site narrated would be asked for anew "
            f"({bill.total.requests:,} requests, {bill.total.characters:,} characters), so nothing "
            f"was sent. The likely cause: {cause} If it is meant, say so with `--spend` or "
            "QWEN_TTS_SPEND=1; `budget.surprise` is the limit in per cent, 0 for none.",
        )


class FrozenError(NarrationError):
    """`mode: frozen` and narration is missing. Nothing was sent.

    Attributes:
        missing: `(page, first words of the missing utterance)` for every missing utterance.
    """

    def __init__(self, missing: Sequence[tuple[str, str]], notes: Sequence[str] = ()) -> None:
        self.missing = tuple(missing)
        pages = {page for page, _ in missing}
        listed = "".join(f"\n  {page}: {words}" for page, words in missing[:MISSING_LISTED])
        if len(missing) > MISSING_LISTED:
            listed += f"\n  and {len(missing) - MISSING_LISTED:,} more"
        super().__init__(
            f"mode is frozen and {len(missing):,} utterances of {len(pages):,} pages are not in "
            f"the store:{listed}\n" + "".join(f"Note: {note}.\n" for note in notes) + "Build once "
            "with `mode: full` where the key is, and share the cache folder with this build."
        )


class SpeechError(NarrationError):
    """The speech service did not deliver.

    Attributes:
        status: HTTP status, or `None` when no answer came.
        code: the service's own error code, or `""`.
        request_id: what the vendor's support asks for, or `""`.
        retry_after: seconds the service asked to wait, or `None`.
        began: whether some of the speech had arrived before it broke off, so that it is billed.
        undelivered: whether the speech lies ready as a file that could not be downloaded.
        unaffordable: whether it was not asked for again only because no budget covers being billed
            twice.
        requests: how many requests were sent for this utterance, retries included.
        unanswered: how many of them never got an answer, and may have been billed all the same.
        usage: what the service says it billed for answers that were of no use, or `None`.
    """

    retryable = False

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str = "",
        request_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        message = redacted(message[:MESSAGE_LENGTH])
        code, request_id = redacted(code)[:FACT_LENGTH], redacted(request_id)[:FACT_LENGTH]
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after
        self.began = False
        self.undelivered = False
        self.unaffordable = False
        self.requests = 0
        self.unanswered = 0
        self.usage: Usage | None = None
        facts = [
            f"HTTP {status}" if status else "",
            code,
            f"request {request_id}" if request_id else "",
        ]
        known = ", ".join(fact for fact in facts if fact)
        super().__init__(f"{message} ({known})" if known else message)

    def advise(self, advice: str) -> None:
        """Add what else to do to the message."""
        if advice:
            self.message = f"{self.message}; {advice}"
            self.args = (f"{self.args[0]}; {advice}",)


class AuthenticationError(SpeechError):
    """The key is missing, wrong, or belongs to another region."""


class AccountError(SpeechError):
    """The account may not do this: bill overdue, quota used up, service not activated."""


class InvalidRequestError(SpeechError):
    """The service refuses the request as it stands; sending it again would change nothing."""


class UnknownModelError(InvalidRequestError):
    """The service does not know the model, or no longer has it."""


class ContentRejectedError(SpeechError):
    """The service's content inspection refused the text."""


class ThrottledError(SpeechError):
    """Too many requests for the moment."""

    retryable = True


class ServerError(SpeechError):
    """The service failed on its side."""

    retryable = True


class TransportError(SpeechError):
    """No complete answer came: connection refused, reset, timed out, or a stream that broke off."""

    retryable = True


class LocalNetworkError(TransportError):
    """This machine's settings (proxy, certificates, name service) keep the service out of reach."""

    retryable = False


class BadAudioError(SpeechError):
    """An answer came, but what it holds is not the speech that was asked for."""

    retryable = True


class AudioError(NarrationError):
    """The encoder is missing or failed."""


class UnforeseenError(NarrationError):
    """One utterance or page met a defect of this package; the others go on.

    What is foreign (answers, pages, records) may have any shape, so that no single one of them
    ends a build. Only the kind of the defect is told, as its text may hold anything.
    """

    def __init__(self, what: str, defect: Exception) -> None:
        kind = type(defect).__name__
        super().__init__(f"{what} ({kind}); this is a defect of mkdocs-qwen-tts, please report it")


class StoreError(NarrationError):
    """The store cannot be written or read: disk full, read-only, not a folder of ours."""


class ReadOnlyStoreError(StoreError):
    """The store may be read, and nothing may be written into it."""


# A traceback names an error as whoever catches it does: by the name that it is imported by.
for _error in [one for one in vars().values() if isinstance(one, type)]:
    if issubclass(_error, NarrationError):
        _error.__module__ = "mkdocs_qwen_tts"
