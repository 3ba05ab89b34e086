"""Documentation in many languages: signs in their quotes, ranges, menus, what is left in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.language import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Script

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        (
            '<p>紅色的 "●"表示失敗，綠色"○"表示活動。</p>',
            "zh",
            "紅色的 实心圆表示失敗，綠色空心圆表示活動。",
        ),
        ("<p>用「*」或『-』分隔，不用“、”。</p>", "zh", "用星号或连字符分隔，不用顿号。"),
        ("<p>区切りは「、」か「_」です。</p>", "ja", "区切りは読点かアンダースコアです。"),
        ('<p>구분자는 "/"입니다.</p>', "ko", "구분자는 슬래시입니다."),
        ("<p>應使用“$n”。</p>", "zh", "應使用“美元符 n”。"),
        # quotes around words on both sides of a sign, and what people say in quotes
        (
            '<p>"甲"/"乙"，"A"+"B"，或者"甲"，"乙"。</p>',
            "zh",
            '"甲"/"乙"，"A" 加 "B"，或者"甲"，"乙"。',
        ),
        ("<p>他说「！」和「……」。</p>", "zh", "他说「！」和「……」。"),
        # a quote that closes behind code
        ('<p>"<code>x</code>"失敗，("●")。</p>', "zh", '"x"失敗，(实心圆)。'),
    ],
)
def test_a_sign_in_quotes_is_named(texts: Texts, html: str, language: str, said: str) -> None:
    assert texts(html, language=language) == [said]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("2020年4月〜2021年3月", "ja", "2020年4月 から 2021年3月"),
        ("5월 3일~7일", "ko", "5월 3일 에서 7일"),
        ("周一～周五，A～Z", "zh", "周一 到 周五，A 到 Z"),
        ("好的～我们开始", "zh", "好的～我们开始"),
    ],
)
def test_a_wave_between_two_of_a_kind_is_a_range(
    texts: Texts, text: str, language: str, said: str
) -> None:
    assert texts(f"<p>{text}</p>", language=language) == [said]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        (
            "<p>メニュー <b>表示 → ツールバー → 標準</b></p>",
            "ja",
            "メニュー 表示、ツールバー、標準",
        ),
        ("<p>选择菜单中的“视图” → “工具栏”。</p>", "zh", "选择菜单中的“视图”，“工具栏”。"),
        ("<p>数据库 → 缓存</p>", "zh", "数据库 到 缓存"),
    ],
)
def test_a_menu_that_is_called_one_is_left_step_by_step(
    texts: Texts, html: str, language: str, said: str
) -> None:
    assert texts(html, language=language) == [said]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (
            "This is not translated: run <code>a == b</code> with the lamp.",
            "de",
            "This is not translated: run a double equals b with the lamp.",
        ),
        (
            "The lamp’s state is not known: use <code>x.y</code> if you can.",
            "fr",
            "The lamp’s state is not known: use x dot y if you can.",
        ),
        (
            "Das ist die Option: <code>a == b</code> with the lamp of the house.",
            "de",
            "Das ist die Option: a doppelt gleich b with the lamp of the house.",
        ),
        (
            "Lamp Control Center: <code>a == b</code>",
            "de",
            "Lamp Control Center: a doppelt gleich b",
        ),
    ],
)
def test_a_passage_that_is_left_in_english_has_english_words(
    texts: Texts, text: str, language: str, said: str
) -> None:
    assert texts(f"<p>{text}</p>", language=language) == [said]


def test_a_share_below_zero_is_said_whatever_blanks_stand_around_it(texts: Texts) -> None:
    html = (
        "<table><tr><th>Tour</th><th>Loyal</th></tr>"
        "<tr><td> 2 </td><td> -25 % </td></tr><tr><td> 5 </td><td> +25 % </td></tr></table>"
    )
    assert texts(html, language="fr") == [
        "Tour : 2 ; Loyal : moins 25 %",
        "Tour : 5 ; Loyal : plus 25 %",
    ]


def test_blanks_before_an_option_make_no_number_of_it(texts: Texts) -> None:
    assert texts("<p><code>kill</code> -9 <i>pid</i></p>", language="fr") == ["kill -9 pid"]


def test_a_picture_that_is_called_icon_is_not_said_behind_that_word(texts: Texts) -> None:
    html = (
        '<p>Click the Callouts icon<img alt="Icon" src="a.svg"> to open it.</p>'
        '<p>Press<img alt="Save" src="b.svg"> now.</p>'
        '<div><img alt="圖示" src="c.svg"></div>'
    )
    assert texts(html, language="zh") == [
        "Click the Callouts icon to open it.",
        "Press Save now.",
    ]


def test_a_picture_that_says_its_caption_is_not_said_again(texts: Texts) -> None:
    html = (
        "<div><p><strong>그림 7. Save a <code>.gbr</code> brush </strong></p>"
        '<div><img alt="Save a .gbr brush" src="save.png"></div></div>'
    )
    assert texts(html, language="ko") == ["그림 7. Save a 점 gbr brush"]


def test_a_section_s_name_beside_its_icon_is_not_said_again(texts: Texts) -> None:
    html = (
        "<h2>巨集</h2><p>開啟對話方塊。</p>"
        '<div><img alt="Icon Macros" src="m.svg"></div><div>巨集</div><h2>模組</h2><p>巨集</p>'
    )
    said = texts(html, language="zh", style="brief")
    assert said == ["巨集", "開啟對話方塊。", "模組", "巨集"]


def test_an_x_beside_ticks_is_a_no(texts: Texts) -> None:
    html = "<table><tr><th>A</th><th>B</th></tr><tr><td>{}</td><td>X</td></tr></table>"
    assert texts(html.format("√"), language="zh") == ["A：是；B：否"]
    assert texts(html.format("Y"), language="zh") == ["A：Y；B：X"]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("<p>また、<kbd>!</kbd> を押すと</p>", "ja", "また、感嘆符 を押すと"),
        ("<p>대신 <kbd>⌘</kbd> (Command)키</p>", "ko", "대신 Command키"),
        (
            "<p><kbd>void close(LAMP_FILE <var>f</var>);</kbd></p>",
            "ja",
            "void close 引数 LAMP FILE f",
        ),
        ("<p>Press <kbd>Page Up</kbd> or <kbd>Ctrl</kbd>+<kbd>=</kbd>.</p>", "en", None),
    ],
)
def test_what_stands_on_a_key_or_is_typed(
    texts: Texts, html: str, language: str, said: str | None
) -> None:
    assert texts(html, language=language) == [said or "Press Page Up or Control plus equals sign."]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        (
            'Ana Luz &lt; <a href="mailto:a@luz.org">a@luz.org</a> &gt;, e outros',
            "pt",
            "Ana Luz a arroba luz ponto org, e outros",
        ),
        ("x < 5 and y > 2", "en", "x less than 5 and y greater than 2"),
        ("支持互转[^1]、下载[^12]。", "zh", "支持互转、下载。"),
        (
            "只能识别 <code>0~9</code>，运行 <code>$ lamp on</code>。",
            "zh",
            "只能识别 0 到 9，运行 lamp on。",
        ),
        ("设置 <code>$HOME</code> 和 <code>~9</code>。", "zh", "设置 美元符 HOME 和 波浪号 9。"),
        ('Click Add <img src="i/pin_24.png" alt="pin 24"> now.', "en", "Click Add now."),
        ('Click <img src="i/pin.png" alt="pin"> now.', "en", "Click pin now."),
    ],
)
def test_what_means_nothing_by_its_letters(
    texts: Texts, html: str, language: str, said: str
) -> None:
    assert texts(f"<p>{html}</p>", language=language) == [said]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("内置 700+ 个变量，支持 3.8+。", "zh", "内置 700 多 个变量，支持 3.8 以上。"),
        ("3.6+ 类型提示，5+ 个，3.10+ 个", "zh", "3.6 以上 类型提示，5 以上 个，3.10 以上 个"),
        ("支持 node 版本为 v14，或 v16。", "zh", "支持 node 版本为 14，或 版本 16。"),
        ("<code>:::</code> 语法", "zh", "三个冒号 语法"),
        ("<kbd>/usr/bin</kbd> にあります", "ja", "スラッシュ usr スラッシュ bin にあります"),
        (
            "Par défaut, /var/mail/$LOGIN.",
            "fr",
            "Par défaut, slash var slash mail slash dollar LOGIN.",
        ),
        ("Pour 5 $/mois.", "fr", "Pour 5 $/mois."),
    ],
)
def test_numbers_and_paths_between_words(texts: Texts, html: str, language: str, said: str) -> None:
    assert texts(f"<p>{html}</p>", language=language) == [said]


def test_a_caption_in_the_words_of_its_picture_is_not_said_again(texts: Texts) -> None:
    html = (
        '<div><img src="x.png" alt="請求を作成"></div><div class="caption"><p>請求を作成</p></div>'
    )
    assert texts(html, language="ja", style="brief") == ["画像：請求を作成。"]


def test_a_way_to_another_page_that_leads_nowhere_is_passed_over(texts: Texts) -> None:
    html = "<h2>1. Lamps</h2><p>Lamps are good.</p><p>Previous</p><hr>Previous"
    assert texts(html) == ["1. Lamps", "Lamps are good.", "Previous"]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        (
            "表示可能文字または \\ エスケープ文字",
            "ja",
            "表示可能文字または バックスラッシュ エスケープ文字",
        ),
        ("省略は、* マークで示す", "ja", "省略は、 アスタリスク マークで示す"),
        ("用 # 号分隔，C# 语言", "zh", "用 井 号分隔，C sharp 语言"),
        ("表を&lt;pre&gt;..&lt;/pre&gt;で書く", "ja", "表をタグ pre..終了タグ preで書く"),
        (
            "<b>-?</b> を $HOME/.locale へ",
            "ja",
            "ハイフン、疑問符 を ドル HOME スラッシュ ドット locale へ",
        ),
        ("The file &lt;name&gt;s, really", "en", "The file <name>s, really"),
    ],
)
def test_signs_beside_letters_of_other_scripts_are_heard(
    texts: Texts, html: str, language: str, said: str
) -> None:
    assert texts(f"<p>{html}</p>", language=language) == [said]


def test_what_is_sent_sign_by_sign_is_heard_sign_by_sign(texts: Texts) -> None:
    html = "<table><tr><th>A</th><th>B</th></tr><tr><td>{}</td><td>x</td></tr></table>"
    assert texts(html.format("ESC |")) == ["A: ESC vertical bar; B: x"]
    assert texts(html.format("USD -")) == ["A: USD -; B: x"]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("如果路径名不包含 斜杠 '/', 返回 \"/\"。", "zh", "如果路径名不包含 斜杠, 返回 斜杠。"),
        (
            "名前は ``/'' で始まる ``logfile'' です",
            "ja",
            "名前は スラッシュ で始まる “logfile” です",
        ),
        ("Argomenti: %{Doc:Path}, 5% di {x}", "it", None),
    ],
)
def test_signs_in_other_quotes(texts: Texts, html: str, language: str, said: str | None) -> None:
    expected = said or "Argomenti: percento graffa Doc due punti Path, 5% di {x}"
    assert texts(f"<p>{html}</p>", language=language) == [expected]


def test_badges_behind_the_name_of_a_project_are_passed_over(texts: Texts) -> None:
    badge = '<img alt="{0}" src="https://img.shields.io/badge/{0}">'
    both = badge.format("license") + badge.format("stars")
    html = f"<ul><li>Lamp {both}<br>A light.</li><li>State: {badge.format('passing')}</li></ul>"
    assert texts(html) == ["Lamp, A light.", "State: passing"]


@pytest.mark.parametrize("name", ["NAME(名称)", "BEZEICHNUNG", "NOMBRE", "ИМЯ"])
def test_a_manual_page_is_called_after_what_it_is_about(
    read: Callable[..., Script], name: str
) -> None:
    html = f"<h1>{name}</h1><p>lamp - gives light</p>"
    said = [one.text for one in read(html, title="LAMP(1)", language="de").passages]
    assert said[0] == "LAMP(1)"
    assert said[1] == name


def test_a_text_that_tells_no_language_is_not_english() -> None:
    words = ["letra", "mayúscula", "con", "punto", "encima"]
    assert told(" ".join(words * 20)) == ""
    assert told("the lamp is of this and to be with you for it " * 8) == "en"


@pytest.mark.parametrize(
    "row",
    [
        '-- <a href="a">Vorherige Seite</a> -- <a href="b">Inhalt</a> -- <a href="c">Nächste Seite</a> --',
        '<a href="a">Next</a> Previous <a href="b">Contents</a>',
        '[<a href="a">前へ</a>] [<a href="b">目次</a>] [<a href="c">次へ</a>]',
        '<a href="a">上一章</a> | <a href="b">下一章</a>',
        '<b><a href="a">&lt;&lt; Précédent</a></b> &nbsp; <a href="b">Suivant &gt;&gt;</a>',
    ],
)
def test_a_row_of_ways_to_other_pages_is_passed_over(texts: Texts, row: str) -> None:
    assert texts(f"<h1>Lamp</h1><p>It is on.</p><p>{row}</p>") == ["Lamp", "It is on."]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="a">Contents</a></p>',
        '<p>Press <a href="a">Next</a>.</p>',
        '<p><a href="a">Next</a>: <a href="b">Lamps</a></p>',
        "<p>Previous, next</p>",
    ],
)
def test_words_such_as_next_are_read_elsewhere(texts: Texts, html: str) -> None:
    assert len(texts(f"<h1>Lamp</h1><p>It is on.</p>{html}")) == 3


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("<dl><dt><b>-bytes=<i>min-len</i></b></dt></dl>", "zh", "杠 bytes 等于 min-len"),
        ("<dl><dt>-min-len</dt></dl>", "zh", "杠 min-len"),
        ("<dl><dt>--radix={o,x,d}</dt></dl>", "zh", "杠杠 radix 等于 花括号 o, x, d"),
        ("<p>$RCSfile$ と $PATH</p>", "ja", "$RCSfile$ と ドル PATH"),
        ("<p><code>cp &lt;文件> &lt;目录></code></p>", "zh", "cp 文件 目录"),
        ("<p>-ausgang und Eingang, Vor- und -nachteile</p>", "de", None),
    ],
)
def test_options_variables_and_placeholders(
    texts: Texts, html: str, language: str, said: str | None
) -> None:
    assert texts(html, language=language) == [said or "-ausgang und Eingang, Vor- und -nachteile"]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("已经发布https://a.cn/p?n=u)的框架，好。", "zh", "已经发布链接 a 点 cn)的框架，好。"),
        ("詳細はhttps://a.com/bを参照。", "ja", "詳細はa ドット com へのリンクを参照。"),
        ("자세히는 https://a.com/b에서 보세요.", "ko", "자세히는 a 점 com 링크에서 보세요."),
    ],
)
def test_words_right_behind_an_address_are_none_of_it(
    texts: Texts, text: str, language: str, said: str
) -> None:
    assert texts(f"<p>{text}</p>", language=language) == [said]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("Ainsi 2^3^4 est 2^(3^4).", "fr", None),
        ('写入 "<code>Q=a</code>"，"<code>Q=b</code>" 等', "zh", '写入 "Q 等于 a"，"Q 等于 b" 等'),
        ("流被称为 ``standard\ninput''; 好", "zh", "流被称为 “standard input”; 好"),
    ],
)
def test_powers_of_powers_and_quotes_around_code(
    texts: Texts, html: str, language: str, said: str | None
) -> None:
    powers = "Ainsi 2 accent circonflexe 3 puissance 4 est 2 accent circonflexe (3 accent circonflexe 4)."
    assert texts(f"<p>{html}</p>", language=language) == [said or powers]


@pytest.mark.parametrize(
    ("alt", "language", "said"),
    [("警告マーク ", "ja", "警告。"), ("警告圖示 ", "zh", "警告。"), ("팁 아이콘 ", "ko", "팁.")],
)
def test_a_picture_names_the_kind_of_a_note(
    texts: Texts, alt: str, language: str, said: str
) -> None:
    html = f'<div><div><img alt="{alt}" src="x.svg"></div><div><p>A lamp.</p></div></div>'
    assert texts(html, language=language) == [said, "A lamp."]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        ("FILE が - の場合", "ja", "FILE が ハイフン の場合"),
        ("文件为 - 时，读标准输入", "zh", "文件为 连字符 时，读标准输入"),
        (
            "When FILE is -, read it. Lamps - good ones - burn.",
            "en",
            "When FILE is hyphen, read it. Lamps - good ones - burn.",
        ),
        ("感谢@Paranoid，或 x.@y", "zh", "感谢 艾特 Paranoid，或 x.@y"),
        ("Author: W. Tichy.<br>Revision: 1.5.", "ja", "Author: W. Tichy. Revision: 1.5."),
        (
            "<b>View</b> → <b>Library Browser…</b>, A → B",
            "en",
            "View, Library Browser…, A to B",
        ),
        (r"See D:\Files\*.ods.", "en", r"See D colon backslash Files backslash star dot ods."),
    ],
)
def test_signs_that_a_voice_passes_over(texts: Texts, html: str, language: str, said: str) -> None:
    assert texts(f"<p>{html}</p>", language=language) == [said]


def test_what_a_picture_is_called_is_not_said_twice_in_a_row(texts: Texts) -> None:
    html = (
        '<div><span>A tab</span><img alt="" src="t.png"></div><p>A tab</p><p>It is on.</p>'
        "<ul><li>On</li><li>On</li></ul>"
    )
    assert texts(html, style="brief") == ["A tab", "It is on.", "On", "On"]


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        (
            "帮助 &lt;https://gnu.org/a/&gt;，GNU &lt;https://gnu.org/licenses/gpl.html&gt;.",
            "zh",
            "帮助 链接 gnu 点 org，GNU 链接 gnu 点 org，gpl.",
        ),
        ("邮箱: lyh_02@mail.com", "zh", "邮箱: lyh 下划线 02 艾特 mail 点 com"),
        (r"路径 c:\Users\a.py", "zh", "路径 c 冒号 反斜杠 Users 反斜杠 a 点 py"),
        ('好：<img alt="https://a.com/x.jpeg?raw=true" src="x.jpeg?raw=true">。', "zh", "好：。"),
    ],
)
def test_addresses_in_brackets_and_signs_in_names(
    texts: Texts, html: str, language: str, said: str
) -> None:
    assert texts(f"<p>{html}</p>", language=language) == [said]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("이름 옆의 ×를 누릅니다. 5×4", "ko", "이름 옆의 X를 누릅니다. 5 곱하기 4"),
        ("点击 × 关闭，宽 × 高，点击 2×3", "zh", "点击 X 关闭，宽 乘 高，点击 2 乘 3"),
        ("Press × or select width × height.", "en", "Press X or select width times height."),
    ],
)
def test_a_cross_that_is_pressed_is_no_product(
    texts: Texts, text: str, language: str, said: str
) -> None:
    assert texts(f"<p>{text}</p>", language=language) == [said]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("(ou par un « ~ »)", "fr", "(ou par un tilde)"),
        ("Tapez «-» ici.", "fr", "Tapez tiret ici."),
        ("« Oui » ou « … »", "fr", "« Oui » ou « … »"),
        ("mit „~“ oder „|“ davor", "de", "mit Tilde oder senkrechter Strich davor"),
        ("die „Lampe“ und „…“", "de", "die „Lampe“ und „…“"),
        ("знак «-» здесь", "ru", "знак дефис здесь"),
    ],
)
def test_a_sign_in_the_quotes_of_a_language_is_named(
    text: str, language: str, said: str, texts: Texts
) -> None:
    assert texts(f"<p>{text}</p>", language=language) == [said]
