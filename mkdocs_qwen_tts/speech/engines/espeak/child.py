"""Speaks the text on standard input once with the eSpeak NG library, in its own process.

Called as `python -I -S child.py LIBRARY DATA VOICE MAX_SECONDS`. Standard output gets little-endian
numbers of four bytes: the sample rate, how many words there are, and for each of them the character
of the text and the sample at which it begins; then signed 16-bit mono samples. The process ends
with 0, or with one of the codes below. Imported only for its exit codes. The library is under the
GPL and
keeps state from one text to the next: both end here.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

NO_LIBRARY, NO_VOICE, FAILED, TOO_LONG = 3, 4, 5, 6

_SYNCHRONOUS = 2
"""AUDIO_OUTPUT_SYNCHRONOUS of espeak-ng/speak_lib.h: samples arrive in the callback, within the
call."""
_UTF8 = 1
"""espeakCHARS_UTF8. Neither espeakSSML nor espeakPHONEMES is set, so that markup in the text is
only text."""
_END_PAUSE = 0x1000
"""espeakENDPAUSE: without a pause behind it, the last sound of the text breaks off."""
_DONT_EXIT = 0x8000
"""espeakINITIALIZE_DONT_EXIT."""
_BUFFER_MS = 1000
_OK = 0
_WORD = 1
"""espeakEVENT_WORD: a word begins."""


class SpokenEvent(ctypes.Structure):
    """espeak_EVENT. The list that a callback gets ends with one of type 0."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(SpokenEvent)
)
"""t_espeak_callback: (samples, how many, events) → 0 to go on."""


def speak_once() -> int:
    """Speak; the result is the exit code."""
    library_path, data_path, voice, max_seconds = sys.argv[1:5]
    text = sys.stdin.buffer.read()
    try:
        library = ctypes.CDLL(library_path)
    except OSError:
        return NO_LIBRARY
    rate = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, os.fsencode(data_path), _DONT_EXIT)
    if rate <= 0:
        return NO_LIBRARY
    if library.espeak_SetVoiceByName(voice.encode()) != _OK:
        return NO_VOICE

    chunks: list[bytes] = []
    words: list[tuple[int, int]] = []
    left = int(max_seconds) * rate

    def collect(samples: int | None, count: int, events: ctypes._Pointer[SpokenEvent]) -> int:
        nonlocal left
        number = 0
        while events[number].type:
            if events[number].type == _WORD:  # characters are counted from 1
                words.append((events[number].text_position - 1, events[number].sample))
            number += 1
        if samples and count > 0:
            chunks.append(ctypes.string_at(samples, count * 2))
            left -= count
        return 1 if left < 0 else 0

    callback = _CALLBACK(collect)  # kept alive by this name while the library calls it
    library.espeak_SetSynthCallback(callback)
    buffer = ctypes.create_string_buffer(text)
    size = ctypes.c_size_t(len(buffer))
    if library.espeak_Synth(buffer, size, 0, 0, 0, _UTF8 | _END_PAUSE, None, None) != _OK:
        return FAILED
    if left < 0:
        return TOO_LONG
    heads = [rate, len(words), *(number for word in words for number in word)]
    sys.stdout.buffer.write(struct.pack(f"<{len(heads)}i", *heads) + b"".join(chunks))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    # The library's own end of process has crashed on some machines; everything is written by now.
    os._exit(speak_once())
