"""Speaks texts with the eSpeak NG library, in processes of their own.

Called as `python -I -S child.py LIBRARY DATA MAX_SECONDS`. It loads the library once and then, for
each request on standard input, speaks in a fork of itself: the library keeps state from one text to
the next, and so no text meets what another has left. Where there is no fork, it answers one request
and ends. It also ends with its standard input. Imported only for its constants. The library is
under the GPL and stays in these processes.

A request is the lengths of voice and text (`REQUEST`), then both as UTF-8. The answer is a code and
a length (`ANSWER`), then so many bytes. Code 0: the sample rate, how many words there are, and for
each of them the character of the text and the sample at which it begins, all little-endian and of
four bytes; then signed 16-bit mono samples. Other codes are listed below.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

NO_LIBRARY, NO_VOICE, FAILED, TOO_LONG = 3, 4, 5, 6

REQUEST = struct.Struct("<II")
ANSWER = struct.Struct("<iI")

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
_AT_ONCE = 1 << 20
"""Bytes that are read from a fork at once."""


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


class VoiceProperties(ctypes.Structure):
    """espeak_VOICE. Of `languages`, each stands behind a byte that says how well it is spoken."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("unused", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(SpokenEvent)
)
"""t_espeak_callback: (samples, how many, events) → 0 to go on."""


class LoadedLibrary:
    """The library, ready to speak one text."""

    def __init__(self, library_path: str, data_path: str, max_seconds: int) -> None:
        try:
            self._library = ctypes.CDLL(library_path)
        except OSError:
            self._rate = 0
            return
        self._rate = self._library.espeak_Initialize(
            _SYNCHRONOUS, _BUFFER_MS, os.fsencode(data_path), _DONT_EXIT
        )
        self._left = max_seconds * self._rate

    def speak(self, voice: bytes, text: bytes) -> tuple[int, bytes]:
        """A code, and with code 0 what is answered."""
        if self._rate <= 0:
            return NO_LIBRARY, b""
        if not self._takes(voice):
            return NO_VOICE, b""
        chunks: list[bytes] = []
        words: list[tuple[int, int]] = []

        def collect(samples: int | None, count: int, events: ctypes._Pointer[SpokenEvent]) -> int:
            number = 0
            while events[number].type:
                if events[number].type == _WORD:  # characters are counted from 1
                    words.append((events[number].text_position - 1, events[number].sample))
                number += 1
            if samples and count > 0:
                chunks.append(ctypes.string_at(samples, count * 2))
                self._left -= count
            return 1 if self._left < 0 else 0

        callback = _CALLBACK(collect)  # kept alive by this name while the library calls it
        self._library.espeak_SetSynthCallback(callback)
        buffer = ctypes.create_string_buffer(text)
        size = ctypes.c_size_t(len(buffer))
        flags = _UTF8 | _END_PAUSE
        if self._library.espeak_Synth(buffer, size, 0, 0, 0, flags, None, None) != _OK:
            return FAILED, b""
        if self._left < 0:
            return TOO_LONG, b""
        heads = [self._rate, len(words), *(number for word in words for number in word)]
        return 0, struct.pack(f"<{len(heads)}i", *heads) + b"".join(chunks)

    def _takes(self, voice: bytes) -> bool:
        """Take a voice by its file's name, else by its language: `en-gb` is in the file `en`."""
        if self._library.espeak_SetVoiceByName(voice) == _OK:
            return True
        wanted = VoiceProperties(languages=voice)
        if self._library.espeak_SetVoiceByProperties(ctypes.byref(wanted)) != _OK:
            return False
        current = self._library.espeak_GetCurrentVoice
        current.restype = ctypes.POINTER(VoiceProperties)
        found = current()  # the nearest that there is, whether it speaks the language or not
        return bool(found) and (found[0].languages or b"")[1:] == voice


def serve() -> int:
    """Answer requests until there are no more; the result is the exit code."""
    library_path, data_path, max_seconds = sys.argv[1:4]
    library = LoadedLibrary(library_path, data_path, int(max_seconds))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        voice_length, text_length = REQUEST.unpack(head)
        voice, text = requests.read(voice_length), requests.read(text_length)
        forks = hasattr(os, "fork")
        code, output = (spoken_by_fork if forks else LoadedLibrary.speak)(library, voice, text)
        answers.write(ANSWER.pack(code, len(output)) + output)
        answers.flush()
        if not forks:
            break
    return 0


def spoken_by_fork(library: LoadedLibrary, voice: bytes, text: bytes) -> tuple[int, bytes]:
    """What `LoadedLibrary.speak` gives, called in a fork of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = FAILED
        try:
            code, output = library.speak(voice, text)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(output)
        finally:
            os._exit(code)  # the library's own end of process has crashed on some machines
    os.close(writing)
    pieces = []
    while piece := os.read(reading, _AT_ONCE):
        pieces.append(piece)
    os.close(reading)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, b"".join(pieces)


if __name__ == "__main__":
    os._exit(serve())
