"""The Containerfile's steps, as far as they can be taken without a container engine: what it copies, sets, runs."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTAINERFILE = ROOT / "Containerfile"
PROGRAMMES = {"python": [sys.executable], "streamlit": [sys.executable, "-m", "streamlit"]}


def instructions() -> list[tuple[str, str]]:
    """Each instruction with what follows it, comments left out and continued lines joined."""
    lines = [line for line in CONTAINERFILE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def all_of(word: str) -> list[str]:
    """What follows every instruction of that name."""
    return [rest for each, rest in instructions() if each == word]


def copied() -> list[tuple[str, str]]:
    """Each file or folder that is copied, and where to."""
    return [(source, words[-1]) for words in map(str.split, all_of("COPY")) for source in words[:-1]]


def here(command: list[str]) -> list[str]:
    """A command of the image with this machine's Python instead of the image's."""
    return [*PROGRAMMES[command[0]], *command[1:]]


@dataclass(frozen=True)
class Image:
    """What the image would hold: its working folder, and the environment that it sets."""

    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        """This machine's environment without what the app reads, the image's, and `more`."""
        foreign = ("DATABASE_", "STREAMLIT_", "FOURCAST_")
        own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        set_by_image = dict(pair.split("=", 1) for line in all_of("ENV") for pair in line.split())
        return own | set_by_image | {"HOME": str(self.folder)} | more

    def run(self, command: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in it to its end."""
        return subprocess.run(
            here(command), cwd=self.folder, env=self.environment(**environment), capture_output=True, text=True, timeout=120
        )

    def command(self) -> list[str]:
        """What the image starts."""
        words: list[str] = json.loads(all_of("CMD")[0])
        return here(words)

    def files(self) -> set[str]:
        """All files in it."""
        return {str(file.relative_to(self.folder)) for file in self.folder.rglob("*")}


def build(folder: Path) -> Image:
    """Copy what the Containerfile copies, and run what it runs of the app's own."""
    image = Image(folder)
    for source, target in copied():
        to = folder / target / (Path(source).name if target.endswith("/") and (ROOT / source).is_file() else "")
        to.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), dirs_exist_ok=True)
        else:
            shutil.copy2(ROOT / source, to)
    for step in all_of("RUN"):
        if step.startswith("python "):
            image.run(step.split()).check_returncode()
    return image
