"""Work of an import that takes its time: in a thread, so that the page stays alive, with how far it is."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from model.importing.comparing import Progress
from model.importing.report import CannotImport
from pages.parts.words import mark

PHASES = (("reading", 0.0), ("checking", 0.35), ("looking", 0.6), ("comparing", 0.65), ("working", 0.85), ("writing", 0.9))
"""The word with which the lines of each phase begin, and the share of the whole at which it begins."""
STEP = 0.15
FAILED = mark("That failed for a reason that is not in the files. The database is as it was; the server’s log has the details.")


class Stopped(Exception):
    """Somebody does not want the outcome any more."""


class Job:
    """`work` in a thread of its own; it is given a function to say how far it is.

    `line` is the last thing it said, `share` how much of it is done (a fair guess: nobody knows how long a phase takes).
    At the end there is an `outcome`, or an `error` in words, or neither where it was stopped.
    """

    def __init__(self, work: Callable[[Progress], Any]) -> None:
        self.line, self.share, self.error = "", 0.0, ""
        self.outcome: Any = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at it."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Return when it has ended, or after so many seconds."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Have it end at the next thing that it says, without an outcome."""
        self._stopped = True

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self.outcome = work(self._hear)
        except Stopped:
            pass
        except CannotImport as error:
            self.error = str(error)
        except Exception:  # nobody reads this thread
            if self._stopped:  # its files are gone
                return
            logging.getLogger("fourcast").warning("An import failed", exc_info=True)
            self.error = FAILED

    def _hear(self, line: str) -> None:
        if self._stopped:
            raise Stopped
        begun = [(share, place) for place, (word, share) in enumerate(PHASES) if line.casefold().startswith(word)]
        if begun:
            share, place = begun[0]
            end = PHASES[place + 1][1] if place + 1 < len(PHASES) else 1.0
            self.share = max(self.share + STEP * (end - self.share), share) if self.share < end else self.share
        self.line = line
