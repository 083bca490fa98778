"""A column that can be read in two ways, where not even all of it says which: to be asked, never guessed."""


class Undecided(Exception):
    """Both readings of a column make sense, so the user has to say which is right.

    `answer` names the field of `Context` that settles it (`day_first` or `decimal_comma`); `examples` are up to three
    cells that read both ways; `readings` are the first of them read as True and as False would have it, and `options`
    the command's two options for that.
    """

    OPTIONS = {"day_first": ("--day-first", "--month-first"), "decimal_comma": ("--decimal-comma", "--decimal-point")}

    def __init__(self, answer: str, examples: list[str], readings: tuple[str, str]) -> None:
        shown = ", ".join(examples)
        super().__init__(f"{shown} can be read in two ways: {examples[0]} is {readings[0]} or {readings[1]}")
        self.answer, self.examples, self.readings = answer, examples, readings
        self.options: tuple[str, str] = self.OPTIONS[answer]
