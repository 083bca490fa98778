"""Sessions that go on: who signed out, was removed, moved or signed in too long ago is shown nothing more, at the next run."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from model.access import MACHINE_OWNER, AccessDenied, Viewer
from model.commands.people import let_stand_in, set_manager, set_person
from model.commands.settings import set_value
from pages.door import ended
from pages.parts import navigation, view, viewers
from tests.access.hidden import found
from tests.access.house import TODAY, firm_of
from tests.access.pages import Signing, asked, sent, shown
from tests.access.plain import is_plain
from tests.company import Company

Home = tuple[Company, Signing]
HOURS = 3600


def given(company: Company, person: str, **values: Any) -> None:
    set_person(company.engine, MACHINE_OWNER, person=company.ids[person], **values)


def test_the_case_and_the_blanks_of_an_e_mail_do_not_count(home: Home) -> None:
    home[1].as_("Annika", email=" ANNIKA@Example.COM ")

    assert shown(asked()) == "my_pipeline"


def test_a_session_ends_by_the_companys_hours_while_it_runs(home: Home) -> None:
    company, signed = home
    signed.as_("Annika", iat=time.time() - 2 * HOURS)
    test = asked()
    assert shown(test) == "my_pipeline"

    set_value(company.engine, MACHINE_OWNER, key="session_hours", value="1")

    assert is_plain(test.run(), "Annika")
    assert "signed in for long enough" in str(test.text[0].value)
    set_value(company.engine, MACHINE_OWNER, key="session_hours", value="12")


def _acts() -> None:
    """What a button's callback does, which comes before the run looks who is there."""
    import streamlit as st

    from pages.parts import view

    st.session_state["acts"] = view.acting()


def acts(shown_before: AppTest | None) -> Viewer:
    """Who would write in a callback of a session that shows this, or nothing."""
    test = AppTest.from_function(_acts)
    for key in (view.KEY, viewers.SITTING) if shown_before else ():
        test.session_state[key] = shown_before.session_state[key]  # type: ignore[index]
    found: Viewer = test.run().session_state["acts"]
    return found


def test_a_callback_writes_in_nobodys_name_who_is_not_there_any_more(home: Home) -> None:
    company, signed = home
    signed.as_("Adelmo")
    test = asked("imports")
    assert acts(test) == test.session_state[view.KEY].viewer
    assert acts(None) != MACHINE_OWNER

    sitting = test.session_state[viewers.SITTING]
    test.session_state[viewers.SITTING] = replace(sitting, claims=sitting.claims | {"iat": time.time() - 13 * HOURS})

    for viewer in (acts(test), acts(None)):
        with pytest.raises(AccessDenied):
            set_value(company.engine, viewer, key="stall_days", value="55")


def test_who_signs_out_in_one_session_is_shown_nothing_more_in_another_and_writes_nothing(home: Home) -> None:
    company, signed = home
    signed.as_("Adelmo", nonce="first")
    test, other = asked("imports"), asked("imports")
    assert (shown(test), acts(other)) == ("imports", other.session_state[view.KEY].viewer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.logout", lambda: None)
        test.button(key="sign out sidebar").click().run()

    with pytest.raises(AccessDenied):
        set_value(company.engine, acts(other), key="stall_days", value="55")
    for session in (other.run(), asked("imports"), test.run()):
        assert is_plain(session, "Adelmo")
        assert session.text[0].value == "You have signed out: sign in again to go on."
        assert view.KEY not in session.session_state
    signed.claims = signed.claims | {"nonce": "second"}
    assert shown(asked("imports")) == "imports"
    ended._until.clear()


def test_another_page_that_is_not_theirs_is_not_opened_from_within(home: Home) -> None:
    home[1].as_("Ozimir")
    test = asked()
    for page in ("audit", "people", "forecast_review", "deal"):
        before = sent(test)
        try:
            test.switch_page(navigation.file_of(page)).run()
        except ValueError:  # Streamlit itself does not know it
            test.run()

        assert not test.exception
        assert (shown(test), sent(test.run())) == ("rollup", before)


def test_two_sessions_of_one_process_never_share_rows(home: Home) -> None:
    _, signed = home
    for who in ("Evadne", "Annika", "Bobrik", "Adelmo", "Annika", "Subira", "Ozimir", "Evadne", "Berenk"):
        signed.as_(who)
        test = asked("replay" if who == "Ozimir" else "lead_funnel" if who == "Berenk" else "qualified_pipeline")
        assert found(test, who) == set(), who
        own = {"Annika": "Agateum", "Bobrik": "Basaltz"}.get(who)
        assert own is None or own.encode() in sent(asked("my_pipeline"))


def test_an_administrator_who_looks_as_somebody_sees_what_they_see(home: Home) -> None:
    home[1].as_("Adelmo")
    test = asked("my_pipeline", view_as="Annika, rep")

    assert "You look as Annika" in "".join(str(each.value) for each in test.markdown)
    assert b"Agateum" in sent(test)
    assert not [word for word in ("Amberly", "Zirconz", "Basaltz") if word.encode() in sent(test)]
    assert shown(asked("minutes", view_as="Ozimir, observer")) == "rollup"


def test_a_stand_in_sees_the_absents_book_while_it_lasts(home: Home) -> None:
    company, signed = home
    signed.as_("Bobrik")
    asks = {"page": "my_pipeline", "in_place_of": "Miroda"}
    assert b"Zirconz" not in sent(asked(**asks))

    both = {"absent": company.ids["Miroda"], "person": company.ids["Bobrik"]}
    let_stand_in(company.engine, MACHINE_OWNER, **both, first=TODAY, last=TODAY)

    test = asked("deal", in_place_of="Miroda", deal="Zirconz")
    assert b"4,903,1" in sent(test) or b"Zirconz" in sent(test)
    assert "You stand in for Miroda" in "".join(str(each.value) for each in test.markdown)
    assert b"Basaltz" not in sent(test)


def test_who_was_moved_is_gone_from_the_old_managers_next_run(home: Home) -> None:
    company, signed = home
    signed.as_("Maximo")
    test = asked("deal", deal="Basaltz")
    assert firm_of("Bobrik").encode() in sent(test)

    set_manager(company.engine, MACHINE_OWNER, person=company.ids["Bobrik"], manager=company.ids["Miroda"])
    test.run()

    assert not test.exception
    assert firm_of("Bobrik").encode() not in sent(test)
    assert b"There is no such deal in view" in sent(test)


def test_who_became_something_else_has_other_pages_at_the_next_run(home: Home) -> None:
    company, signed = home
    signed.as_("Subira")
    test = asked("minutes")
    assert shown(test) == "minutes"

    given(company, "Subira", role="observer")
    test.run()

    assert (shown(test), test.exception.len) == ("rollup", 0)
    assert not [word for word in ("Schistz", "Lapislz", "Leandr") if word.encode() in sent(test)]


def test_who_was_removed_is_shown_the_plain_page_at_the_next_run_and_can_write_nothing(home: Home) -> None:
    company, signed = home
    signed.as_("Annika")
    test = asked("my_pipeline")
    assert b"Agateum" in sent(test)

    given(company, "Annika", active_to=TODAY - timedelta(days=1))
    test.run()

    assert is_plain(test, "Annika")
    assert view.KEY not in test.session_state
