"""The database's address, and the password that may stand in a file of its own. No message holds any of the two."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PASSWORD_FILE = "DATABASE_PASSWORD_FILE"
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class BadAddress(ArgumentError):
    """The address cannot be read; the message is safe to show, and to log."""


def parsed(given: str) -> URL:
    """A SQLite file's or PostgreSQL server's address; one without password gets it from the file DATABASE_PASSWORD_FILE names.

    BadAddress for one that cannot be read, OSError for a file that cannot. A password with an @ in it would be taken for
    one that ends there, and its rest told as the host that is not found: so that is refused.
    """
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):  # their texts hold parts of it
        raise BadAddress("it is none that can be read: write dialect://user:password@host:port/name") from None
    if not url.drivername.startswith(("sqlite", "postgres")):
        raise BadAddress("Fourcast keeps its data in SQLite or PostgreSQL: write sqlite:///FILE or postgresql://…")
    if url.drivername.startswith("sqlite"):
        return url
    if "@" in f"{url.host}{url.database}":
        raise BadAddress("it has more than one @: write the password's own as %40")
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    file = os.environ.get(PASSWORD_FILE)
    if file and url.username and url.password is None:
        url = url.set(password=Path(file).read_text(encoding="utf-8").strip("\r\n"))
    return url
