"""The demo company is believable: its rates lie near the references of DOMAIN.md and the marks of real life show."""

import pandas as pd

from seed_data.clock import ZONE
from tests.seed_data.reading import DISCOVERY, LOST, NEGOTIATION, SRL, WON, Told


def win_rate(deals: pd.DataFrame) -> float:
    return float((deals.stage_id == WON).mean())


def quarter(days: pd.Series) -> pd.Series:
    return days.dt.to_period("Q").astype(str)


def test_it_has_the_size_it_was_asked_for(told: Told) -> None:
    people = told["person"]

    assert len(told["deal"]) == 6000
    assert len(told["lead"]) == 15_000
    assert 38 <= len(people) <= 46
    assert people.role.value_counts()[["executive", "marketing"]].to_list() == [1, 1]
    assert set(people.way.dropna()) == {"hunter", "farmer", "hybrid"}
    assert people.region.nunique() == 4
    assert people.admin.sum() == 1
    assert people.email.is_unique
    assert people.name.str.contains("[\u4e00-\u9fff]").sum() >= 2
    assert 4 <= len(told["deal_version"]) / 6000 <= 5.5
    assert 7 <= len(told["activity"]) / 6000 <= 12


def test_versions_are_contiguous_and_begin_with_the_deal(told: Told) -> None:
    versions = told["deal_version"]
    assert versions.deal_id.is_monotonic_increasing
    same = versions.deal_id.eq(versions.deal_id.shift(-1))
    following = versions.valid_from.shift(-1)
    first = versions[~versions.deal_id.duplicated()].set_index("deal_id").valid_from

    assert (versions.valid_to[same] == following[same]).all()
    assert (versions.valid_to[same] > versions.valid_from[same]).all()
    assert versions.valid_to[~same].isna().all()
    assert (first == told["deal"].set_index("id").created_at).all()


def test_each_version_changes_something(told: Told) -> None:
    versions = told["deal_version"]
    states = versions[["deal_id", "stage_id", "amount", "close_date", "category", "owner_id", "next_step"]]

    repeated = states.astype(object).where(states.notna(), "").eq(states.shift().astype(object).where(states.shift().notna(), ""))

    assert not repeated.all(axis=1).any()


def test_nothing_has_happened_after_today(told: Told) -> None:
    for name, rows in told.tables.items():
        for column in rows.columns:
            if column.endswith("_on"):
                assert not (rows[column] > told.today).any(), (name, column)


def test_work_is_done_in_working_hours(told: Told) -> None:
    local = pd.to_datetime(told["deal_version"].valid_from, utc=True).dt.tz_convert(ZONE)

    assert local.dt.hour.between(7, 18).all()
    assert (local.dt.day_of_week < 5).all()


def test_funnel_rates_are_near_their_references(told: Told) -> None:
    leads, deals = told["lead"], told.deals
    mature = leads[leads.mql_on < told.today - pd.Timedelta(days=60)]
    begun = deals[(deals.created_on < told.today - pd.Timedelta(days=90)) & deals.lead_id.notna()]

    assert 0.20 <= mature.deal_id.notna().mean() <= 0.40
    assert 0.80 <= begun.sql_on.notna().mean() <= 0.90


def test_win_rates_are_near_their_references(told: Told) -> None:
    by_kind = told.closed.groupby("kind")

    assert 0.26 <= win_rate(by_kind.get_group("new")) <= 0.34
    assert 0.70 <= win_rate(by_kind.get_group("existing")) <= 0.80
    assert 0.3 <= (told.deals.kind == "existing").mean() <= 0.45


def test_lead_and_deal_name_each_other(told: Told) -> None:
    leads, deals = told["lead"], told["deal"].set_index("id")
    became = leads[leads.deal_id.notna()].set_index("deal_id")
    from_lead = deals[deals.lead_id.notna()]

    assert set(became.index) == set(from_lead.index)
    assert (became.id.reindex(from_lead.index) == from_lead.lead_id).all()
    assert (became.handed_over_at.reindex(from_lead.index) == from_lead.created_at).all()
    assert 0.3 <= len(from_lead) / len(deals) <= 0.6


def test_moments_of_a_lead_follow_each_other(told: Told) -> None:
    leads = told["lead"]
    handed, out = leads.dropna(subset="handed_over_at"), leads.dropna(subset=["disqualified_at", "mql_at"])

    assert (leads.mql_at.dropna() > leads.created_at[leads.mql_at.notna()]).all()
    assert (handed.handed_over_at > handed.mql_at).all()
    assert (out.disqualified_at > out.mql_at).all()
    assert not (leads.handed_over_at.notna() & leads.disqualified_at.notna()).any()
    assert leads.disqualify_reason.notna().eq(leads.disqualified_at.notna()).all()


def test_quarters_end_with_a_rush(told: Told) -> None:
    won = told.deals[told.deals.stage_id == WON].close_date
    left = (won.dt.to_period("Q").dt.end_time.dt.normalize() - won).dt.days

    assert (left < 14).mean() > 0.25  # an even spread would give 0.15


def test_each_push_lowers_the_chance_to_win(told: Told) -> None:
    new = told.closed[told.closed.kind == "new"]
    rates = [win_rate(new[new.pushes.clip(upper=3) == n]) for n in range(4)]

    assert rates == sorted(rates, reverse=True)
    assert rates[3] < rates[0] - 0.1


def test_a_fast_first_answer_raises_conversion(told: Told) -> None:
    activities, leads = told["activity"], told["lead"].set_index("id")
    out = activities[(activities.direction == "out") & activities.done & activities.lead_id.notna()]
    waited = out.groupby("lead_id").happened_at.min().reindex(leads.index) - leads.created_at
    mature = leads.mql_on < told.today - pd.Timedelta(days=60)
    became = leads.deal_id.notna()
    fast, slow = became[mature & (waited <= pd.Timedelta(hours=1))], became[mature & (waited > pd.Timedelta(days=1))]

    assert fast.mean() > slow.mean() + 0.1
    assert not became[mature & waited.isna()].any()
    assert (mature & waited.isna()).sum() > 100


def test_one_region_is_in_trouble(told: Told) -> None:
    by_region = told.closed.groupby("region")
    rates, pushes = by_region.stage_id.apply(lambda s: (s == WON).mean()), by_region.pushes.mean()

    assert rates.idxmin() == "Central"
    assert rates.drop("Central").min() > rates["Central"] + 0.05
    assert pushes.drop("Central").max() < pushes["Central"] - 0.3


def test_people_join_and_leave_and_leavers_hand_over_their_open_deals(told: Told) -> None:
    people, deals = told["person"], told.deals
    gone = people[people.active_to.notna() & (people.role == "rep")]
    open_deals = deals[deals.stage_id < WON]

    assert len(gone) >= 3
    assert people.active_from.notna().sum() >= 4
    assert not open_deals.owner_id.isin(gone.id).any()
    assert (deals.owner_id.isin(gone.id) & (deals.stage_id >= WON)).sum() > 100


def test_deals_belong_to_people_who_work_here(told: Told) -> None:
    versions = told["deal_version"].merge(told["person"][["id", "active_from", "active_to"]], left_on="owner_id", right_on="id")
    begun, began = pd.to_datetime(versions.active_from), versions.valid_from_on

    assert not (began < begun).any()


def test_reporting_lines_cover_everybody_and_change(told: Told) -> None:
    people, lines = told["person"], told["reporting_line"]
    managers = lines.groupby("person_id").manager_id.nunique()
    roles = people.set_index("id").role

    assert set(lines.person_id) == set(people.id[people.role != "executive"])
    assert (managers > 1).sum() >= 2
    assert set(roles[lines.manager_id]) == {"executive", "manager"}
    upper = lines[lines.manager_id.map(roles) == "manager"].person_id.map(roles)
    assert (upper == "manager").any()  # a team lead below a region's head


def test_open_pipeline_is_alive(told: Told) -> None:
    deals = told.deals
    due = deals[(deals.stage_id < WON)]
    age = (told.today - due.created_on).dt.days
    per_rep = due.groupby("owner_id").size()
    days_left = (due.close_date - told.today).dt.days
    stages = due.stage_id.value_counts()

    assert 15 <= per_rep.median() <= 60
    assert age.max() < 450
    assert age.median() < 120
    assert 0.03 < (days_left < 0).mean() < 0.15  # overdue
    assert (stages[[SRL, DISCOVERY, NEGOTIATION]] >= 20).all()
    assert (quarter(due.close_date) == "2026Q4").sum() > 100
    assert ((deals.stage_id == WON) & (quarter(deals.close_date) == "2026Q4")).sum() > 50


def test_some_amounts_are_missing(told: Told) -> None:
    assert 0.02 < told.deals.amount.isna().mean() < 0.07


def test_deals_skip_step_back_reopen_and_move_in_time_and_size(told: Told) -> None:
    versions = told["deal_version"]
    before = versions.groupby("deal_id")[["stage_id", "amount", "close_date", "owner_id"]].shift()
    stage, known = versions.stage_id, before.stage_id.notna()
    opens = stage < WON

    assert (opens & (stage > before.stage_id + 1)).sum() > 200
    assert (opens & (stage < before.stage_id) & (before.stage_id < WON)).sum() > 100
    assert (opens & (before.stage_id >= WON)).sum() > 50
    assert (opens & (versions.close_date < before.close_date)).sum() > 150
    assert (opens & (versions.close_date > before.close_date)).sum() > 1500
    assert (versions.amount.ne(before.amount) & versions.amount.notna() & before.amount.notna()).sum() > 500
    assert (known & (versions.owner_id != before.owner_id)).sum() > 100
    assert 0.15 < versions[versions.category.notna()].deal_id.nunique() / 6000 < 0.5
    assert (told.deals[told.deals.sql_on.isna()].stage_id == LOST).sum() > 300


def test_some_unqualified_deals_have_stalled(told: Told) -> None:
    first = told.deals[told.deals.stage_id == SRL]
    touched = told["activity"][told["activity"].done].groupby("deal_id").happened_on.max().reindex(first.index)
    changed = told["deal_version"].groupby("deal_id").valid_from_on.max().reindex(first.index)
    still = (told.today - pd.concat([touched, changed], axis=1).max(axis=1)).dt.days

    assert 3 <= (still >= 14).sum() < len(first)


def test_product_lines_add_up_to_their_deal(told: Told) -> None:
    sums = told["deal_line"].groupby("deal_id").amount.sum()

    assert (sums == told.deals.amount.reindex(sums.index)).all()
    assert len(sums) > 3000
