"""Who may do what on whose row: written out by hand, by the issue and not by the code.

In a cell: `x` done; `.` refused, in the words that a row that there is not gets too; `-` cannot be done by anybody who may
see it, and they are told why. Columns name whose row it is; `nobody` is an id that there is not.
"""

OF_PEOPLE = """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo nobody
Evadne    x      x      x      x      x      x      x      x      x      x      .
Maximo    .      x      x      x      x      x      x      .      .      .      .
Subira    .      .      x      x      .      .      .      .      .      .      .
Leandr    .      .      .      x      .      .      .      .      .      .      .
Annika    .      .      .      .      x      .      .      .      .      .      .
Bobrik    .      .      .      .      .      x      .      .      .      .      .
Gustel    .      .      .      .      .      .      .      .      .      .      .
Miroda    .      .      .      .      .      .      .      x      x      x      .
Zoelda    .      .      .      .      .      .      .      .      x      .      .
Adelmo    .      .      .      .      .      .      .      .      .      x      .
Siddal    .      .      .      .      .      .      .      .      .      .      .
Berenk    .      .      .      .      .      .      .      .      .      .      .
Ozimir    .      .      .      .      .      .      .      .      .      .      .
"""
"""Whose book somebody sees, and in whose deals they may write: their own and those of everybody below, at any depth."""

OF_CALLS = """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo nobody
Evadne    x      x      x      x      x      x      -      x      x      x      .
Maximo    .      x      x      x      x      x      -      .      .      .      .
Subira    .      .      x      x      .      .      .      .      .      .      .
Leandr    .      .      .      x      .      .      .      .      .      .      .
Annika    .      .      .      .      x      .      .      .      .      .      .
Bobrik    .      .      .      .      .      x      .      .      .      .      .
Gustel    .      .      .      .      .      .      .      .      .      .      .
Miroda    .      .      .      .      .      .      .      x      x      x      .
Zoelda    .      .      .      .      .      .      .      .      x      .      .
Adelmo    .      .      .      .      .      .      .      .      .      x      .
Siddal    .      .      .      .      .      .      .      .      .      .      .
Berenk    .      .      .      .      .      .      .      .      .      .      .
Ozimir    .      .      .      .      .      .      .      .      .      .      .
"""
"""For whom somebody calls: the same, but nobody calls for who left."""

OF_JUDGEMENTS = """
          Evadne Maximo Subira Leandr Annika Bobrik Miroda Zoelda Adelmo nobody
Evadne    x      .      .      .      .      .      .      .      .      .
Maximo    .      x      .      .      .      .      .      .      .      .
Subira    .      .      x      .      .      .      .      .      .      .
Leandr    .      .      .      x      .      .      .      .      .      .
Annika    .      .      .      .      x      .      .      .      .      .
Bobrik    .      .      .      .      .      x      .      .      .      .
Gustel    .      .      .      .      .      .      .      .      .      .
Miroda    .      .      .      .      .      .      x      .      .      .
Zoelda    .      .      .      .      .      .      .      x      .      .
Adelmo    .      .      .      .      .      .      .      .      x      .
Siddal    .      .      .      .      .      .      .      .      .      .
Berenk    .      .      .      .      .      .      .      .      .      .
Ozimir    .      .      .      .      .      .      .      .      .      .
"""
"""Whose judgement somebody withdraws: their own alone."""

OF_TEAMS = """
          whole  Maximo Subira Miroda nobody
Evadne    x      x      x      x      .
Maximo    .      x      x      .      .
Subira    .      .      x      .      .
Leandr    .      .      .      .      .
Annika    .      .      .      .      .
Bobrik    .      .      .      .      .
Gustel    .      .      .      .      .
Miroda    .      .      .      x      .
Zoelda    .      .      .      .      .
Adelmo    .      .      .      .      .
Siddal    .      .      .      .      .
Berenk    .      .      .      .      .
Ozimir    .      .      .      .      .
"""
"""Whose reviews somebody holds and whose minutes they read: a manager's own and those below, an executive every one."""

OF_DECIDING_ON = """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo nobody
Evadne    x      x      x      x      x      x      x      x      x      x      .
Maximo    .      x      x      x      x      x      x      .      .      .      .
Subira    .      .      x      x      .      .      .      .      .      .      .
Miroda    .      .      .      .      .      .      .      x      x      x      .
"""
"""On whose deal a leader's own review decides something."""

OF_DECIDING_WHO = """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo Siddal nobody
Evadne    x      x      x      x      x      x      -      x      x      x      x      .
Maximo    .      x      x      x      x      x      -      .      .      .      .      .
Subira    .      .      x      x      .      .      .      .      .      .      .      .
Miroda    .      .      .      .      .      .      .      x      x      x      .      .
"""
"""Who is to do what a leader's own review decides: whom they see, if they work here."""

OF_DECISIONS = """
          whole  Maximo Subira Miroda nobody
Evadne    x      x      x      x      .
Maximo    .      x      x      .      .
Subira    .      .      x      .      .
Leandr    .      .      x      .      .
Annika    .      x      .      .      .
Bobrik    .      .      .      .      .
Gustel    .      .      .      .      .
Miroda    x      .      .      x      .
Zoelda    .      .      .      x      .
Adelmo    .      .      .      .      .
Siddal    .      .      .      .      .
Berenk    .      .      .      .      .
Ozimir    .      .      .      .      .
"""
"""Who says what became of a decision of that team's review: who holds it, and who was to do it (house.DOERS)."""

OF_SCENARIOS = """
          Evadne Maximo Annika Zoelda nobody
Evadne    x      .      .      .      .
Maximo    .      x      .      .      .
Subira    .      .      .      .      .
Leandr    .      .      .      .      .
Annika    .      .      x      .      .
Bobrik    .      .      .      .      .
Gustel    .      .      .      .      .
Miroda    .      .      .      .      .
Zoelda    .      .      .      x      .
Adelmo    .      .      .      .      .
Siddal    .      .      .      .      .
Berenk    .      .      .      .      .
Ozimir    .      .      .      .      .
"""
"""Whose saved scenario somebody saves again or puts aside: their own alone, also an executive."""

OF_THEIR_OWN = """
          new
Evadne    x
Maximo    x
Subira    x
Leandr    x
Annika    x
Bobrik    x
Gustel    .
Miroda    x
Zoelda    x
Adelmo    x
Siddal    .
Berenk    .
Ozimir    .
"""
"""Who saves a scenario of their own and reads news: whoever sees deals."""

OF_ADMINISTRATORS = """
          Evadne Annika Zoelda
Evadne    .      .      .
Maximo    .      .      .
Subira    .      .      .
Leandr    .      .      .
Annika    .      .      .
Bobrik    .      .      .
Gustel    .      .      .
Miroda    .      .      .
Zoelda    .      .      .
Adelmo    x      x      x
Siddal    .      .      .
Berenk    .      .      .
Ozimir    .      .      .
"""
"""Who sets quotas, settings, people and stand-ins, looks as others and looks after imports: administrators alone."""


OF_SETTLING = """
          Annika nobody
Evadne    .      .
Maximo    .      .
Annika    .      .
Gustel    .      .
Zoelda    .      .
Adelmo    -      -
Siddal    .      .
Berenk    .      .
Ozimir    .      .
"""
"""Who settles what became of a deal: administrators, who are told that these are not missing."""


def cells(grid: str) -> dict[str, dict[str, str]]:
    """Who acts → whose row → the cell."""
    head, *lines = (line.split() for line in grid.strip().splitlines())
    return {who: dict(zip(head, row, strict=True)) for who, *row in lines}
