"""What a file may be at most. Beyond these a file is refused, before it has taken the machine's memory or disk."""

BATCH_ROWS = 25_000
"""Rows held in memory at once."""
BATCH_CHARACTERS = 8_000_000
"""Characters held in memory at once: wide rows come in smaller batches."""

MAX_CELL = 131_072
"""Characters of one cell: Salesforce's longest text (Excel's is 32,767)."""
MAX_RECORD = 4_000_000
"""Characters of one row, its line breaks within quotation marks included."""
MAX_COLUMNS = 2_000
MAX_ROWS = 20_000_000
MAX_REJECTIONS = 10_000
"""Ragged rows of one file; with more, the file is not the table that its header says."""
MAX_REJECTED = 20_000_000
"""Characters of a file's rejected rows that are held in memory; of further ones only the place."""
MAX_PREAMBLE = 50
"""Lines above the header."""
MAX_FOOTER = 40
"""Lines below the table."""

MAX_BYTES = 4 * 1024**3
"""Bytes of one file, and of all that a zip holds."""
MAX_RATIO = 250
"""Expanded bytes for a compressed one: CSV has 5 to 50, a zip bomb a thousand."""
FREE_BYTES = 32 * 1024**2
"""The ratio of what expands to less than this does not matter."""
MAX_MEMBERS = 1_000
"""Files in a zip."""
MAX_SHEET_BYTES = 2 * 1024**3
"""Bytes of a sheet's XML."""
MAX_SHARED_TEXTS = 256 * 1024**2
"""Bytes of a workbook's table of texts, which is held in memory."""
MAX_SHEET_ROWS = 1_048_576
"""Excel's own."""
