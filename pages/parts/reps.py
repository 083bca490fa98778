"""The reps whose pipelines can be looked at, and what each is called there and in addresses."""

from model.people import Role
from pages.parts.view import View
from pages.parts.viewers import unlike


def labels_of(view: View) -> dict[int, str]:
    """person → label of the reps in view who work here on the day looked at; of those with one name each with their id."""
    in_view = view.book.people
    reps = [
        m for m in view.book.members if m.role == Role.REP and (in_view is None or m.id in in_view) and m.active_on(view.as_of)
    ]
    return unlike({m.id: m.name for m in reps}, {m.id: m.external_id for m in reps})
