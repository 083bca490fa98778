"""The systems whose files are read."""

from model.importing.dialect import Dialect
from model.importing.dialects.maven import MAVEN
from model.importing.dialects.plain import PLAIN

DIALECTS: tuple[Dialect, ...] = (PLAIN, MAVEN)
