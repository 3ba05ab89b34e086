"""Small grammars of the languages that inline code is written in, to make code by the thousand.

In a template `E` stands for another piece of the same language, `N` for a name, `D` for a number,
`S` for a string. What is made of them with one seed is always the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

NAMES = [
    "a",
    "b",
    "x",
    "i",
    "n",
    "f",
    "foo",
    "bar",
    "self",
    "key",
    "value",
    "items",
    "user_id",
    "Foo",
    "MAX_LEN",
    "fooBar",
    "_p",
    "__init__",
    "s1",
    "np",
    "path",
]
NUMBERS = ["0", "1", "2", "10", "42", "3.14", "1e5", "0x1F", "1_000", "255", "007", "10L"]
STRINGS = (
    *("'a'", '"utf-8"', "'hello world'", '"%s"', "''", '"\\n"', "'a,b'", '"{x}"', '" "'),
    *("'/tmp'", '"1"', '"true"', "'$x'", '"<b>"'),
)
GRAMMARS: dict[str, tuple[str, ...]] = {
    "python": (
        *("N(E)", "N(E, E)", "N.N(E)", "N[E]", "N[E:E]", "N[:E]", "N[E:]", "N[E:E:D]", "(E)"),
        *("E + E", "E - E", "E*E", "E / E", "E // E", "E % E", "E ** E", "E @ E", "E << E"),
        *("E | E", "E & E", "E ^ E", "E == E", "E != E", "E <= E", "E is not E", "E in E"),
        *("[E, E]", "[]", "{E: E}", "{}", "(E,)", "-E", "not E", "~E", "*E", "**E", "lambda N: E"),
        *("E if E else E", "[E for N in E]", "N = E", "N += E", "N -= E", "N := E", "N(N=E)", "S"),
        *("def N(N: int = D) -> str", "@N(E)", "from .N import N", "from ..N import *", "E >> E"),
    ),
    "shell": (
        *("N --N", "N -N", "N --N=E", "$N", "${N}", "${N:-E}", "${N#E}", "${N%E}", "$(N E)", "N E"),
        *("N > E", "N >> E", "N < E", "N 2>&1", "N | E", "N || E", "N && E", "N; E", "N &", "!N"),
        *("./N", "../N", "~/N", "/N/N", "*.py", "**/*.py", "N=E", "[E]", "<N>", "N@N", "N:N", "S"),
        *("$1", "$@", "$?", "$$", "$#", "$((N+D))", "-N", "--N", "{a,b}", "[a-z]*", "`N`", "\\$"),
    ),
    "rust": (
        *("Vec<E>", "Option<E>", "Result<E, E>", "&E", "&mut E", "&'a E", "*const E", "[E; D]"),
        *("[E]", "(E, E)", "fn(E) -> E", "N::N", "N::<E>()", "N!(E)", "N![E]", "E?", "|N| E"),
        *("dyn E", "impl E + E", "D..D", "D..=D", "..D", "#[N(E)]", "#![N]", "N: E", "E as E"),
    ),
    "c++": (
        *("std::vector<E>", "std::map<E, E>", "const E&", "E*", "E *N", "E&&", "N->N", "N.N()"),
        *("*E", "&E", "**E", "E << E", "E >> E", "E && E", "E || E", "!E", "~N()", "N++", "++N"),
        *("N--", "--N", "E ? E : E", "operator==", "operator()", "operator[]", "operator<<"),
        *("[&](E) { return E; }", "[=]() { E }", "N[E]", "#include <N.h>", "#define N E", "N{E}"),
        *("(*N)(E)", "(E)N", "static_cast<E>(E)", "E <=> E", "E N[D]", "... N", "E...", "'\\n'"),
    ),
    "javascript": (
        *("N => E", "(N, N) => E", "() => E", "{ N: E }", "{N, N}", "...E", "[...E]", "N?.N"),
        *("N?.[E]", "E ?? E", "E === E", "E !== E", "!E", "!!E", "`${E}`", "new N(E)", "N || E"),
        *("N ? E : E", "import { N } from 'N'", "import * as N from 'N'", "N.N = E", "N['N']"),
        *("$N", "$('#N')", "$('.N')", "@N/N", "<N N={E} />", "<N>E</N>", "N ||= E", "N ??= E"),
    ),
    "typescript": (
        *("E | E", "E & E", "E[]", "Array<E>", "(E)[]", "(E | E)[]", "Record<E, E>", "keyof E"),
        *("E['N']", "{ N: E }", "{ N?: E }", "{ [N: string]: E }", "(N: E) => E", "(N?: E) => E"),
        *("E extends E ? E : E", "[E, E]", "readonly E", "N is E", "N!", "<T extends E>", "string"),
        *("N<E>(N: E): E", "typeof N", "number", "null", "undefined", "-readonly E"),
    ),
    "go": (
        *("[]E", "[...]E", "[D]E", "*E", "&E{}", "map[E]E", "chan E", "<-N", "N <- E", "chan<- E"),
        *("<-chan E", "func(E) E", "func(E) (E, error)", "N, N := E", "N...", "...E", "N.(E)"),
        *("N[E:]", "N[:E]", "interface{}", "struct{}", "_ = E", "E &^ E", "func (r *N) N()", "%v"),
        *("func (r N) N()", "~E", "%+v", "%#v", "%T"),
    ),
    "sql": (
        *("SELECT E FROM N", "COUNT(*)", "COUNT(N)", "E = E", "E <> E", "E IS NULL", "E IN (E, E)"),
        *("E LIKE '%'", "E LIKE '_'", "E LIKE 'a%'", "E::int", "N->'N'", "N->>'N'", "N @> E"),
        *(
            "N <@ E",
            "N #> E",
            "N ~ E",
            "N ~* E",
            "N !~ E",
            "E || E",
            "$1",
            ":N",
            "@N",
            "@@N",
            "N.N",
        ),
        *("[N].[N]", "`N`.`N`", "ARRAY[E, E]", "-- N", "/* N */", "%(N)s", "$$N$$", "S", "*"),
    ),
    "regex": (
        *(
            "EE",
            "E*",
            "E+",
            "E?",
            "E*?",
            "E+?",
            "(E)",
            "(?:E)",
            "(?=E)",
            "(?!E)",
            "(?<=E)",
            "(?<!E)",
        ),
        *("(?P<N>E)", "[E]", "[^E]", "[a-z]", "[A-Z]", "[0-9]", "E|E", "E{2}", "E{2,}", "E{2,3}"),
        *(
            "^E$",
            "/E/",
            "/E/g",
            "\\d",
            "\\D",
            "\\w",
            "\\W",
            "\\s",
            "\\b",
            "\\.",
            "\\*",
            "\\\\",
            ".",
        ),
        *("^", "$", "\\n", "\\(", "\\1", "\\p{L}", "a", "b", "0"),
    ),
    "path": (
        *("E/E", "E\\E", "/E", "./E", "../E", "~/E", "E/", "C:\\E", "C:/E", "//E", "*.N", "N.py"),
        *(
            ".N",
            "*",
            "**",
            "<N>",
            "{N}",
            ":N",
            "$N",
            "%N%",
            "__init__.py",
            "[N]",
            "(N)",
            "N?",
            "N#N",
        ),
        *(
            "https://N.org/E",
            "http://localhost:8080/E",
            "s3://E",
            "file:///E",
            "N-N",
            "N@N",
            "1.2.3",
        ),
    ),
    "version": (
        *(">=D", "<=D", "==D", "!=D", "~=D", "<D", ">D", "^D", "~D", "=D", "===D", "~>D", "vD"),
        *(
            "N>=D,<D",
            "N==D.*",
            "N[N]>=D",
            "N@^D",
            "D - D",
            "D || D",
            "D+",
            "D.x",
            "D-alpine",
            "N@D",
        ),
        *("D.0rc1", "D.0.post1", "D.0a1", "D.0-beta.1", "D.0+build.5", "^D || ^D"),
    ),
    "windows": (
        *("%N%", "%N%\\N", "!N!", "%%a", "%~dp0", "%1", "/N N", "/N:N", "$env:N", "HKLM:\\N\\N"),
        *("\\\\N\\N", "C:\\N N\\N.exe", ".\\N.ps1", "Get-N -N N", "[N]::N(D)", "@{N=D}", "@(D, D)"),
        *("$_.N", "$(N)", "N > NUL", "-N:$true", "N -eq D", "`n", "D..D", ":: N", ":N", "^N"),
    ),
    "perl": (
        *("$N", "@N", "%N", "&N", "$_", "@_", "$!", "$@", "$/", "$,", "$;", "$&", "$#N", "$N[E]"),
        *("$N{E}", "@N{E}", "$N->[E]", "$N->{E}", "$N->N(E)", "\\E", "@{E}", "${E}", "$$N", "@$N"),
        *("E =~ /N/", "E !~ m{N}", "s/N/N/", "s/N/N/g", "tr/a-z/A-Z/", "qw(N N)", "E . E", "E x D"),
        *("E <=> E", "E // E", "<STDIN>", "E => E", "N::N", "-e E", "E .. E", "!E"),
    ),
    "haskell": (
        *(
            "E -> E",
            "E => E",
            "N :: E",
            "(E:E)",
            "E ++ E",
            "E >>= E",
            "E >> E",
            "E =<< E",
            "E <$> E",
        ),
        *("E <*> E", "E <|> E", "E <> E", "E $ E", "E . E", "\\N -> E", "[E..E]", "[E | N <- E]"),
        *("[E]", "(E, E)", "(+)", "(.)", "($)", "(,)", "(+ D)", "(D +)", "E `N` E", "E !! E", "()"),
        *("N@(E)", "!E", "~E", "-- N", "-- | N", "N E E", "N (E) E", "N (E E)", "x'", "_", "N#"),
    ),
}
"""What is written in each language, by templates."""


def made(templates: tuple[str, ...], random: Random, depth: int = 2) -> str:
    """A piece of code by one of the templates."""
    pieces = re.split(r"(?<![A-Za-z_])([ENDS])(?![A-Za-z_])", random.choice(templates))

    def filled(piece: str) -> str:
        if piece == "E":
            return made(templates, random, depth - 1) if depth else random.choice(NAMES)
        choices = {"N": NAMES, "D": NUMBERS, "S": STRINGS}.get(piece)
        return random.choice(choices) if choices else piece

    return "".join(map(filled, pieces))


SIGNS = "()[]{}<>.,:;!?@#$%^&*-+=|~/\\'\"` _"
AROUND = ("(%s)", "[%s]", "{%s}", "`%s`")


def changed(code: str, random: Random) -> str:
    """The same code with a sign more or less, or with a part of it in brackets."""
    at, end = sorted(random.randrange(len(code) + 1) for _ in range(2))
    kind = random.randrange(3)
    if kind == 0:
        return code[:at] + code[at + 1 :]
    if kind == 1:
        return code[:at] + random.choice(SIGNS) + code[at:]
    return code[:at] + random.choice(AROUND) % code[at:end] + code[end:]
