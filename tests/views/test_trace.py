"""Every number has an address: file, sheet and cell, import, person and time; what it was made from, and what it replaced."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.store import Store
from kpi.views import Views
from tests.views.world import BOARD, CONTROLLER, HELTID, HME, KORT, ROOT, deliver, fact, manager

DELIVERED: list[dict[str, object]] = []
"""What the tests that only read have delivered in one file, each for a year of its own; it stands before its test."""
DELIVERED_AS = {"file": "heltid.xlsx", "user": "mia"}


def month(unit: str, number: int, value: float, n: int = 40, *, year: int = 2024, **more: object) -> dict[str, object]:
    made = fact(KORT, unit, f"{year}-{number:02}", value, n=n, method="A", numerator=value * n, denominator=100.0 * n)
    return made | more


DELIVERED += [fact(HELTID, ROOT, 2024, 74.0, n=7000, row=17)]


def test_a_delivered_figure_has_a_cell(views: Views, shared: Store) -> None:
    batch = views.batches(CONTROLLER)[0]
    (origin,) = views.trace(CONTROLLER, HELTID, year=2024).origins
    assert (origin.address, origin.file, origin.batch, origin.user, origin.sex, origin.active) == (
        "Värden!E17", "heltid.xlsx", batch.batch, "mia", "T", True,
    )  # fmt: skip
    assert len(origin.sha256) == 64
    assert origin.time == batch.time


DELIVERED += [fact(HELTID, ROOT, 2023, 74.0, n=7000, row=17) | {"row_last": 43, "sheet": "Utfall 2024", "col": "D–F, H"}]


def test_a_figure_of_many_rows_is_given_by_its_columns(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, HELTID, year=2023).origins[0]
    assert (found.address, found.rows) == ("'Utfall 2024'!D:F, 'Utfall 2024'!H:H", "")


ROWS = {"V1": (40, 2, 41), "V2": (7, 42, 48), "O2": (40, 49, 88), "O3": (50, 89, 138)}
DELIVERED += [fact(HELTID, unit, 2026, 74.0, n=n, row=first) | {"row_last": last} for unit, (n, first, last) in ROWS.items()]


def test_the_rows_of_the_neighbours_do_not_tell_how_many_a_small_group_is(views: Views, shared: Store) -> None:
    """Rows 2–41 and 49–88 of a file of persons leave seven rows for the unit between."""
    for code in ("V1", "O2", "O3", ROOT):
        assert {o.rows for o in views.trace(CONTROLLER, HELTID, unit=code, year=2026).origins} == {""}


SHEETS = {"K": ("Kvinnor", 4), "M": ("Män", 9), "T": ("Kvinnor/Män", 4)}
DELIVERED += [fact(HELTID, ROOT, 2022, 74.0, n=3500, sex=sex, row=row) | {"sheet": sheet} for sex, (sheet, row) in SHEETS.items()]


def test_a_total_of_women_and_men_on_two_sheets_has_both_addresses(views: Views, shared: Store) -> None:
    (origin,) = views.trace(CONTROLLER, HELTID, year=2022).origins
    assert (origin.address, origin.sheet) == ("Kvinnor!E4, Män!E9", "Kvinnor, Män")


DELIVERED += [fact(HELTID, ROOT, 2025, 74.0, n=3500, sex=sex, row=4) | {"sheet": "Dag/Natt", "col": "C–D/D, F"} for sex in "KMT"]


def test_a_figure_of_persons_on_two_sheets_has_both_addresses_and_no_rows(views: Views, shared: Store) -> None:
    """Not even where the first row of the one sheet is the last of the other: that would tell of one person on each."""
    (origin,) = views.trace(CONTROLLER, HELTID, year=2025).origins
    assert (origin.address, origin.sheet, origin.rows) == ("Dag!C:D, Natt!D:D, Natt!F:F", "Dag, Natt", "")


DELIVERED += [fact(HELTID, "O3", 2018, 61.7, n=7) | {"row_last": 8}]


def test_the_address_of_a_small_group_does_not_tell_its_rows(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2018)
    assert [o.address for o in found.origins] == ["Värden!E:E"]
    assert found.parts == ()


DELIVERED += [fact(HELTID, "O1", 2020, 74.0, n=300), fact(HELTID, "O2", 2020, 75.0, n=300), fact(HELTID, "F2", 2020, 76.0, n=400)]


def test_a_rolled_figure_is_made_of_the_units_below(views: Views, shared: Store) -> None:
    top = views.trace(CONTROLLER, HELTID, year=2020)
    assert [(p.unit, p.name, p.value, p.n, p.origin) for p in top.parts] == [
        ("F1", "Förvaltning ett", 74.5, 600, "rolled"),
        ("F2", "Förvaltning två", 76.0, 400, "delivered"),
    ]
    below = views.trace(CONTROLLER, HELTID, unit="F1", year=2020)
    assert [(p.unit, p.value) for p in below.parts] == [("O1", 74.0), ("O2", 75.0)]
    assert views.trace(CONTROLLER, HELTID, unit="O1", year=2020).parts == ()


DELIVERED += [fact(HELTID, "O1", 2019, 61.7, n=6), fact(HELTID, "O2", 2019, 75.0, n=300), fact(HELTID, "F2", 2019, 76.0, n=400)]


def test_parts_are_gated_and_within_reach(views: Views, shared: Store) -> None:
    assert [(p.unit, p.value, p.n, p.hidden) for p in views.trace(CONTROLLER, HELTID, unit="F1", year=2019).parts] == [
        ("O1", None, None, True),
        ("O2", None, None, True),
    ]
    assert views.trace(manager("V1"), HELTID, unit=ROOT, year=2019).parts == ()
    assert [p.unit for p in views.trace(manager("O3"), HELTID, unit=ROOT, year=2019).parts] == ["F2"]  # the unit above
    assert [p.unit for p in views.trace(BOARD, HELTID, unit="F1", year=2019).parts] == []


DELIVERED += [fact(HELTID, "O3", 2021, 70.0, n=40, sex="K"), fact(HELTID, "O3", 2021, 80.0, n=40, sex="M")]


def test_a_total_of_women_and_men_is_made_of_both(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2021)
    assert [(p.unit, p.sex, p.value) for p in found.parts] == [("O3", "K", 70.0), ("O3", "M", 80.0)]
    assert (found.kind, found.sex, found.period) == ("sexes", "T", "2021")
    assert views.trace(CONTROLLER, HELTID, unit="O3", year=2021, sex="K").parts == ()


DELIVERED += [month("O3", m, 3.0 + m / 10) for m in (1, 2)]


def test_a_year_of_months_is_made_of_them(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, KORT, unit="O3", year=2024)
    assert [(p.period, p.value, p.n) for p in found.parts] == [("2024-01", 3.1, 40), ("2024-02", 3.2, 40)]


def test_a_month_leads_to_its_own_cell_and_to_what_it_replaced(views: Views, organised: Store) -> None:
    deliver(organised, month("O3", 1, 3.1, row_first=5, row_last=5), month("O3", 2, 3.2, row_first=6, row_last=6), file="gammal.xlsx")
    deliver(organised, month("O3", 2, 3.4, row_first=9, row_last=9), file="ny.xlsx")
    found = views.trace(CONTROLLER, KORT, unit="O3", year=2024, month=2)
    assert (found.value, found.kind, found.period, found.status) == (3.4, "delivered", "2024-02", Status.NOT_ASSESSABLE)
    assert [(o.file, o.address) for o in found.origins] == [("ny.xlsx", "Värden!E9")]
    assert [(o.file, o.address, o.value) for o in found.superseded] == [("gammal.xlsx", "Värden!E6", 3.2)]
    assert found.note.startswith("Siffran är levererad.")


DELIVERED += [month("O1", 1, 3.0), month("O2", 1, 5.0)]


def test_a_rolled_month_is_made_of_the_months_below(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, KORT, unit="F1", year=2024, month=1)
    assert (found.value, found.kind) == (4.0, "rolled")
    assert [(p.unit, p.period, p.value) for p in found.parts] == [("O1", "2024-01", 3.0), ("O2", "2024-01", 5.0)]
    assert [o.unit for o in found.origins] == ["O1", "O2"]


DELIVERED += [month("O3", 1, 61.7, n=9, year=2023), month("O3", 2, 3.2, year=2023)]


def test_a_hidden_month_shows_no_number(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, KORT, unit="O3", year=2023, month=2)  # the months of a year are hidden all or none
    assert (found.value, found.status, found.parts) == (None, Status.SUPPRESSED, ())
    assert [(o.value, o.n, o.rows, o.address) for o in found.origins] == [(None, None, "", "Värden!E:E")]


def test_a_month_without_figures_and_a_month_that_there_is_not(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, KORT, unit="O3", year=2024, month=7)
    assert (found.value, found.status, found.origins, found.kind) == (None, Status.NOT_MEASURED, (), None)
    with pytest.raises(Refusal, match="Månaden 13"):
        views.trace(CONTROLLER, KORT, unit="O3", year=2024, month=13)


def test_a_figure_measured_in_another_way_has_its_own_origin(views: Views, organised: Store) -> None:
    deliver(organised, fact(HME, "O3", 2024, 75.0, n=40, method="officiell", row=4))
    deliver(organised, fact(HME, "O3", 2024, 73.0, n=40, method="beräknad ur svar", row=9), file="svar.xlsx")
    found = views.trace(CONTROLLER, HME, unit="O3", year=2024, method="beräknad ur svar")
    assert (found.value, found.method, found.status) == (73.0, "beräknad ur svar", Status.NOT_ASSESSABLE)
    assert [(o.file, o.address) for o in found.origins] == [("svar.xlsx", "Värden!E9")]
    assert views.trace(CONTROLLER, HME, unit="O3", year=2024).origins[0].address == "Värden!E4"
    with pytest.raises(Refusal, match="Metoden ”på känn”"):
        views.trace(CONTROLLER, HME, unit="O3", year=2024, method="på känn")


DELIVERED += [fact(HME, "O3", 2024, 75.0, n=9, method="officiell"), fact(HME, "O3", 2024, 61.7, n=12, method="beräknad ur svar")]


def test_a_hidden_figure_is_hidden_in_every_way_it_is_measured(views: Views, shared: Store) -> None:
    found = views.trace(CONTROLLER, HME, unit="O3", year=2024, method="beräknad ur svar")
    assert (found.value, found.status, found.parts) == (None, Status.SUPPRESSED, ())
    assert [(o.value, o.n, o.rows) for o in found.origins] == [(None, None, "")]


def test_what_was_undone_is_told_apart_from_what_was_replaced(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, ROOT, 2024, 73.0, n=7000))
    undone = deliver(organised, fact(HELTID, ROOT, 2024, 99.0, n=7000))
    deliver(organised, fact(HELTID, ROOT, 2024, 74.0, n=7000))
    organised.undo(undone, "eva", "fel fil")
    found = views.trace(CONTROLLER, HELTID, year=2024)
    assert [(o.value, o.active) for o in found.superseded] == [(99.0, False), (73.0, True)]


def test_a_date_is_the_end_of_that_day_in_sweden() -> None:
    from kpi.views.moments import moment

    assert moment("2026-03-01") == "2026-03-01T23:59:59.999999+01:00"
    assert moment("2026-07-01") == "2026-07-01T23:59:59.999999+02:00"
    assert moment("2026-03-01T09:30") == "2026-03-01T09:30:00+01:00"
    assert moment("2026-03-01T09:30:00+00:00") == "2026-03-01T09:30:00+00:00"
    assert (moment(None), moment("i går")) == (None, "i går")


def test_answers_about_files_are_in_the_log(views: Views, store: Store) -> None:
    store.remember({"unit:norra": "O1", "scale:x": ""}, "mia")
    store.forget("unit:norra", "eva", "fel enhet")
    assert [(a.question, a.answer, a.replaced, a.user, a.why, a.holds) for a in views.answers(CONTROLLER)] == [
        ("unit:norra", None, "O1", "eva", "fel enhet", False),
        ("scale:x", "", None, "mia", None, True),
        ("unit:norra", "O1", None, "mia", None, False),
    ]
    assert [e.kind for e in views.events(CONTROLLER)] == ["answer", "answer"]
    with pytest.raises(Refusal):
        views.answers(BOARD)
