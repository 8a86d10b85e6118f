"""``python -m kpi judgements``, ``annotations`` and ``shown``: write, approve, note, tell; exit codes and JSON."""

from __future__ import annotations

from tests.cli.shell import Shell

KORT, AREA = "korttidssjukfranvaro", "lonebildning"
AT = ("--year", 2024)


def test_a_judgement_is_written_approved_and_taken_back(begun: Shell) -> None:
    assert "ingen bedömning är skriven" in begun("judgements", "list", *AT).out
    begun("judgements", "write", AREA, "uncertain", *AT, "--why", "få mått", "--text", "Analys", "--user", "anna")
    assert begun("judgements", "approve", AREA, *AT, "--json").json["done"] == "approve"
    begun("judgements", "write", KORT, "not_reached", *AT, "--why", "takten räcker inte")
    told = begun("judgements", "list", *AT, "--json").json["judgements"]
    assert [(j["kind"], j["subject"], [h["step"] for h in j["history"]]) for j in told] == [
        ("goal", AREA, ["approved", "draft"]), ("indicator", KORT, ["draft"])]  # fmt: skip
    assert told[0]["history"][0]["written_by"] == "anna" and told[0]["history"][0]["outdated"] is False
    assert "Osäkert" in begun("judgements", "list", *AT).out
    begun("judgements", "withdraw", AREA, *AT, "--why", "fel år")
    assert begun("judgements", "list", *AT, "--json").json["judgements"][0]["history"][0]["step"] == "withdrawn"
    assert begun("check", "--json", code=0).json


def test_an_annotation_is_added_changed_and_removed(begun: Shell) -> None:
    assert "Inga metodbrott" in begun("annotations", "list").out
    id_ = begun("annotations", "add", KORT, "--kind", "break", "--period", "2024-q2", "--text", "Nytt system", "--json").json["subject"]
    begun("annotations", "change", id_, "--period", "2024", "--why", "från årets början")
    begun("annotations", "add", KORT, "--kind", "event", "--period", "2023", "--text", "Ny organisation")
    told = begun("annotations", "list", "--json").json["annotations"]
    assert [(a["kind"], a["period"], a["holds"]) for a in told] == [
        ("event", "2023", True), ("break", "2024", True), ("break", "2024-Q2", False)]  # fmt: skip
    assert "Metodbrott" in begun("annotations", "list").out
    begun("annotations", "remove", id_, "--why", "var inget brott")
    assert [a["holds"] for a in begun("annotations", "list", "--json").json["annotations"]] == [False, True, False, False]


def test_what_has_changed_since_it_was_shown(begun: Shell) -> None:
    assert begun("shown", "changes", *AT, "--json", code=2).json["error"]["code"] == "never_shown"
    assert "inget är antecknat" in begun("shown", "list", *AT).out
    begun("shown", "add", "Regionstyrelsen", *AT, "--day", "2024-02-03")
    assert [s["audience"] for s in begun("shown", "list", *AT, "--json").json["shown"]] == ["Regionstyrelsen"]
    assert "Regionstyrelsen" in begun("shown", "list", *AT).out
    begun("judgements", "write", AREA, "reached", *AT, "--why", "når målen")
    begun("judgements", "approve", AREA, *AT)
    found = begun("shown", "changes", *AT, "--json").json
    assert (found["since"], found["audience"], [j["now"] for j in found["judgements"]]) == ("2024-02-03", "Regionstyrelsen", ["reached"])
    assert found["summary"] in begun("shown", "changes", *AT).out
    begun("shown", "remove", "Regionstyrelsen", *AT, "--day", "2024-02-03", "--why", "fel möte")
    assert begun("shown", "list", *AT, "--json").json["shown"] == []


def test_what_cannot_be_is_refused_with_two(begun: Shell) -> None:
    for words, code in [
        (("judgements", "write", "xx", "reached", *AT, "--why", "x"), "unknown_subject"),
        (("judgements", "write", AREA, "kanske", *AT, "--why", "x"), "usage"),
        (("judgements", "write", AREA, "reached", *AT, "--why", " "), "reason_missing"),
        (("judgements", "approve", AREA, *AT), "no_draft"),
        (("judgements", "withdraw", AREA, *AT, "--why", "x"), "not_approved"),
        (("annotations", "add", KORT, "--kind", "event", "--period", "våren", "--text", "x"), "bad_period"),
        (("annotations", "change", "h-99", "--why", "x"), "unknown_annotation"),
        (("annotations", "remove", "h-99", "--why", "x"), "unknown_annotation"),
        (("shown", "add", "Nämnden", *AT, "--day", "2099-01-01"), "future_day"),
    ]:
        assert begun(*words, "--json", code=2).json["error"]["code"] == code
