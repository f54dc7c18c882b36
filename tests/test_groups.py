"""Groups of people side by side: who stays out of sight, how sure a difference is, and what is said of it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import bundled, demo_client, response_data, write

from cxassess import groups, groups_view, model, response, texts
from cxassess.errors import InvalidInput
from cxassess.exporters.json import groups_data
from cxassess.groups import FEWEST, MOST, Member
from cxassess.model import Compared, Estimate, Gap, Groups

# V6 of the subject matter: six leaders and nine of the front line; and the published example of Hogarty and Kromrey.
LEADERS = (75.0, 62.5, 68.75, 81.25, 70.0, 77.5)
FRONT = (50.0, 43.75, 56.25, 62.5, 37.5, 68.75, 47.5, 52.5, 58.75)
PUBLISHED = ((10, 10, 20, 20, 20, 30, 30, 30, 40, 50), (10, 20, 30, 40, 40, 50))
NEAR = {"abs": 1e-6}
TOPICS = ("vision", "purpose")

calm = settings(deadline=None, max_examples=60)
NAMES = ("", "A", "B", "B ", "b", "C", "D", "E", "F", "G", "H")


@st.composite
def crowds(draw: st.DrawFn) -> list[Member]:
    """Groups around the size from which they may be shown, mixed; some people lack the score of a topic."""
    sizes = draw(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 8), min_size=2))
    rnd, often = random.Random(draw(st.integers(0, 1000))), draw(st.sampled_from([0.6, 0.9, 1]))
    members = [
        Member(
            name,
            {topic: round(rnd.randrange(37) * 100 / 36, 9) for topic in TOPICS if rnd.random() <= often},
        )
        for name, size in sizes.items()
        for _ in range(size)
    ]
    return rnd.sample(members, len(members))


CROWDS = crowds()


# ---- What is computed ------------------------------------------------------------------------------------


def test_hedges_g_is_that_of_the_vector() -> None:
    one, other = groups.cell(LEADERS), groups.cell(FRONT)
    assert one.mean - other.mean == pytest.approx(19.444444, **NEAR)
    found = groups.hedges(one, other, 0.05)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((2.112801, 0.881206, 3.344396), **NEAR)


def test_cliffs_delta_is_that_of_the_vector_and_of_the_published_example() -> None:
    for pair, expected in (
        ((LEADERS, FRONT), (0.925926, 0.624107, 0.987298)),
        (PUBLISHED, (-0.25, -0.726585, 0.389006)),
    ):
        found = groups.cliff(*pair, 0.05)
        assert (found.value, found.low, found.high) == pytest.approx(expected, **NEAR)


def test_students_t_is_that_of_the_tables() -> None:
    known = {1: 12.706205, 2: 4.302653, 3: 3.182446, 4: 2.776445, 13: 2.160369, 1000: 1.962339}
    for df, expected in known.items():
        assert groups.student(0.975, df) == pytest.approx(expected, **NEAR)


def test_where_every_pair_points_the_same_way_delta_is_sure_of_its_end() -> None:
    found = groups.cliff((60.0,) * 5, (20.0, 30.0, 20.0, 10.0, 20.0), 0.05)
    assert (found.value, found.high) == (1, 1)
    nearly = groups.cliff((60.0,) * 500, (*[20.0] * 499, 70.0), 0.05)
    assert 0.5 < found.low < nearly.low < 1
    back = groups.cliff((20.0,) * 5, (60.0, 50.0, 50.0, 50.0, 50.0), 0.05)
    assert (back.value, back.low, back.high) == pytest.approx((-1, -1, -found.low))


POINTS = st.lists(st.integers(0, 36).map(lambda n: n * 100 / 36), min_size=5, max_size=12)


@calm
@given(POINTS, POINTS, st.randoms())
def test_an_effect_seen_from_the_other_side_is_the_same(
    one: list[float], other: list[float], rnd: Any
) -> None:
    """Exactly so for people in another order, and up to doubles with the sides exchanged."""
    mixed = rnd.sample(one, len(one))
    assert groups.cliff(mixed, other, 0.01) == groups.cliff(one, other, 0.01)
    assert groups.cell(mixed) == groups.cell(one)
    found, back = groups.cliff(one, other, 0.01), groups.cliff(other, one, 0.01)
    assert (back.value, back.low, back.high) == pytest.approx((-found.value, -found.high, -found.low))
    assert -1 <= found.low <= found.value <= found.high <= 1
    g, turned = (groups.hedges(groups.cell(a), groups.cell(b), 0.01) for a, b in ((one, other), (other, one)))
    if g and turned:
        assert (turned.value, turned.low) == pytest.approx((-g.value, -g.high))


def team(name: str, *scores: float, topic: str = "vision") -> list[Member]:
    """People of one group with these scores on one topic."""
    return [Member(name, {topic: score}) for score in scores]


def only(members: Sequence[Member]) -> Gap:
    """The difference on the one topic that there is."""
    found = groups.compare(members)
    assert found is not None
    (topic,) = found.topics.values()
    assert topic.gap is not None
    return topic.gap


def test_a_difference_is_clear_where_its_interval_leaves_out_zero() -> None:
    gap = only([*team("Front", *FRONT), *team("Leaders", *LEADERS)])
    assert (gap.high, gap.low, gap.clear) == (1, 0, True)
    assert gap.g == Estimate(2.11, 0.88, 3.34) and gap.delta == Estimate(0.93, 0.62, 0.99)
    vague = only([*team("Front", *FRONT), *team("Leaders", *(score - 11 for score in LEADERS))])
    assert vague.g is not None and vague.g.value > 0.8 and vague.g.low < 0 and not vague.clear


def test_with_more_comparisons_the_same_difference_is_less_sure() -> None:
    few = [*team("Front", *FRONT), *team("Leaders", *(score - 3 for score in LEADERS))]
    many = [
        replace(one, scores={f"t{i}": one.scores["vision"] for i in range(20)}) for one in few
    ]  # as if asked twenty times
    found = groups.compare(many)
    assert found is not None and found.topics["t0"].gap is not None
    once, often = only(few), found.topics["t0"].gap
    assert once.clear and not often.clear
    assert once.g and often.g and once.g.value == often.g.value and often.g.low < 0 < once.g.low


def test_groups_of_one_mind_differ_clearly_where_that_is_rare() -> None:
    assert only([*team("A", *[50.0] * 5), *team("B", *[25.0] * 5)]).clear
    assert not only([*team("A", *[50.0] * 5), *team("B", *[50.0] * 5)]).clear
    one_of = [
        Member(name, {f"t{i}": score for i in range(9)}) for name, score in [("A", 1.0), ("B", 2.0)] * 5
    ]
    found = groups.compare(one_of)
    assert found is not None and 2 / comb(10, 5) > groups.RISK / 9
    assert {topic.gap and (topic.gap.g, topic.gap.clear) for topic in found.topics.values()} == {
        (None, False)
    }


def test_by_chance_hardly_anything_is_called_clear() -> None:
    """Four hundred times two groups out of one hat, on six topics: at least one is called clear in about 5%."""
    rnd = random.Random(6)
    wrong = 0
    for _ in range(400):
        found = groups.compare(
            [Member("AB"[i % 2], {str(t): rnd.gauss(50, 15) for t in range(6)}) for i in range(20)]
        )
        assert found is not None
        wrong += any(topic.gap is not None and topic.gap.clear for topic in found.topics.values())
    assert 5 < wrong < 32


# ---- Who stays out of sight ------------------------------------------------------------------------------


def test_a_group_of_three_takes_the_next_one_with_it() -> None:
    """The example of the subject matter: 3, 6 and 9 of 18."""
    assert groups.shown({"a": 3, "b": 6, "c": 9}, 18) == ["c"]
    members = [Member(name, {"vision": 50.0}) for name in "a" * 3 + "b" * 6 + "c" * 9]
    assert groups.compare(members) is None


@pytest.mark.parametrize(
    ("sizes", "people", "expected"),
    [
        ({"a": 5, "b": 9}, 14, "ba"),
        ({"a": 5, "b": 9}, 15, "b"),  # one person of no group
        ({"a": 5, "b": 9}, 19, "ba"),  # five of them
        ({"a": 4, "b": 9, "c": 5}, 18, "b"),
        ({"a": 4, "b": 4, "c": 5, "d": 5}, 18, "cd"),
        ({"a": 4, "b": 4}, 8, ""),
        (dict.fromkeys("abcdefgh", 5), 40, "abcdef"),
        ({"a": 7, "b": 4}, 11, ""),
    ],
)
def test_who_is_left_is_nobody_or_enough(sizes: Mapping[str, int], people: int, expected: str) -> None:
    assert groups.shown(sizes, people) == list(expected)


def sizes_of(members: Sequence[Member]) -> Counter[str]:
    return Counter(" ".join(member.group.split()).casefold() for member in members)


@calm
@given(CROWDS)
def test_nobody_can_be_worked_out_from_all_minus_what_is_shown(members: list[Member]) -> None:
    """For the people and for every topic: who is in no shown cell is nobody, or at least five people."""
    found = groups.compare(members)
    if found is None:
        return
    sizes = sizes_of(members)
    assert [sizes[name.casefold()] for name in found.names] == list(found.people)
    assert 2 <= len(found.names) <= MOST and min(found.people) >= FEWEST
    left = len(members) - sum(found.people)
    assert left == 0 or left >= FEWEST
    for name, topic in found.topics.items():
        scored = [member for member in members if name in member.scores]
        own = sizes_of(scored)
        cells = [
            own[group.casefold()]
            for group, mean in zip(found.names, topic.means, strict=True)
            if mean is not None
        ]
        assert all(n >= FEWEST for n in cells)
        left = len(scored) - sum(cells)
        assert not cells or left == 0 or left >= FEWEST
        assert (topic.gap is None) == (len(cells) < 2)


@calm
@given(CROWDS, st.randoms())
def test_the_order_of_people_never_matters(members: list[Member], rnd: Any) -> None:
    assert groups.compare(rnd.sample(members, len(members))) == groups.compare(members)


@calm
@given(CROWDS, st.integers(0, 100))
def test_nothing_tells_what_people_of_no_shown_group_say(members: list[Member], other: int) -> None:
    """Whatever those say who are in no shown cell, the same is shown."""
    found = groups.compare(members)
    if found is None:
        return
    visible = {
        (name.casefold(), topic)
        for topic, one in found.topics.items()
        for name, mean in zip(found.names, one.means, strict=True)
        if mean is not None
    }

    def changed(member: Member) -> Member:
        group = " ".join(member.group.split()).casefold()
        return Member(
            member.group, {t: s if (group, t) in visible else float(other) for t, s in member.scores.items()}
        )

    assert groups.compare([changed(member) for member in members]) == found


def test_a_name_is_one_group_however_it_is_typed() -> None:
    typed = ["Shop", "shop", " Shop ", "SHOP", "Shop", "Front  desk", *["Front desk"] * 4]
    found = groups.compare([Member(name, {"vision": 50.0}) for name in typed], ["front desk"])
    assert found is not None
    assert (found.names, found.people) == (("Front desk", "Shop"), (5, 5))


def test_columns_follow_the_client_and_then_the_size() -> None:
    members = [Member(name, {"vision": 1.0}) for name in "A" * 5 + "B" * 7 + "C" * 6 + "D" * 8]
    found = groups.compare(members, ["C", "A", "never"])
    assert found is not None and found.names == ("C", "A", "D", "B")


def test_of_many_groups_the_largest_are_shown() -> None:
    members = [Member(f"G{i}", {"vision": float(i)}) for i in range(9) for _ in range(5 + i)]
    found = groups.compare(members)
    assert found is not None
    assert (found.people, found.more) == ((13, 12, 11, 10, 9, 8), 3)


def test_means_leave_in_whole_points() -> None:
    """Exact numbers of five people would give them away; differences are those of the shown means."""
    found = groups.compare([*team("A", 61.5, 61.5, 61.5, 61.4, 61.6), *team("B", *[42.4] * 4, 42.3)])
    assert found is not None and found.topics["vision"].means == (62, 42)
    text = json.dumps(groups_data(found))
    assert all(
        len(number.partition(".")[2]) <= 2 for number in text.replace("}", ",").split(",") if "." in number
    )


# ---- The file --------------------------------------------------------------------------------------------


def sample(*topics: tuple[str, tuple[int | None, ...], bool], names: str = "AB", more: int = 0) -> Groups:
    """Groups with these means; ``clear`` says of each topic whether its largest difference is."""
    found = {}
    for title, means, clear in topics:
        known = [mean for mean in means if mean is not None]
        gap = Gap(
            means.index(max(known)),
            means.index(min(known)),
            Estimate(1.5, 0.5, 2.5),
            Estimate(0.5, 0, 1),
            clear,
        )
        found[title] = Compared(means, gap if len(known) > 1 else None)
    return Groups(tuple(names), (5,) * len(names), found, more)


def file(found: Groups | dict[str, Any], people: int = 10) -> dict[str, Any]:
    given_ = groups_data(found) if isinstance(found, Groups) else {"groups": found}
    return response_data({}, people=people, **given_)


def read(folder: Path, data: Mapping[str, Any]) -> model.Response:
    """The response of a file, or its problems as an error."""
    parsed, doc = response.read(write(folder / "r.json", data))
    problems = response.check(parsed, doc, bundled())
    if problems:
        raise InvalidInput(problems)
    return response.build(parsed, bundled(), demo_client())


@calm
@given(CROWDS)
def test_groups_come_back_out_of_a_file_as_they_went_in(tmp_path_factory: Any, members: list[Member]) -> None:
    found = groups.compare(members)
    back = read(
        tmp_path_factory.mktemp("file"), response_data({}, people=max(1, len(members)), **groups_data(found))
    )
    assert back.groups == found


GOOD = groups_data(sample(("vision", (60, 40), True), ("purpose", (None, 40), False)))["groups"]


def bad(*path: str | int, value: object) -> dict[str, Any]:
    """The good groups with one value changed."""
    data = json.loads(json.dumps(GOOD))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return dict(data)


@pytest.mark.parametrize(
    ("given_", "people", "code"),
    [
        (GOOD, 9, "response-groups"),
        (GOOD, 12, "response-groups"),  # two are left
        (bad("shown", 0, "people", value=4), 9, "too-small"),
        (bad("shown", 1, "name", value="a"), 10, "response-groups"),
        (bad("shown", value=[]), 10, "too-few-items"),
        (bad("topics", "vision", "means", value=[60]), 10, "response-groups"),
        (bad("topics", "vision", "means", value=[40, 60]), 10, "response-groups"),
        (bad("topics", "vision", "means", 0, value=101), 10, "too-large"),
        (bad("topics", "vision", "gap", value=None), 10, "response-groups"),
        (bad("topics", "vision", "gap", "high", value=5), 10, "response-groups"),
        (bad("topics", "purpose", "gap", value=GOOD["topics"]["vision"]["gap"]), 10, "response-groups"),
        (bad("hidden", value=3), 10, "unknown-key"),
    ],
)
def test_groups_that_do_not_fit_are_refused(tmp_path: Path, given_: Any, people: int, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, file(given_, people))
    assert {problem.code.removesuffix("-near") for problem in caught.value.problems} == {code}


def test_topics_that_are_no_longer_asked_are_left_out(tmp_path: Path) -> None:
    back = read(tmp_path, file(sample(("vision", (60, 40), True), ("gone", (1, 2), True)), 15))
    assert back.groups is not None and set(back.groups.topics) == {"vision"}
    assert read(tmp_path, response_data({})).groups is None


# ---- What is said ----------------------------------------------------------------------------------------


def shown(found: Groups | None, lang: str = "en") -> dict[str, Any]:
    """The tree of the page."""
    local = texts.local(bundled(), lang, {name: name for name in bundled().terms})
    told = model.Response("q", "1", "", "c", model.Respondent("joined"), "", "", lang, groups=found)
    return groups_view.build(local, texts.phrases(lang), told, lang)


def titles(found: Groups) -> list[tuple[str, str]]:
    """Title and lede, in both languages."""
    return [(tree["title"], tree["lede"]) for tree in (shown(found, "en"), shown(found, "nl"))]


def test_the_title_is_the_largest_clear_difference() -> None:
    found = sample(("vision", (60, 41), True), ("purpose", (10, 90), False), ("ownership", (30, 36), True))
    (en, en_lede), (nl, nl_lede) = titles(found)
    assert en == "Vision: 19 points higher in A than in B" and "On 2 of the 3 topics" in en_lede
    assert nl == "Visie: bij A 19 punten hoger dan bij B" and "Bij 2 van de 3 onderwerpen" in nl_lede
    assert (
        "one of the 2 topics" in titles(sample(("vision", (60, 41), True), ("purpose", (1, 9), False)))[0][1]
    )


def test_where_nothing_is_clear_the_title_claims_no_difference_and_no_likeness() -> None:
    found = sample(("vision", (60, 41), False), ("purpose", (50, 48), False))
    (en, en_lede), (nl, nl_lede) = titles(found)
    assert en == "No clear difference between the groups" and "19 points, on Vision" in en_lede
    assert nl == "Geen duidelijk verschil tussen de groepen" and "19 punten, bij Visie" in nl_lede


def test_small_differences_that_are_clear_are_called_both() -> None:
    (en, lede), (nl, _) = titles(sample(("vision", (60, 41), False), ("purpose", (50, 48), True)))
    assert en == "Only small differences between the groups are clear" and "19 points, on Vision" in lede
    assert nl == "Alleen kleine verschillen tussen de groepen zijn duidelijk"


def test_groups_see_it_the_same_only_where_their_means_are_near() -> None:
    (en, lede), (nl, _) = titles(sample(("vision", (52, 48), True), ("purpose", (50, 50), False)))
    assert en == "The groups see it in much the same way" and "less than 5 points" in lede
    assert nl == "De groepen zien het ongeveer hetzelfde"
    assert titles(sample(("vision", (53, 48), False)))[0][0] == "No clear difference between the groups"


@pytest.mark.parametrize(
    ("means", "clear", "said"),
    [
        ((60, 41), True, "Clear"),
        ((60, 41), False, "May be chance"),
        ((60, 57), True, "Clear, but small"),
        ((60, 60), False, "No difference"),
    ],
)
def test_each_difference_says_how_sure_it_is(means: tuple[int, int], clear: bool, said: str) -> None:
    row = shown(sample(("vision", means, clear)))["rows"][0]
    assert row["sure"] == said and row["points"] == str(means[0] - means[1])
    assert row["effect"] == ("g 1.50 (0.50 to 2.50)" if means[0] > means[1] else "")


def test_the_drawing_says_the_same_as_the_table() -> None:
    tree = shown(
        sample(("vision", (60, None, 40), True), ("purpose", (0, 100, 50), False), names="ABC", more=2)
    )
    assert [row["title"] for row in tree["rows"]] == ["Vision", "Purpose"]
    assert [cell["text"] for cell in tree["rows"][0]["cells"]] == ["60", "–", "40"]
    assert tree["dash"] and "2 more groups" in tree["more"] and "4 differences" in tree["read"]
    wide, near = tree["plot"]
    assert (wide["alt"], near["alt"]) == ("Purpose: A 0, B 100, C 50.", "Vision: A 60, C 40.")
    assert [(sign["sign"], sign["x"]) for sign in wide["signs"]] == [(0, "7%"), (2, "48.5%"), (1, "90%")]
    assert (wide["bar"], wide["look"]) == ({"x": "7%", "width": "83%"}, "track")
    assert near["look"] != wide["look"]


def test_signs_that_would_touch_stand_above_each_other() -> None:
    signs = shown(sample(("vision", (50, 51, 53, 90), False), names="ABCD"))["plot"][0]["signs"]
    heights = [float(sign["y"]) for sign in signs]
    assert heights[3] == groups_view._HEIGHT / 2
    assert all(abs(a - b) >= 8 for a, b in combinations(heights[:3], 2))


def test_nothing_is_shown_where_nothing_can_be_compared() -> None:
    assert shown(None) == {"shown": False}
    assert not shown(replace(sample(("vision", (60, 41), True)), people=(4, 9)))["shown"]
    assert not shown(replace(sample(("gone", (60, 41), True))))["shown"]


def test_long_names_are_shortened() -> None:
    found = replace(sample(("vision", (60, 41), True)), names=("A" * 300, "B"))
    assert len(shown(found)["title"]) < 100


def test_the_terminal_says_it_in_a_line_for_each_topic() -> None:
    lines = groups_view.as_lines(shown(sample(("vision", (60, 41), True), ("purpose", (5, None), False))))
    assert lines == [
        "Groups side by side: A 5, B 5",
        "Vision   60  41  19  Clear  A above B",
        "Purpose   5   –",
    ]
    assert groups_view.as_lines(shown(None)) == []
