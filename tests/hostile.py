"""A company whose every text is an attack: markup, formulas, control characters, marks of direction, endless words.

`made_hostile` rewrites a demo company's file. Each word that would be formatted is one of MARKED, so that `unsafe` finds a place
that read it as HTML, Markdown or LaTeX: there the mark before the word is gone.
"""

import json
import re
import sqlite3
from itertools import count, cycle
from pathlib import Path
from typing import Any

MARKED = {
    "zqbold": "**", "zqem": "_", "zqred": ":red[", "zqlink": "[", "zqcode": "`", "zqmath": "$", "zqtex": r"\\( ", "zqdel": "~~",
    "zqhead": "# ", "zqcell": "| ", "zqimg": "![", "zqtag": "<b>", "zqfoot": "[^", "zqquote": "> ", "zqesc": "\\*",
}  # fmt: skip
"""word → the mark before it, which is there as long as the text is shown as text."""
RUNS = "<img src=x onerror=window.hacked=1>"
SHORT = (
    f"{RUNS} **zqbold** _zqem_ :red[zqred]",
    "[zqlink](javascript:window.hacked=1) `zqcode` $zqmath^2$ :material/delete: ~~zqdel~~",
    "# zqhead | zqcell | b | ![zqimg](x) <b>zqtag</b> <script>window.hacked=1</script>",
    r"\\( zqtex \\) [^zqfoot] > zqquote \*zqesc {0} {name} %s %(n)d {{x}} ${1} &lt;i&gt; &amp;",
    "=1+1 **zqbold**", "+1 _zqem_", "-1 `zqcode`", '@SUM(A1) =HYPERLINK("http://x.example","zq")', "\t=1+1 # zqhead", "\r=2+2",
    "\u202e=gnp.exe \u2066x\u2069 \u200b\u200d\ufeff\u0007\u001b[31m\u0001 **zqbold**",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f a\u0308\u0301 👩‍👩‍👧‍👦 日本電気 مرحبا _zqem_ \"'`;--",
    "' OR 1=1; DROP TABLE person; -- ${jndi:x} </style></script><svg/onload=window.hacked=1>",
)  # fmt: skip
LONG = "**zqbold** " + "W" * 9_900
TEXTS: dict[str, tuple[str, ...]] = {
    "person": ("name",),
    "product": ("name",),
    "stage": ("name",),
    "account": ("name", "segment", "region", "industry"),
    "deal": ("name", "type", "source", "lost_reason"),
    "deal_version": ("next_step",),
    "lead": ("name", "company", "source", "channel", "region", "disqualify_reason"),
    "judgement": ("reason", "next_step"),
    "call": ("note",),
    "answer": ("text",),
    "decision": ("what",),
}
"""table → its columns that hold somebody's words; of equal words each stays the same."""


def made_hostile(file: Path) -> None:
    """Rewrite every text of a demo company in a SQLite file that nobody has open."""
    with sqlite3.connect(file) as connection:
        guards = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"drop trigger {name}")
        new: dict[str, str] = {}
        for table, columns in TEXTS.items():
            nasty, number = cycle(SHORT), count(1)
            for column in columns:
                words = [row[0] for row in connection.execute(f"select distinct {column} from {table} where {column} > ''")]
                for place, word in enumerate(words):
                    long = column in ("name", "next_step", "reason", "note", "text", "what") and place % 40 == 20
                    new[word] = f"{next(nasty)} {next(number)}" + (LONG if long else "")
                    connection.execute(f"update {table} set {column} = ? where {column} = ?", (new[word], word))
        connection.execute("update person set region = ?", (new.get("West", SHORT[0]),))
        connection.execute("update setting set value = ? where key = 'company'", (SHORT[0],))
        for table, columns in {"minute": ("content",), "audit": ("before", "after")}.items():
            for column in columns:
                for id_, text in connection.execute(f"select id, {column} from {table} where {column} > ''").fetchall():
                    changed = json.dumps(_with(json.loads(text), new), ensure_ascii=False)
                    connection.execute(f"update {table} set {column} = ? where id = ?", (changed, id_))
        for _, sql in guards:
            connection.execute(sql)
    connection.close()


def _with(value: Any, new: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _with(part, new) for name, part in value.items()}
    if isinstance(value, list):
        return [_with(part, new) for part in value]
    return new.get(value, value) if isinstance(value, str) else value


def unsafe(text: str) -> list[str]:
    """The marked words in a text that was shown, whose mark is gone."""
    return [word for word, mark in MARKED.items() for at in _places(text, word) if not text[:at].endswith(mark)]


def _places(text: str, word: str) -> list[int]:
    return [found.start() for found in re.finditer(word, text)]
