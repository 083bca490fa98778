"""Files as they come, whatever their form: text, workbooks and zips as tables of text by column."""

from model.importing.files.opening import open_sources
from model.importing.files.source import Batch, Source

__all__ = ["Batch", "Source", "open_sources"]
