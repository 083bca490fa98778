"""Work of an import that takes its time: in a thread, so that the page stays alive, with how far it is."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from model.access import AccessDenied
from model.importing.report import CannotImport
from model.importing.steps import Progress, Step
from pages.parts.words import mark

Phases = tuple[tuple[str, float], ...]
"""The word with which the lines of each phase begin, and the share of the whole at which it begins."""
READING: Phases = (("reading", 0.0), ("checking", 0.3), ("looking", 0.6), ("comparing", 0.65), ("working", 0.85))
WRITING: Phases = (("waiting", 0.0), ("writing", 0.02), ("committing", 0.95))
PART = 0.15  # of what is left
FAILED = mark("That failed for a reason that is not in the files. The database is as it was; the server’s log has the details.")


class Stopped(Exception):
    """Somebody does not want the outcome any more."""


class Job:
    """`work` in a thread of its own; it is given a function to say how far it is.

    `line` is the last thing it said, `share` how much of it is done (a fair guess: nobody knows how long a phase takes).
    At the end there is an `outcome`, or an `error` in words, or neither where it was stopped.
    """

    def __init__(self, work: Callable[[Progress], Any], phases: Phases) -> None:
        self.line, self.share, self.error = "", 0.0, ""
        self.outcome: Any = None
        self._phases, self._stopped = phases, False
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
        except (CannotImport, AccessDenied) as error:
            self.error = str(error)
        except Exception:  # nobody reads this thread
            if self._stopped:  # its files are gone
                return
            logging.getLogger("fourcast").warning("An import failed", exc_info=True)
            self.error = FAILED

    def _hear(self, line: str) -> None:
        if self._stopped:
            raise Stopped
        self.share = max(self.share, self._share_after(line))
        self.line = line

    def _share_after(self, line: str) -> float:
        """As the line says itself, else a part of what its phase has left."""
        ends = [*(begin for _, begin in self._phases[1:]), 1.0]
        for (word, begin), end in zip(self._phases, ends, strict=True):
            if line.casefold().startswith(word):
                if isinstance(line, Step):
                    return begin + line.share * (end - begin)
                return self.share + PART * (end - self.share) if begin <= self.share < end else begin
        return self.share
