"""A diagram that is written as text is told in a sentence."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.say.diagram import describe_diagram


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "graph LR\n  A[Start] --> B{Error?};\n  B -->|Yes| C[Debug];\n  B ---->|No| D(End);",
            "Flow chart: Start to Error?; Error? to Debug: Yes; Error? to End: No.",
        ),
        ("flowchart TD\n  A --> B --> C", "Flow chart: A to B; B to C."),
        ("graph TD\n  A & B --> C", "Flow chart: A to C; B to C."),
        (
            'graph TD\n  A["Two<br>lines"] -- maybe --> B((Round))',
            "Flow chart: Two lines to Round: maybe.",
        ),
        (
            "graph TD\n  %% a remark\n  subgraph one\n  A ==> B\n  end\n  style A fill:#f",
            "Flow chart: A to B.",
        ),
        (
            "graph TD\n" + "\n".join(f"  n{n} --> n{n + 1}" for n in range(12)),
            "Flow chart of 12 arrows, from n0 to n12.",
        ),
        (
            "---\ntitle: x\n---\nsequenceDiagram\n  participant B as Bob\n  Alice->>B: Hello\n  B-->>Alice: Hi!",
            "Sequence diagram: Alice to Bob: Hello; Bob to Alice: Hi.",
        ),
        (
            "sequenceDiagram\n  participant B as Dep scope=\"request\"\n  Alice->>B: 'Hello'",
            'Sequence diagram: Alice to Dep scope="request": Hello.',
        ),
        ("pie\n  a: 1", ""),
        ("graph TD", ""),
        ("", ""),
    ],
)
def test_what_leads_where_is_told(source: str, said: str) -> None:
    assert describe_diagram(source, announcements("en")) == said


def test_a_diagram_is_told_in_the_language_of_the_page() -> None:
    assert (
        describe_diagram("graph LR\n  A[开始] --> B[结束]", announcements("zh"))
        == "流程图：开始 到 结束。"
    )


@pytest.mark.parametrize("piece", ["A", "A-", "A[", "A-->|", "A & ", "-- a", "A->>"])
def test_a_hostile_diagram_takes_no_time(piece: str) -> None:
    describe_diagram("graph TD\n" + piece * 2_000, announcements("en"))
    describe_diagram("sequenceDiagram\n" + piece * 2_000, announcements("en"))
