"""Stage words of systems with several pipelines: a stage of one pipeline is not that of the same name in another.

«Proposal» is a stage of the usual pipeline, «Proposal (Partners)» that of another; whoever maps stages sees both.
"""

from functools import cache

USUAL = frozenset({"", "default", "pipeline", "sales pipeline", "deal pipeline", "vertriebspipeline", "セールスパイプライン"})
"""The pipeline that a system begins with, case-folded."""


@cache
def parted(text: str) -> tuple[str, str]:
    """«Proposal (Sales (EU))» → («Proposal», «Sales (EU)»); without a last pair of brackets there is no pipeline."""
    depth = 0
    for place in range(len(text) - 1, 0, -1) if text.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return text[:place].strip(), text[place + 1 : -1].strip()
    return text, ""


@cache
def stage_word(stage: str, pipeline: str | None = None) -> str:
    """One word for a stage, whether its pipeline stands beside it or behind it in brackets, or nowhere."""
    alone, behind = parted(stage)
    if pipeline is None:
        return alone if behind and behind.casefold() in USUAL else stage
    alone = alone if behind and behind.casefold() == pipeline.casefold() else stage
    return alone if pipeline.casefold() in USUAL else f"{alone} ({pipeline})"
