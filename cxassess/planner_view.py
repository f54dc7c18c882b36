"""All that page and report say about a plan: words and numbers as one tree of texts, as in :mod:`cxassess.report`.

``browser/plannerview.js`` builds the same tree; ``tests/test_planner_parity.py`` compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxassess import i18n
from cxassess.plan import OVERALL
from cxassess.planner import Aim, Placed, Schedule
from cxassess.report_roadmap import SETTLED
from cxassess.report_words import Setting, Tree
from cxassess.scoring_result import Result

HEIGHT = 72.0
"""Height of the columns of the chart; 100 points fill it."""
LOOKS = ("bar", "hatch", "step-next")
"""Now is solid, next is hatched, later is dashed."""
BOARD = ("now", "next", "later")


def build(texts: Mapping[str, Any], result: Result, schedule: Schedule, setting: Setting) -> Tree:
    """The tree of one plan; ``texts`` as :func:`cxassess.texts.script_texts` gives them."""
    return PlanView(texts, result, schedule, setting).tree()


def apply(tree: Tree, plan: Tree) -> None:
    """Let the roadmap of a result speak with one voice: the title, first three, order and quarters of the plan."""
    if not plan["shown"]:
        return
    roadmap = tree["roadmap"]
    roadmap["title"], roadmap["lede"] = plan["heading"], plan["order"]
    roadmap["first"], roadmap["first_shown"] = plan["first"], bool(plan["first"])
    for step in roadmap["steps"]:
        step["count"] = plan["status"][step["id"]]
        later = [row for row in step.pop("later") if row["id"] in plan["rank"]]
        step["actions"] += later
        step["any"] = bool(step["actions"])
        for row in step["actions"]:
            row["when"] = plan["when"].get(row["id"], plan["unplanned"])
            row["rank"] = plan["rank"].get(row["id"], "–")
            row["lifts"] = plan["lifts"].get(row["id"], "")
        step["actions"].sort(key=lambda row: int(row["rank"]) if row["rank"] != "–" else 10**6)


def quarter(first: tuple[int, int] | None, at: int) -> tuple[int, int]:
    """Year and first month (0-11) of a quarter of a plan that begins in the first; year 0 without a date."""
    if first is None:
        return 0, 0
    ahead = first[1] - 1 + at
    return first[0] + ahead // 4, ahead % 4 * 3


def span(texts: Mapping[str, Any], lang: str, begin: tuple[int, int] | None, start: int, finish: int) -> str:
    """From the first month of one quarter to the last month of another."""
    (year, first), (until, last) = quarter(begin, start), quarter(begin, finish)
    if not year:
        shown = i18n.number(start + 1, lang) + ("" if start == finish else f"–{finish + 1}")
        return i18n.fill(texts["phrases"]["plan.nth"], {"n": shown})
    months = texts["phrases"]["plan.months"].split(" ")
    values = {"from": months[first], "to": months[last + 2], "year": year, "until": until}
    return i18n.fill(texts["phrases"]["plan.span" if year == until else "plan.span_years"], values)


class PlanView:
    """The words about one plan."""

    def __init__(
        self, texts: Mapping[str, Any], result: Result, schedule: Schedule, setting: Setting
    ) -> None:
        self.texts, self.result, self.schedule, self.setting = texts, result, schedule, setting
        self.months = texts["phrases"]["plan.months"].split(" ")
        self.actions = {f"action:{a['id']}": a for step in texts["steps"] for a in step["actions"]}
        self.placed = {action.id: action for action in schedule.placed}

    def tree(self) -> Tree:
        """The whole tree."""
        placed = self.schedule.placed
        return {
            "shown": bool(placed),
            "title": self.title(),
            "lede": self.lede(),
            "heading": self.heading(),
            "order": self.say("plan.order"),
            "capacity": self.capacity(),
            "low": self.low(),
            "columns": str(self.schedule.length + 1),
            "about": self.about(),
            "points": [self.point(i) for i in range(self.schedule.length + 1)],
            "rows": [self.row(i) for i in range(self.schedule.length + 1)],
            "notes": [{"text": text} for text in self.notes()],
            "steps": [self.step(step) for step in self.texts["steps"] if self.of_step(step)],
            "board": [self.column(i) for i in range(len(BOARD))],
            "first": [self.first(i, action) for i, action in enumerate(self.opening())],
            "status": {step["id"]: self.status(step) for step in self.texts["steps"]},
            "when": {action.id.removeprefix("action:"): self.when(action) for action in placed},
            "rank": {action.id.removeprefix("action:"): str(i + 1) for i, action in enumerate(placed)},
            "lifts": {
                name.removeprefix("action:"): self.lifts(levels) for name, levels in self.schedule.lifts
            },
            "unplanned": self.say("plan.unplanned"),
        }

    def say(self, key: str, **values: object) -> str:
        return i18n.fill(self.texts["phrases"][key], values)

    def number(self, value: float) -> str:
        return i18n.number(value, self.setting.lang)

    def days(self, value: float) -> str:
        """Person-days with at most one decimal."""
        shown = i18n.number(value, self.setting.lang, 1)
        return shown[:-2] if shown.endswith("0") else shown

    # -- time -------------------------------------------------------------------------------------------

    def quarter(self, at: int) -> tuple[int, int]:
        return quarter(self.schedule.first, at)

    def span(self, start: int, finish: int) -> str:
        return span(self.texts, self.setting.lang, self.schedule.first, start, finish)

    def when(self, action: Placed) -> str:
        return self.span(action.start, action.finish)

    # -- what it says -----------------------------------------------------------------------------------

    def title(self) -> str:
        if not self.schedule.placed:
            return self.say("plan.title_none")
        points = self.schedule.points
        low, high = self.number(points[0].index), self.number(points[-1].index)
        quarters = max(action.finish for action in self.schedule.placed) + 1
        key = "plan.title" if quarters > 1 else "plan.title_one"
        return self.say(key, n=quarters, **{"from": low, "to": high})

    def heading(self) -> str:
        """The title of the roadmap: how far the actions of the plan bring the organisation."""
        count, points = len(self.schedule.placed), self.schedule.points
        values = {"n": self.number(count), "organisation": self.setting.organisation}
        if self.result.scores[OVERALL].level is None:
            return self.say("roadmap.title_early")
        if count == 1:
            return self.say("roadmap.title_one", **values)
        low, high = self.number(points[0].index), self.number(points[-1].index)
        if points[-1].level > points[0].level:
            return self.say("plan.heading_level", level=points[-1].level, to=high, **values)
        if low == high:
            return self.say("roadmap.title", **values)
        return self.say("plan.heading_index", **values, level=points[-1].level, **{"from": low, "to": high})

    def lede(self) -> str:
        aims = self.schedule.aims
        if not aims:
            return self.say("plan.lede_free")
        reached = [aim.quarter for aim in aims if aim.quarter is not None]
        already = sum(quarter < 0 for quarter in reached)
        some = self.say("plan.lede_some", n=len(reached), total=len(aims))
        if already and len(reached) > already:
            some += " " + self.say("plan.lede_already", n=already)
        if len(reached) < len(aims):
            return some
        end = max(reached)
        if end < 0:
            return self.say("plan.lede_now")
        year, month = self.quarter(end)
        if not year:
            return some
        months = self.texts["phrases"]["dates.months"].split(" ")
        return self.say("plan.lede_reached", month=months[month + 2], year=year)

    def capacity(self) -> str:
        """How many days there are, and how many are left now."""
        schedule = self.schedule
        text = self.say(
            "plan.assumed" if schedule.assumed else "plan.capacity", days=self.days(schedule.capacity)
        )
        if schedule.room[0] < schedule.capacity:
            text += " " + self.say("plan.rest", days=self.days(schedule.room[0]))
        return text

    def low(self) -> str:
        score = self.result.scores[OVERALL].score
        low = self.number(self.schedule.points[0].index)
        shown = low if score is None else self.number(score)
        return "" if shown == low else self.say("plan.low", low=low, index=shown)

    def about(self) -> str:
        target = self.result.scores[OVERALL].target
        if target is None:
            return self.say("plan.index_free")
        return self.say("plan.index_about", target=self.number(target))

    def notes(self) -> list[str]:
        schedule = self.schedule
        notes = [self.aim(aim) for aim in schedule.aims if aim.quarter != -1]
        notes += [self.say("plan.moved", title=self.actions[name]["title"]) for name in schedule.moved]
        for i, days in enumerate(schedule.days):
            if days > schedule.room[i]:
                values = {"days": self.days(days), "room": self.days(schedule.room[i])}
                notes.append(self.say("plan.over", when=self.span(i, i), **values))
        if schedule.left:
            names = "; ".join(self.actions[name]["title"] for name in schedule.left)
            notes.append(self.say("plan.left", names=names))
        return notes

    def aim(self, aim: Aim) -> str:
        values = {"title": self.group(aim.id), "target": aim.target, "level": aim.level}
        if aim.quarter is None:
            stays = aim.why == "content" and aim.level == self.level_now(aim)
            return self.say("plan.why_content_stays" if stays else f"plan.why_{aim.why}", **values)
        key = "plan.reached_more" if aim.level > aim.target else "plan.reached"
        return self.say(key, when=self.span(aim.quarter, aim.quarter), **values)

    def level_now(self, aim: Aim) -> int:
        return self.result.scores[aim.id].level or self.result.plan.first

    def lifts(self, levels: Sequence[tuple[str, int]]) -> str:
        """Which levels an action changes alone."""
        return "; ".join(self.say("plan.lifts", title=self.group(name), n=level) for name, level in levels)

    def group(self, name: str) -> str:
        if name == OVERALL:
            return self.say("profile.whole")
        return str(self.texts["dimensions"][name.removeprefix("dimension:")]["title"])

    # -- the chart --------------------------------------------------------------------------------------

    def point(self, i: int) -> Tree:
        """A column of the chart; the first is now."""
        point = self.schedule.points[i]
        target = self.result.scores[OVERALL].target
        height = HEIGHT * point.index / 100
        year, month = self.quarter(i - 1)
        months = f"{self.months[month]}–{self.months[month + 2]}" if year else str(i)
        return {
            "id": str(i),
            "index": self.number(point.index),
            "level": self.say("plan.level", n=point.level),
            "months": months if i else self.say("plan.now"),
            "year": str(year) if i and year else "",
            "look": "bar" if not i else "hatch",
            "y": i18n.coordinate(HEIGHT - height),
            "height": i18n.coordinate(height),
            "aim": i18n.coordinate(HEIGHT - HEIGHT * (target or 0.0) / 100),
            "aim_display": "none" if target is None else "inline",
        }

    def row(self, i: int) -> Tree:
        """A row of the table with the same figures."""
        schedule, point = self.schedule, self.schedule.points[i]
        days = ""
        if i:
            values = {"days": self.days(schedule.days[i - 1]), "room": self.days(schedule.room[i - 1])}
            days = self.say("plan.days_of", **values)
        return {
            "when": self.span(i - 1, i - 1) if i else self.say("plan.now"),
            "index": i18n.number(point.index, self.setting.lang, 1),
            "level": str(point.level),
            "days": days,
        }

    def of_step(self, step: Mapping[str, Any]) -> list[Placed]:
        names = {f"action:{action['id']}" for action in step["actions"]}
        return [action for action in self.schedule.placed if action.id in names]

    def step(self, step: Mapping[str, Any]) -> Tree:
        rows = [self.bar(action) for action in self.of_step(step)]
        return {"id": step["id"], "n": str(step["number"]), "title": step["title"], "actions": rows}

    def owner(self, action: Placed) -> str:
        decision = self.setting.decisions.get(action.id.removeprefix("action:"))
        chosen = decision.owner if decision and decision.status == "planned" else ""
        return chosen or str(self.actions[action.id]["owner"])

    def meta(self, action: Placed) -> str:
        return self.say("plan.meta", when=self.when(action), owner=self.owner(action))

    def bar(self, action: Placed) -> Tree:
        width = 100 / (self.schedule.length + 1)
        length = action.finish - action.start + 1
        return {
            "id": action.id.removeprefix("action:"),
            "at": "at-" + action.id.removeprefix("action:"),
            "title": self.actions[action.id]["title"],
            "meta": self.meta(action),
            "pinned": self.say("plan.pinned") if action.pinned else "",
            "look": LOOKS[min(action.start, 2)],
            "x": i18n.coordinate(width * (action.start + 1)) + "%",
            "width": i18n.coordinate(width * length) + "%",
            "before": action.start + 1,
            "length": length,
            "after": self.schedule.length - action.finish - 1,
            "earlier": action.start > 0,
            "later": action.finish < 7,
        }

    # -- the board --------------------------------------------------------------------------------------

    def column(self, i: int) -> Tree:
        rows = [
            {
                "id": action.id.removeprefix("action:"),
                "title": self.actions[action.id]["title"],
                "meta": self.meta(action),
            }
            for action in self.schedule.placed
            if min(action.start, 2) == i
        ]
        return {"id": BOARD[i], "title": self.say(f"plan.board_{BOARD[i]}"), "rows": rows, "none": not rows}

    def opening(self) -> list[Placed]:
        """The first three actions that say what to do on Monday; of a later quarter where the first has fewer."""
        return [one for one in self.schedule.placed if self.actions[one.id].get("first")][:3]

    def first(self, i: int, action: Placed) -> Tree:
        text = self.actions[action.id]
        return {"n": str(i + 1), "first": text["first"], "title": text["title"], "meta": self.meta(action)}

    def status(self, step: Mapping[str, Any]) -> str:
        """What is planned, done and refused in a step."""
        counts = {"": len(self.of_step(step)), "_done": 0, "_no": 0}
        for action in step["actions"]:
            decision = self.setting.decisions.get(action["id"])
            if decision and decision.status in SETTLED:
                counts[f"_{decision.status}"] += 1
        parts = [self.say(f"plan.status{key}", n=count) for key, count in counts.items() if count]
        return ", ".join(parts) or self.say("plan.status_none")
