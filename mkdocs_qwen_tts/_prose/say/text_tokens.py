"""What in running text is not said as it is written: patterns."""

from __future__ import annotations

import re

from mkdocs_qwen_tts._prose.language import CJK, EAST_ASIAN
from mkdocs_qwen_tts._prose.say import patterns, scripts
from mkdocs_qwen_tts._prose.say.interval import INTERVAL
from mkdocs_qwen_tts._prose.say.signs_alone import ALONE

_WORD = r"[A-Za-z0-9]"
_DRAWN = rf"{patterns.EMOJI}|[¶ℹ`←↑↓↔↩↪•‣▪◦█│─┌┐└┘├┤■□▲△▼▽◆◇○●]"
_SEGMENT = r"/(?=[0-9_.{}@*$-]*[A-Za-z])[A-Za-z0-9_.{}@*$-]+"
"""A part of a path. One alone behind a word is no path but an "or": `on/off`, `程序/HTTP`."""
_INNER = rf"(?:{_SEGMENT}|/\d+(?=/))"
"""The same behind the first one."""
_DATE = (
    r"(?<![A-Za-z0-9_./:=#-])(?:1[89]|2[01])\d\d(?:-(?:0[1-9]|1[0-2])-|/(?:0[1-9]|1[0-2])/)"
    r"(?:0[1-9]|[12]\d|3[01])(?![A-Za-z0-9_/-]|[.:]\d)"
)
"""A day, written year first."""
BUTTONS = "☰⋮⚙✎✏🔍🔎🗑▶⏵⏸⏹⏺ⓘ"
"""Signs on buttons: in the middle of a sentence they are pressed, at its edges they decorate."""
RELATIONS = "∈∉∋⊂⊆⊃⊇∪∩∅∀∃∧∨¬≡∝≪≫÷±∞∂∇⊕⊗"
"""Signs of formulas that also stand in running text."""
_ARROW = "[←→↑↓]\ufe0f?"
_ARROW_AND = (
    r"(?:\s?[,，、/]\s?|\s?(?:[,，、]\s?)?"
    r"(?:and|or|und|oder|et|ou|y|o|e|и|или|和|或|及|と|や|와|또는)\s?)"
)
_PRESS = (
    r"(?:(?<=[Pp]ress)|(?<=[Pp]ressing)|(?<=\b[Hh]it)|(?<=rücken)|(?<=Taste)|(?<=touche)"
    r"|(?<=tecla)|(?<=tasto)|(?<=клавишу)|(?<=按)|(?<=按下))"
)
"""What stands before an arrow that is a key."""
_NAME = "[A-Za-z0-9_\u00c0-\u04ff]"
"""What goes on with a name; letters of Chinese, Japanese and Korean stand right beside names."""
_NO_LETTER = rf"(?!(?!{EAST_ASIAN})\w)"
_QUOTED = (
    r"(?<![^\s(\[{,;:—–/-])(?:'(?:[^\w\s'\"`]{1,3}\s?|_)'|\"(?:[^\w\s'\"`]{1,3}\s?|_)\""
    r"|‘(?:[^\w\s‘’']{1,3}|_)’)"
    rf"{_NO_LETTER}"
    rf"|(?<={EAST_ASIAN})\"[^\w\s'\"`，。、；：！？,.;:!?()（）…—–-]{{1,3}}\"{_NO_LETTER}"
    r"|(?:“|(?<![^\s(\[{,;:—–/-])”)(?:[^\w\s“”\"…]{1,3}|_)(?:”|“(?=[\s,.:;)]|$))|[「『](?:[^\w\s「」『』…！？]{1,3}|_)[」』]"
    r"|«\s?(?:[^\w\s«»\"…]{1,3}|_)\s?»|„(?:[^\w\s„“”\"…]{1,3}|_)[“”]"
)
"""A sign in quotes is that sign: `'-'`, 「-」."""
_ADDRESSED = (
    r"[\w.+-]{1,64}(?:@|\s(?:at|AT)\s)[\w-]{1,64}(?:\.[\w-]{1,64}|\s(?:dot|DOT)\s[\w-]{1,64})*"
)
"""A mail address, as people write it against robots too."""
_WITHIN_ANGLES = r"<(?=[\s\w])(?:[^<>\n]{0,80}|(?:[^<>\n]{0,80}<[^<>\n]{0,80}>){1,4}[^<>\n]{0,80})>"
_SIGN_TOKENS = rf"""
  | (?P<keyword>\$(?:Id|Rev|Revision|Date|Author|Header|HeadURL|Source|RCSfile|State):\s
      [^$\n]{{0,160}}\$)
  | (?P<angled>\s?[<＜]\s?(?:{_ADDRESSED}|{patterns.URL})\s?[>＞])
  | (?P<typed>\btemplate\s?{_WITHIN_ANGLES}|(?<![\w.:-])[A-Za-z_]\w+(?:::\w+)*
      (?=<(?:\s|const|typename|class|unsigned|int|char|bool|float|double|std::|[A-Z]\w*[,*&:\ >]))
      {_WITHIN_ANGLES})
  | (?P<valued>(?<![\w-])-[A-Za-z]{{1,3}}<[A-Za-z][\w-]*>)
  | (?P<reference>\$\((?:[A-Za-z_]\w*)\)|\$\{{[\w:.!-]+\}}
      |(?<![\w$\\{{.>-])(?:\w[\w.-]*)?\{{[\w?.:-]+(?:,[\w?.:-]+)+\}}|(?<![\w-])-(?=\w*_)[A-Za-z]\w+
      |(?<![\w.*/-])[A-Za-z]\w*_\w*[A-Za-z0-9]\*(?![\w*(])
      |(?<![\w.*/-])[\w.]+(?:[-/][\w.]+)*[-/]\*(?:\.\w+)*(?![\w*/])
      |(?<![\w.*/-])[\w-]+\*(?:\.\w+)+(?!\w)
      |(?<![\w.\]])[A-Za-z_]\w+(?:\[(?:[ijkmnx]|0|\w{{1,20}}[-+]\d)\])+(?!\w)
      |(?<![\w*])\*-[A-Za-z][\w.-]*(?![\w*]))
  | (?P<several><[A-Za-z][\w-]*(?:\ [\w-]+){{1,4}}>(?!\w))
  | (?P<dollars>(?<![\w$\\])\$(?=[^\s$])(?=[^$\n]*[\\^_{{=])[^$\n]{{0,200}}[^\s$\\]\$(?![\w$]))
  | (?P<returns>(?<=\))\s(?:->|-->)\s)
  | (?P<raised>(?<=[\w)\]）])[⁺⁻]?[{scripts.DIGITS_ABOVE}ⁿⁱ]+[⁺⁻]?(?![\u02b0-\u02b8\u1d2c-\u1d6a]))
  | (?P<bars>(?<![A-Za-z_|])\|[A-Za-z]\w{{0,11}}\|(?![\w|]))
  | (?P<caret>(?<=\d)\^(?=\d+\^)|(?<=[\w)）|])\^(?:[-−]?\d+(?![\w^])|[A-Z](?![\w^]|-[A-Za-z])
      |[a-z]\w{{0,12}}
      (?![\w^]|-[A-Za-z])
      |\{{[^{{}}\n]{{1,14}}\}}|\([^()\n]{{1,14}}\))
      |(?<=[\w)）])\*\*(?:[-−]?\d+|[A-Za-z])(?!\w|\*\*|\*$))
  | (?P<lowered>(?<=[\w)\]])[{scripts.SUBSCRIPTS}]+)
  | (?P<root>[√∛]\s?(?:\d[\d.]*|[^\W\d_](?!\w)|\([^()\n]{{1,40}}\)))
  | (?P<fraction>\d+⁄\d+)
  | (?P<minus>−|^-(?=[\d.,]+\s?%?$)|(?<![\w°℃℉′″%.,)\]-])-(?=\d[\d.,]*[ \u00a0\u202f]?(?:°[CF]|℃))
      |(?<={EAST_ASIAN})[-－](?=\d[\d.．]*\s?(?:℃|°C|度)))
  | (?P<difference>(?<=[²³⁴-⁹ⁿ)])\s-\s(?=\d))
  | (?P<relation>\s?[{RELATIONS}]\s?)
  | (?P<pointer>(?<=\w)\s[↑↓⬆⬇⬅]\ufe0f?(?=\ [a-zà-ÿа-я]|[,.]|\ [^\W_A-Za-z]))
  | (?P<pressed>\s?{_ARROW}(?:{_ARROW_AND}{_ARROW})+|{_PRESS}\s?{_ARROW}(?!\s?[A-Z\d])
      |\s?{_ARROW}(?=\s?(?:(?:arrow\s)?keys?\b|键|鍵|キー|키)))
  | (?P<assigned>(?<=[\w)\]}}])\s(?:<-|:=|\^)\s(?=[\w(\[{{])
      |(?<=[\w)\]])\s←\s(?=[\w(\[{{\"'“-])|(?<=[A-Za-z0-9_)\]])←(?=[A-Za-z0-9_(\[{{]))
  | (?P<dotted>(?<![\w.…)\]/])\.[A-Za-z][\w-]*(?:/[\w.-]*\w)+)
  | (?P<pattern>(?<![\w'])'(?=[^'\s]{{0,24}}[\[\]*^\\])[^'\s]{{2,24}}'(?![\w']))
  | (?P<wildcard>(?<![\w.*/-])(?![A-Za-z]+\.\*(?:\s+[A-Z“]|\s*$))(?:[A-Za-z0-9_-]+\.)+\*(?![\w*])
      |(?<![\w.*/-])\*(?:\.[A-Za-z][A-Za-z0-9_-]*)+(?![\w*]))
  | (?P<names>(?<![\w.*/-])[A-Za-z][\w.]*_\*(?:_\w+)?(?![\w*.]*\*)(?:\(\))?(?!\w))
  | (?P<format>(?<![\d%]\ )(?<![\w%.])%[A-Za-z](?:\\[nrt])?(?![\w%]))
  | (?P<escaped>(?<!\S)\\[()\[\]{{}}]?(?!\S)|(?<![\w\\/:.)])\\(?:[A-Za-z0](?![\w\\{{(\[^])
      |x[0-9A-Fa-fH]{{2}}(?!\w)|[\\"'](?=[\s,.;:)"”’]|$)))
  | (?P<button>(?<=[\w,])\s[{BUTTONS}]\ufe0f?
      (?=\ [a-zà-ÿа-я]|[,.;)]|\ [\u3041-\u9fff\uac00-\ud7af]))
  | (?P<stars>\s?(?:[★⭐☆✩]\ufe0f?\ ?){{2,}})
  | (?P<logic>(?<=[\w)\]}}'"])\s(?:&&|\|\|)\s(?=[\w(\[{{!'"^<>=~-])
      |(?<=[\w)])\s<<\s(?=[\w(])(?![^<>]*>>))
  | (?P<tilted>(?<!\S)\^(?=\d+(?:[.,\s)]|$)|[A-Z](?:[.,;:\s)]|$)))
  | (?P<less>\s<\s(?=[\w(.-])|^<\s(?=\S{{1,12}}:\s)|(?<![\w<>=&-])[<＜](?!3(?![\d.]))(?=~?\d)
      |(?<={EAST_ASIAN})[<＜](?=\d)|(?<=[A-Za-z0-9)])<(?=\d)(?![\d.,\ ]*>)
      |(?<=(?<![\w</])[A-Za-z])<(?=[A-Za-z](?![\w>])))
  | (?P<given>(?<=\w)=<[\w\ ,.-]{{1,30}}>)
  | (?P<blank>(?<=[\w=])&nbsp;|&nbsp;(?=[\w=&]))
  | (?P<entity>(?<![\w&])&(?:\#\d{{1,7}}|\#x[0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,12}});)
  | (?P<ampersand>(?<![\w&])&(?=[A-Za-z_]))
  | (?P<control>(?<![\w^])\^(?=[A-Z@?](?!\w)))
  | (?P<greater>(?<=(?<![\w</])[A-Za-z])>(?=\d|[A-Za-z](?!\w))
      |\s>\s(?=\d)|^>\s(?=\S{{1,12}}:\s)|(?<={EAST_ASIAN})[>＞](?=\d)
      |(?<=\s)>(?=\d)|^>(?=[\d.,]+\s?%?$)
      |(?<=[^\w.-][^\W\d_A-Z])\s>\s|(?<=^[^\W\d_A-Z])\s>\s
      |(?<=[^\w.-]\w)\s>\s(?=\w(?!\w))|(?<=^\w)\s>\s(?=\w(?!\w)))
"""
"""What few texts hold; looked for only where one of `_SIGN` is."""
_PASSED_OVER = r"(?<![^\s(])[a-z]+(?:,?\ [a-z]+)*(?=[\s,;)]|$)|[\u4e00-\u9fff，。、；：]+"
"""Plain words. They are looked for first, for speed: nothing else begins in them."""
_WITHIN_TYPE = r"[\w.,|~\ …]"
_HELD = rf"(?:{_WITHIN_TYPE}|\[(?:{_WITHIN_TYPE}|\[{_WITHIN_TYPE}*\])*\])"
"""What stands within the brackets of a type, others among it: `dict[str, list[int]]`."""
_JOINED = rf"\s?(?:{EAST_ASIAN}{{1,4}}|[a-zà-ÿа-я]{{1,3}}|或者|以及)\s"
"""What joins two signs, as in "between \\( and \\)": no formula."""


def _tokens(signs: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
    (?P<words>{_PASSED_OVER})
  | (?P<bracketed>[<＜]{patterns.URL}[>＞])
  | (?P<url>{patterns.URL})
  | (?P<remote>{patterns.REMOTE})
  | (?P<mailbox>\s?[<＜]\s?{patterns.EMAIL}\s?[>＞])
  | (?P<email>{patterns.EMAIL})
  | (?P<quoted>{_QUOTED})
  | (?P<oldquotes>``[^`'\s](?:[^`]{{0,80}}?[^`'\s])?'')
  | (?P<oldquote>\s?(?<![\w`'])`(?!`)[^`'\s](?:[^`'\n]{{0,60}}[^`'\s])?'(?!'))
  | (?P<thesign>(?<=\bthe)\s(?!\#\ of\b)[$#%&*\\^~|@+=<>]{{1,2}}(?=\s|[.,;:)](?:\s|$)|$)
      |\s[$#%&*/\\^~|@+=<>]{{1,2}}
      (?=\ (?:sign|character|symbol|operator|metacharacter|prefix)s?\b)
      |(?<=[\u3041-\u9fff\uac00-\ud7af]\ )-(?=\ ?[のをにはがとで时時的이가을를])
      |(?<=[A-Za-z]\ )-(?=,)
      |(?<![^\s、。，（「])[$#%&*/\\^~|@+=<>]{{1,2}}
      (?=\ ?(?:マーク|記号|符号|符號|字符|기호)|\ [号號](?!码|碼)))
  | (?P<dots>(?:(?<=\bwith)|(?<=\band)|(?<=\bor)|(?<=\bby)|(?<=\bnamed)|(?<=\bcontaining))
      (?:\s\.(?=\s[a-z])|\s\.\.(?=[\s,;)]|$))|\s\.(?=\s(?:and|or)\s\.\.(?:[\s,;)]|$))|\s\.(?=\s-[A-Za-z]))
  | (?P<alone>{ALONE})
  | (?P<tex>(?!\\\({_JOINED}\\\))\\\((?s:.{{1,999}}?)\\\)|\\\[(?s:.{{1,999}}?)\\\]
      | \$\$(?s:.{{1,999}}?)\$\$
      | \\f\$(?s:.{{1,999}}?)\\f\$ | \\f\[(?s:.{{1,999}}?)\\f\]
      | \\begin\{{(?s:.{{1,999}}?)\\end\{{\w*\*?\}})
  {signs}
  | (?P<uuid>{patterns.UUID})
  | (?P<secret>{patterns.KEY_LIKE})
  | (?P<hash>{patterns.HASH})
  | (?P<date>{_DATE})
  | (?P<keys>{patterns.KEYS}|{patterns.MAC_KEYS})
  | (?P<plusplus>\b[A-Za-z]\w*\+\+\d*)
  | (?P<sharp>\b[CFJ]\#(?!\w))
  | (?P<dotnet>(?<![\w.])\.NET\b)
  | (?P<version>(?:(?<=version\ )|(?<=Version\ ))v(?=\d)
      |(?<![\w.'"‘“])(?<![A-Za-z]-)(?<!\s-)v(?=\d+(?:\.\d+)*(?!\w)))
  | (?P<path>(?<![\w/.:<\])$€£¥]) (?:~|\.{{1,2}})? {_SEGMENT}{_INNER}* /? | (?<![A-Za-z0-9/.:<\])])
  {_SEGMENT}{_INNER}+ /?) |
  (?P<file>(?<![A-Za-z0-9_/.@-])\.?[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\.(?:{patterns.EXTENSION})
  (?![A-Za-z0-9_]|\.[A-Za-z0-9])) | (?P<dotfile>(?<![A-Za-z0-9_.…)\]])\.[a-z][a-z]+(?!\w|\.[\w.]))
  | (?P<call>(?<![A-Za-z0-9_.…)\]])[@.]?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\(\))
  | (?P<rest>(?<!\S)\*:\w+(?![\w*])|(?:(?<=\()|(?<=,[ \u00a0]))\*\*[A-Za-z_]\w*(?=\))
      |(?<!\S)\*\*?\w{{0,20}}(?:args|kw|kwds|options|params)(?=[\s,]|$)(?![^*]{{0,400}}\*))
  | (?P<attribute>(?<![\w./@:\\-])(?=[\w.]*_)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w/@:-]|\.\w))
  | (?P<snake>(?<![A-Za-z0-9_])(?!\w+::~?\w)(?:_*{_WORD}+(?:_+{_WORD}+)+_*|__{_WORD}+
      |_[A-Za-z]+[a-z][A-Z][A-Za-z0-9]*)(?![A-Za-z0-9_]))
  | (?P<dunder>(?<![A-Za-z0-9_])__{_WORD}+__(?![A-Za-z0-9_]))
  | (?P<interval>{INTERVAL})
  | (?P<empty>(?<![^\s\w])(?:\[\]|\{{\}})(?=$|[\s.,;:)]))
  | (?P<member>(?<![\w.>])[a-z_]\w*(?:->[a-z_]\w*)+(?:\(\))?)
  | (?P<scoped>(?<![\w:])[A-Za-z_]\w*(?:::~?\w+)+(?:<[\w:,&*\ ]*>)?(?:\(\))?)
  | (?P<module>(?<![\w:/.@])(?:[a-z]\w*:[a-z]\w*(?:\(\)|(?=\(|/\d))
      |(?=[\w:]*_)[a-z]\w*:[a-z]\w*(?![\w:])))
  | (?P<called>(?<=\w)\s\(\)(?=[\s.,;:]|$))
  | (?P<negated>(?<![\w!])!(?=_*[A-Za-z0-9]+_\w|[A-Za-z]\w*\()|(?<![\w!\[])!(?=[A-Za-z]))
  | (?P<generic>(?<![\w.\]])[A-Za-z_]\w+\[(?:~?[A-Za-z_]\w|~[A-Z]){_HELD}*\]
      |(?<![\w.\]])(?:Callable\[(?:\.\.\.|…|\[{_HELD}*\]){_HELD}*
        |Literal\[['"][^\[\]\n]{{1,200}})\]
      |(?<![\w.])[A-Z]\w+<[A-Z]\w*(?:,\ ?[A-Z]\w*)*>(?!\w))
  | (?P<option>(?<![\w-])(?:--[A-Za-z][A-Za-z0-9-]*(?:=(?:<[\w-]+>|\{{[\w,|]+\}}|[\w./~{{}}$-]*\w))?
      |-[A-Za-z]\d{{0,2}}(?![\w.-]*\w|-)|-\?(?=[,，、]|\s|$))
      |^-[a-z][a-z0-9]+(?:-[a-z0-9]+)*(?:=[\w<>-]*\w)?(?=,|\s?$))
  | (?P<variable>(?<![\w$])\$[A-Z_][A-Z0-9_]+(?![\w$])(?:/[\w.@-]*\w)*
      |(?<![\w$])\$(?:[a-z_]\w+(?![\w$])|\{{\w+\}})
      |(?<!\w)%\{{[\w:.-]+\}}
      |(?<=[“"'‘「])\$[A-Za-z0-9](?=[”"'’」])
      |%[A-Z_][A-Z0-9_()]+%(?:\\[\w.-]+)*)
  | (?P<drive>(?<!\w)[A-Za-z]:\\(?:[\w.()<>$%~-](?:[\w\ .()<>$%~-]{{0,38}}[\w.()<>$%~-])?\\){{0,9}}
      [\w.*?-]*\w)
  | (?P<placeholder>(?<!{_NAME}|<)</?[A-Za-z][\w.-]*(?:\[\]){{0,3}}>(?!{_NAME}))
  | (?P<either>(?<=[A-Za-z]{{2}})\|(?=[A-Za-z]{{2}})|(?<=[A-Za-z>])\|(?=--?[A-Za-z]))
  | (?P<choice>\{{[A-Za-z][\w.]*(?:\[\])?(?:\|[A-Za-z][\w.]*(?:\[\])?)+\}})
  | (?P<unit>(?<=\d)[\ \u00a0\u202f]?(?:{patterns.UNIT})(?:/s)?(?![A-Za-z0-9/]))
  | (?P<range>(?<=\d)\s?[–—]\s?(?=\d)|(?<=[\d℃%年月日号时時分秒点章节页頁行년월일시분])[~～〜](?=\d)
      |(?<=[一二三四五六日])[～〜](?=[周星])|(?<=(?<!\w)[A-Za-z])[～〜](?=[A-Za-z](?!\w)))
  | (?P<bothways>(?<=[\w)\]])\ (?:<--?>|↔)\ (?=[\w(\[]))
  | (?P<plusminus>\+/[-−](?=[\s\w]))
  | (?P<arrow>\s*(?:→|⇒|⟶|➔|➜|➝|(?<![-–—])[-–—]{{1,2}}>|(?<![*/@|&!+])=>(?![@|*/&]))\s*
      |(?:(?<=\d)|(?<=\.x))\s?➡\ufe0f?\s?(?=v?\d))
  | (?P<ellipsis>(?<=[=<>]\ )\.\.\.(?![\w.]))
  | (?P<cmp>(?<!=)\s?(?:[=!]==?(?!=)|[<>~]=(?!=)|[≠≤≥≈])\s?)
  | (?P<menu>\s(?:>|»|›|▸|▶|\|)\s)
  | (?P<equals>(?<=\w)＝(?=\w)|\s=\s|^=\s(?=\S{{1,12}}:\s))
  | (?P<pointers>(?:(?<=\bchar\s)|(?<=\bvoid\s)|(?<=\bint\s)|(?<=\bfloat\s)|(?<=\bdouble\s)
      |(?<=\bFILE\s)|(?<=\w_t\s))\*{{1,3}}(?=[A-Za-z_]\w*(?:[,)(\[;\s]|$)))
  | (?P<destroys>(?<![\w~/.:])~(?=[A-Z]\w))
  | (?P<star>(?<=[A-Za-z0-9]-)\*(?=$|[\s,.;:)])|(?<=[A-Za-z0-9)])\*(?=[A-Za-z0-9(|]))
  | (?P<parted>(?<=[\s(])\((?=[^\s\w()]{{0,3}}[<>=&|$^~\#%@])[!\#$%&*+./<=>?@\\^|~:-]{{2,4}}\)
      (?=$|[\s.,;:)]))
  | (?P<times>(?<=(?<!\w)[A-Za-z])\s\*\s(?=[A-Za-z](?!\w)|\w{{1,30}}\()|(?<=\))\s\*\s(?=[\w(])
      |(?<=\d)\s?×\s?(?=\d)|(?<=\d)\s\*\s(?=\d)|×|(?<=\d)\s[·⋅∙]\s(?=\d)|(?<=\d)[⋅∙](?=\d))
  | (?P<plus>(?<=\d)\+(?![\w+])|(?<=0)\+(?=[个個名人条條种種款家项項万萬张張次套篇亿億千百位天])
      |(?<=\d)\+(?=的))
  | (?P<about>(?<![\w~/])~(?=\d))
  | (?P<at>(?<!{_NAME})(?<!\.)@(?=[A-Za-z0-9]))
  | (?P<bullet>\s[•·‣▪∙]\s|\s<={{2,3}}\s)
  | (?P<leftover>(?<!\S)(?:~{{5,}}|={{5,}}|-{{5,}})(?!\S)|\*\*+)
  | (?P<template>\{{%[^\n]{{0,99}}?%\}}|(?<!\{{)\{{\{{\s?[A-Za-z_][\w.|]{{0,60}}\s?\}}\}}(?!\}}))
  | (?P<drop>(?<=\S)\[\^\d{{1,2}}\]|^\[\^\d{{1,2}}\](?=:)|(?<={CJK})\s*(?:{_DRAWN})+\s*(?={CJK})
      | \s*(?:{_DRAWN})+(?=\s*(?:[.,;:!?)\]。，；：！？）]|$)) | (?:{_DRAWN})+)
    """,
        re.VERBOSE,
    )


TOKEN, TOKEN_OR_SIGN = _tokens(""), _tokens(_SIGN_TOKENS)
