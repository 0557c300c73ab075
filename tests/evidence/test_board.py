from feedback.evidence.board import board, theme_counts
from feedback.evidence.claims import AUDIENCES
from feedback.evidence.findings import Evidence
from feedback.evidence.frameworks import all_frameworks, all_themes
from tests.evidence.planting import FIRST, LAST, Planter, Said


def counts(evidence: Evidence, theme: str = "premises") -> dict[str, tuple[int, int, int]]:
    found = theme_counts(evidence, all_themes()[theme]).audiences
    return {c.audience: (c.strengths.counted, c.concerns.counted, c.neutral.counted) for c in found}


def test_respondents_are_counted_and_not_findings(planter: Planter) -> None:
    planter.respond(Said("premises"), Said("premises", text="And the door does not lock."))
    planter.respond(Said("premises"))
    assert counts(planter.evidence()) == {"survivor": (0, 2, 0)}


def test_audiences_are_never_merged(planter: Planter) -> None:
    for number, audience in enumerate(AUDIENCES, start=1):
        for _ in range(number):
            planter.respond(Said("premises"), audience=audience)
    assert counts(planter.evidence()) == {a: (0, n, 0) for n, a in enumerate(AUDIENCES, start=1)}


def test_mixed_words_are_a_strength_and_a_concern_and_neutral_ones_stand_apart(planter: Planter) -> None:
    planter.respond(Said("premises", "mixed"))
    planter.respond(Said("premises", "neutral"))
    assert counts(planter.evidence()) == {"survivor": (1, 1, 1)}


def test_a_respondent_counts_once_under_the_surest(planter: Planter) -> None:
    planter.respond(Said("premises"), Said("premises", certainty="suggested"), Said("premises", from_answer=True))
    concerns = theme_counts(planter.evidence(), all_themes()["premises"]).audiences[0].concerns
    assert (concerns.confirmed, concerns.answered, concerns.tagged, concerns.suggested) == (0, 1, 0, 0)


def test_suggestions_are_kept_apart_and_count_as_nothing(planter: Planter) -> None:
    planter.respond(Said("premises", certainty="suggested"))
    concerns = theme_counts(planter.evidence(), all_themes()["premises"]).audiences[0].concerns
    assert (concerns.counted, concerns.suggested) == (0, 1)


def test_the_past_is_not_counted_and_still_there_to_be_read(planter: Planter) -> None:
    planter.respond(Said("safety", about_service=False))
    evidence = planter.evidence()
    assert counts(evidence, "safety") == {}
    assert [claim.about_service for claim in evidence.of_theme("safety")] == [False]


def test_only_the_services_own_weeks_and_responses_are_seen(planter: Planter) -> None:
    planter.respond(Said("premises"), week=FIRST.replace(month=7, day=27))
    planter.respond(Said("premises"), week=LAST.replace(month=10, day=5))
    planter.respond(Said("premises"), week=LAST)
    assert counts(planter.evidence()) == {"survivor": (0, 1, 0)}


def test_every_framework_shows_every_theme_once(planter: Planter) -> None:
    evidence = planter.evidence()
    for framework in all_frameworks().values():
        seen = board(evidence, framework)
        shown = [c.theme.code for group in (*seen.items, seen.outside_framework, seen.outside_control) for c in group.themes]
        assert sorted(shown) == sorted(all_themes()), framework.code
        assert len(seen.items) == len(framework.items)


def test_what_the_provider_cannot_change_stands_apart(planter: Planter) -> None:
    seen = board(planter.evidence(), all_frameworks()["key-questions"])
    assert [c.theme.code for c in seen.outside_control.themes] == ["decisions"]
    assert all(not c.theme.outside_provider for group in seen.items for c in group.themes)


def test_the_same_tags_are_seen_through_every_framework(planter: Planter) -> None:
    planter.respond(Said("interpreters", "strength"))
    for framework in all_frameworks().values():
        groups = board(planter.evidence(), framework).groups
        spoken = [c for group in groups for c in group.themes if c.audiences]
        assert [c.theme.code for c in spoken] == ["interpreters"]


def test_a_theme_nobody_spoke_of_has_no_audiences(planter: Planter) -> None:
    assert theme_counts(planter.evidence(), all_themes()["transport"]).audiences == ()


def test_respondents_are_told_apart_by_how_they_came_and_faults_are_told(planter: Planter) -> None:
    planter.respond(provenance="invitation")
    planter.respond()
    planter.respond(audience="staff")
    planter.respond(fault="unreadable")
    evidence = planter.evidence()
    assert {a: dict(c) for a, c in evidence.respondents.items()} == {
        "survivor": {"invitation": 1, "open-link": 1},
        "staff": {"open-link": 1},
    }
    assert evidence.faults == {"unreadable": 1}
