"""Nothing secret reaches the log: neither what signs people in, nor passwords, nor which deals somebody looked at, nor rows.

Records are cleaned as they are made, tracebacks too: Streamlit gives each of its loggers a handler of its own, so that no
single handler sees them all. SQLAlchemy says no parameters (model/database.py); what a database itself says of a row's values
is cut here. Uvicorn's access log is off under `streamlit run`; where somebody turns it on, it holds paths without what stands
behind the question mark.
"""

import logging
import os
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from streamlit.runtime.secrets import secrets_singleton

HIDDEN = "***"
ACCESS = "uvicorn.access"
SHORTEST = 6  # characters: hiding a shorter secret would hide ordinary words too
SECRET_NAME = r"[\w-]*(?:secret|password|passwd|token|api_key|cookie)|code|code_verifier|state|nonce|assertion|deal|view_as"
END = re.compile(r"(?=(?:(?:\n|\\n)[ |]*)+(?:\[SQL|HINT: |The above exception|During handling|\+-)|\s*\. SQLSTATE|\Z)").pattern
"""Where a database's own words end: values may have lines of their own."""
VALUES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(rf"\b(invalid input \w+ for [^:\n]*|out of range|malformed \w+ literal): \".*?{END}", re.DOTALL),
        rf"\1: {HIDDEN}",
    ),
    (re.compile(rf"(?<![A-Z])(DETAIL|CONTEXT):\s.*?{END}", re.DOTALL), rf"\1: {HIDDEN}"),  # PostgreSQL: Failing row contains (…)
    (re.compile(r"\b(value )\"[^\"]*\"(?= is out of range)"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Could not convert \w+ )'.*?'(?= to )", re.DOTALL), rf"\1{HIDDEN}"),  # DuckDB, this and the next
    (re.compile(r"\b(Duplicate key )\".*?\"(?= violates)|\b(with value )\S+(?= can't be cast)", re.DOTALL), rf"\1\2{HIDDEN}"),
)
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    *VALUES,
    (re.compile(r"eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), HIDDEN),  # a signed token, wherever it stands
    (re.compile(r"(\w://[^\s/:@]*:)[^\s/]*@"), rf"\1{HIDDEN}@"),  # a password in an address
    (re.compile(r"(/[\w./-]*\?)[^\s\"'<>]+"), rf"\1{HIDDEN}"),  # what stands behind a question mark
    (re.compile(rf"\b({SECRET_NAME})([\"']?\s*[=:]\s*[\"']|=)[^\s&\"',;)}}]+", re.IGNORECASE), rf"\1\2{HIDDEN}"),
)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that would let a stranger's text write over a terminal."""
_make = logging.getLogRecordFactory()


def secrets() -> set[str]:
    """What is known to be secret in this process: the secrets' texts under such a name, and the database's password."""
    held = secrets_singleton.to_dict() if secrets_singleton.load_if_toml_exists() else {}
    password = urlsplit(os.environ.get("DATABASE_URL", "")).password
    known = {*_named(held), *((password, unquote(password)) if password else ())}
    return {spelt for text in known if len(text) >= SHORTEST for spelt in (text, quote(text, safe=""))}


def _named(held: Mapping[str, Any]) -> Iterable[str]:
    for name, value in held.items():
        if isinstance(value, Mapping):
            yield from _named(value)
        elif isinstance(value, str) and re.search(r"secret|password|token|key", name, re.IGNORECASE):
            yield value


def clean(text: str) -> str:
    """A text without anything secret."""
    for secret in sorted(secrets(), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return UNSEEN.sub("", text)


def record(*given: Any, **named: Any) -> logging.LogRecord:
    """A log record that holds nothing secret."""
    made = _make(*given, **named)
    if made.name == ACCESS and isinstance(made.args, tuple):  # its formatter wants to have them one by one
        made.args = tuple(clean(value) if isinstance(value, str) else value for value in made.args)
        return made
    try:
        said = made.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit: logging itself would print them
        said, made.msg, made.args = "", f"{made.msg} {made.args!r}", ()
    if (cleaned := clean(made.getMessage())) != said:
        made.msg, made.args = cleaned, ()
        vars(made).pop("color_message", None)
    if made.exc_info and made.exc_info[0] is not None:
        made.exc_text = clean(logging.Formatter().formatException(made.exc_info))  # formatters take it as it is
    return made


def install() -> None:
    """Clean each record of this process from now on, and have a thread that fails say so by a record."""
    logging.setLogRecordFactory(record)
    threading.excepthook = _thread_failed


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None and not isinstance(failure.exc_value, SystemExit):
        logging.getLogger("fourcast").warning("A thread failed", exc_info=failure.exc_value)
