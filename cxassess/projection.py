"""What comes of actions: the answers they lead to, scored by the engine itself; ``browser/planner.js`` does the same.

Unknown answers count as the lowest, as in the level. So the index here is the lower bound of the index: it
cannot fall when an answer becomes known, and one action adds exactly its gain to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxassess.model import Answer, Response
from cxassess.plan import OVERALL, AnswerOp, GainOp, ScoringPlan
from cxassess.planner import Schedule
from cxassess.scoring import Result, score

_KINDS = {"answer", "mean", "combine", "staged", "weakest", "threshold", "target"}
