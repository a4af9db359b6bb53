"""Draws games with stocks at random that use the whole language: what two back ends must agree on."""

from random import Random
from typing import Any

ACTORS = ("north", "south", "east")
OPTIONS = ("push", "offer", "wait", "leave")
PRECISIONS = (0, 0.7, 3, 3, 25, "inf", "inf")
PHASES = ("calm", "crisis", "war", "settled")
DRAWS: tuple[dict[str, Any], ...] = (
    {"lognormal": {"median": 0.02, "sigma": 0.5}},
    {"gamma": {"shape": 2, "mean": 0.02}},
    {"normal": {"mean": 0.01, "sd": "0.02 + 0.01 * drift"}},
    {"uniform": {"low": -0.03, "high": 0.05}},
)


class _Drawing:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.stocks = ["strain", "reserve"][: rng.randint(1, 2)]
        self.whole = rng.random() < 0.4
        self.still = rng.random() < 0.3  # a stock that nothing moves: its axis has one point
        self.lags = rng.choice([0, 0, 0, 1])
        self.actors = ACTORS[: rng.choice([1, 2, 2, 2, 3])]
        self.seen: dict[str, list[str]] = {}  # what may have been picked at earlier moves
        self.numbers: list[str] = []  # moves at which `bid` may have been picked
        self.events: list[str] = []
        self.shocks: list[str] = []
        self.periods = rng.randint(2, 4)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def number(self, low: float, high: float) -> float:
        return round(self.rng.uniform(low, high), 3)

    # ---- expressions

    def atom(self) -> str:
        """A number in [0, 1], or nearly."""
        found = ["strain", "strain", *self.stocks, "grit", "drift", "tension", "level", str(self.number(0, 1))]
        found += ["t / 9", "curve(strain)", "initial(strain)"]
        found += ["count / 5"] if self.whole else []
        found += ["still"] if self.still else []
        found += ["previous(strain)"] if self.lags else []
        found += [f"(3 * bid_of({move}))" for move in self.numbers]
        pick = self.rng.choice(found)
        if "bid_of" in pick:
            move = self.rng.choice(self.numbers)
            return f"(3 * {move}.bid if {move} == bid else 0)"
        return pick

    def share(self, depth: int = 2) -> str:
        """A number in [0, 1]."""
        if depth == 0 or self.chance(0.25):
            return f"clip({self.atom()}, 0, 1)"
        x, y = self.share(depth - 1), self.atom()
        shape = self.rng.randint(0, 13)
        return [
            f"logistic(({self.number(0.2, 0.8)} - {y}) / 0.2)",
            f"({x} if {self.condition()} else {self.number(0, 1)})",
            f"({x}) * clip({y}, 0, 1)",
            f"clip({y} + {x} - 0.5, 0, 1)",
            f"min({x}, {y}, 1)" if "bid" not in y else x,
            f"max(0, min({x}, {self.number(0, 1)}))",
            f"abs({self.number(0, 1)} - {x})",
            f"((strain + {self.number(0, 1)}) % {self.number(0.3, 0.9)})",
            f"({x}) ** 2",
            f"(({x} + 0.1) ** {self.number(0.3, 2.5)} / 2)",
            f"sqrt({x})",
            f"exp(-{x})",
            f"log(1 + {x})",
            f"per_period({x})",
        ][shape]

    def simple(self) -> str:
        kinds = ["stock", "stock", "phase", "mood", "time", "law", "tense", "guarded"]
        kinds += ["choice", "choice"] if self.seen else []
        kinds += ["event", "event"] if self.events else []
        match self.rng.choice(kinds):
            case "stock":
                return f"{self.rng.choice(self.stocks)} {self.rng.choice(['<', '>', '<=', '>='])} {self.number(0, 1)}"
            case "phase":
                return f"phase {self.rng.choice(['==', '!='])} {self.rng.choice(PHASES[:2])}"
            case "mood":
                return f"mood == {self.rng.choice(['low', 'high', 'odd'])}"
            case "time":
                return f"t < {self.rng.randint(1, self.periods)}"
            case "law":
                return "law == strict"
            case "tense":
                return "tense"
            case "guarded":
                return f"strain > 0.3 and log(strain) > -{self.number(0.3, 1)}"
            case "choice":
                move = self.rng.choice(sorted(self.seen))
                return f"{move} == {self.rng.choice([*self.seen[move], 'none'])}"
            case _:
                return self.rng.choice(self.events)

    def condition(self) -> str:
        match self.rng.choice(["one", "one", "not", "and", "or"]):
            case "one":
                return self.simple()
            case "not":
                return f"not ({self.simple()})"
            case word:
                return f"({self.simple()}) {word} ({self.simple()})"

    def label(self, labels: list[str], mode: str) -> str:
        if self.chance(0.5):
            return self.rng.choice(labels)
        then, otherwise = self.rng.choice(labels), self.rng.choice([*labels, mode])
        if self.chance(0.3):
            otherwise = f"{self.rng.choice(labels)} if {self.condition()} else {otherwise}"
        return f"{then} if {self.condition()} else {otherwise}"

    def effects(self, ends: float = 0.1, stocks: float = 0.4) -> dict[str, str]:
        made = {}
        for stock in self.stocks:
            if self.chance(stocks):
                shift = f"{self.number(-0.2, 0.25)} * {self.share(1)}"
                made[stock] = f"{stock} + {shift}" if self.chance(0.6) else f"clip({stock} + {shift}, 0.05, 0.95)"
        if self.whole and self.chance(stocks):
            made["count"] = f"count + (1 if {self.condition()} else -1)"
        if self.chance(0.25):
            made["mood"] = self.label(["low", "high", "odd"], "mood")
        if self.chance(0.25):
            made["phase"] = self.label(["calm", "crisis"], "phase")
        if self.chance(ends):
            made["phase"] = self.rng.choice(["war", "settled"])
        return made

    # ---- steps

    def guard(self, step: dict[str, Any], p: float) -> dict[str, Any]:
        if self.chance(p):
            step["when"] = self.condition()
        return step

    def move(self, actor: str, name: str = "") -> dict[str, Any]:
        step: dict[str, Any] = {"move": actor, **({"as": name} if name else {})}
        self.guard(step, 0.35)
        choice = name or actor
        labels = self.rng.sample(OPTIONS, self.rng.randint(1, 3))
        options: dict[str, Any] = {}
        for k, label in enumerate(labels):
            options[label] = {"then": self.effects(0.25)} if self.chance(0.7) else {}
            if k and self.chance(0.35):
                options[label]["when"] = self.condition()
        numeric = self.chance(0.35)
        if numeric:
            option = {"from": 0, "to": 0.2, "steps": self.rng.randint(2, 3), "then": {"strain": "strain + bid"}}
            if self.chance(0.6):
                option["when"] = f"bid <= {self.number(0.6, 1.1)} - strain or {self.condition()}"
            options["bid"] = option
            labels = [*labels, "bid"]
        step["options"] = options
        if self.chance(0.2):
            step["habit"] = self.habit(labels)
        elif self.chance(0.3):
            step["ties"] = "first"
        self.seen[choice] = labels
        if numeric:
            self.numbers.append(choice)
        return step

    def habit(self, labels: list[str]) -> dict[str, str]:
        if len(labels) == 1:
            return {labels[0]: "1"}
        first = f"(0.1 + 0.8 * {self.share(1)})" if self.chance(0.7) else f"(0.7 if {self.condition()} else 0.2)"
        found = {labels[0]: first}
        rest = labels[1:]
        for label in rest:
            found[label] = f"(1 - {first}) / {len(rest)}"
        if "bid" in rest and self.chance(0.4):
            found["bid"] = f"(1 - {first}) / {len(rest)} if bid < 0.01 else 0"
        return found

    def happening(self) -> dict[str, Any]:
        k = len(self.events)
        match self.rng.choice(["chance", "one_of", "competing"]):
            case "chance":
                p = "1" if self.chance(0.1) else self.share()
                step: dict[str, Any] = {"chance": f"event{k}", "probability": p, "then": self.effects()}
                self.guard(step, 0.4)
                self.events.append(f"event{k}")
            case "one_of":
                outcomes: dict[str, Any] = {}
                for j in range(2):
                    outcomes[f"event{k + j}"] = {"probability": f"0.5 * {self.share(1)}", "then": self.effects()}
                if self.chance(0.5):
                    outcomes["otherwise"] = {"then": self.effects(0)} if self.chance(0.5) else {}
                step = self.guard({"one_of": outcomes}, 0.4)
                self.events += [f"event{k}", f"event{k + 1}"]
            case _:
                outcomes = {}
                for j in range(2):
                    rate = f"max(0, {self.share(1)} - 0.5)" if self.chance(0.5) else self.share(1)
                    outcomes[f"event{k + j}"] = {"rate": rate, "then": self.effects()}
                step = self.guard({"competing": outcomes}, 0.4)
                self.events += [f"event{k}", f"event{k + 1}"]
        return step

    def shock(self) -> list[dict[str, Any]]:
        name = f"shock{len(self.shocks)}"
        step: dict[str, Any] = {"shock": name}
        if self.chance(0.35):
            step["distribution"] = self.rng.choice(DRAWS)
            if self.chance(0.4):
                step["range"] = [-0.02, 0.08]
        else:
            still = f"0.3 * max(0, strain - {self.number(0.2, 0.6)})"
            step["sd"] = self.rng.choice([still, still, str(self.number(0.01, 0.1)), f"0.1 * {self.share(1)}"])
        self.guard(step, 0.4)
        self.shocks.append(name)
        held = self.rng.choice([f"strain + {name}", f"clip(strain + {name}, 0.02, 0.98)"])
        return [step, {"update": {"strain": held}}]

    def update(self) -> dict[str, Any]:
        if self.chance(0.3):
            into = {s: f"{s} + 0.3 * ({self.share(1)} - {s})" for s in self.stocks}
            step: dict[str, Any] = {"update": into, "method": self.rng.choice(["rk4", "euler"])}
            return self.guard({**step, "substeps": self.rng.randint(1, 3)}, 0.4)
        effects = self.effects(0.05, 0.6) or {"mood": self.label(["low", "high", "odd"], "mood")}
        return self.guard({"update": effects}, 0.5)

    def play(self) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        for actor in self.rng.sample(self.actors, len(self.actors)):
            steps += self.between(0.35)
            steps.append(self.move(actor))
        if self.chance(0.35):
            actor = self.rng.choice(self.actors)
            steps += [*self.between(0.3), self.move(actor, f"{actor}_again")]
        # Who goes by habit alone needs no payoffs.
        moves = [step for step in steps if "move" in step]
        habits = [a for a in self.actors if all("habit" in step for step in moves if step["move"] == a)]
        self.unpaid = [a for a in habits if a != self.actors[0] and self.chance(0.5)]
        steps += self.between(0.7)
        steps.append({"update": {"strain": "strain + 0.05 * (drift - 0.4)", **self.effects(0.1, 0.2)}})
        steps[-1]["update"]["strain"] = "strain + 0.05 * (drift - 0.4)"
        for mode, label in (("war", "war"), ("settled", "settled")):
            if not any(label in str(step) for step in steps):
                steps.append({"chance": f"ends_in_{mode}", "probability": 0.1, "then": {"phase": label}})
        if self.whole and not any("'count':" in str(step) for step in steps):
            steps.append({"update": {"count": "count + 1"}})
        if not any("reserve'" in str(step) for step in steps) and "reserve" in self.stocks:
            steps.append({"update": {"reserve": "reserve - 0.02"}})
        return steps

    def between(self, p: float) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        if self.chance(p) and len(self.events) < 4:
            steps.append(self.happening())
        if self.chance(p * 0.6) and len(self.shocks) < 2:
            steps += self.shock()
        if self.chance(p * 0.6):
            steps.append(self.update())
        return steps

    # ---- the rest

    def game(self) -> dict[str, Any]:
        self.mood = self.rng.choice(["low", "high", "odd"])
        play = self.play()
        endings: dict[str, Any] = {"war": "phase == war", "settled": "phase == settled"}
        if self.chance(0.4):
            endings = {"worn": f"strain >= {self.number(0.7, 0.97)}", **endings}
        if self.chance(0.2):  # may hold at the start
            endings["early"] = self.rng.choice(
                [f"mood == {self.mood} and strain > {self.number(0.1, 0.6)}", "t > 0 and tense"]
            )
        if self.chance(0.15) and self.seen:
            move = self.rng.choice(sorted(self.seen))
            endings["walkout"] = f"{move} == {self.seen[move][0]} and strain > {self.number(0.4, 0.9)}"
        names = [*endings, "horizon"]
        state: dict[str, Any] = {
            "phase": {"modes": list(PHASES), "start": self.rng.choice(["calm", "crisis"])},
            "mood": {"modes": ["low", "high", "odd"], "start": self.mood},
            "strain": {"range": [0, 1], "start": self.number(0.15, 0.85)},
        }
        if self.lags:
            state["strain"]["lags"] = self.lags
        if "reserve" in self.stocks:
            state["reserve"] = {"range": [-0.5, 2], "start": self.number(0, 1)}
        if self.whole:
            state["count"] = {"range": [0, 5], "start": self.rng.randint(0, 5), "whole": True}
        if self.still:
            state["still"] = {"range": [0, 1], "start": 0.4}
        return {
            "offramp": 1,
            "title": "A game at random",
            "calendar": {"periods": self.periods},
            "actors": {actor: self.actor(names) for actor in self.actors},
            "assumptions": {"grit": self.number(0.1, 0.9), "drift": self.number(0, 1), "limit": self.number(0.2, 0.8)},
            "switches": {
                "law": {"means": "the law", "cases": ["mild", "strict"], "value": self.rng.choice(["mild", "strict"])}
            },
            "tables": {"curve": {"x": [0, 0.25, 0.6, 1], "y": [0.2, 0.7, 0.1, 0.9]}},
            "define": {
                "level": "clip(strain * (0.5 + grit), 0, 1)",
                "tension": "curve(curve(strain)) if phase == crisis else level",
                "tense": "strain > limit or phase == crisis and mood == high",
            },
            "state": state,
            "play": play,
            "endings": endings,
            "payoffs": {a: self.payoff(names) for a in self.actors if a not in self.unpaid},
            "tolerable": {a: self.tolerable(a, names) for a in self.actors},
        }

    def actor(self, endings: list[str]) -> dict[str, Any]:
        made: dict[str, Any] = {"rationality": self.rng.choice(PRECISIONS)}
        if self.chance(0.5):
            made["discount"] = self.rng.choice([0.9, 0.5])
        if self.chance(0.5):
            made["helped"] = self.rng.choice([0.05, 0.3, 2])
        if self.chance(0.4):
            chosen = self.rng.sample(endings, self.rng.randint(1, 2))
            made["ruin"] = {"endings": chosen, "cap": self.rng.choice([0.02, 0.2, 0.5])}
        if self.chance(0.3):
            made["aspiration"] = self.number(-0.5, 0.5)
        if self.chance(0.25):
            made["believes"] = {self.rng.choice(["grit", "drift", "limit"]): self.number(0.1, 0.9)}
        return made

    def payoff(self, endings: list[str]) -> dict[str, Any]:
        terms = {f"term{k}": f"{self.number(-0.5, 0.5)} * {self.share(1)}" for k in range(self.rng.randint(1, 2))}
        ends: dict[str, Any] = {}
        for ending in endings:
            ends[ending] = self.rng.choice([self.number(-3, 3), f"{self.number(-2, 2)} * ({self.share(1)})"])
        return {"each_period": terms, "at_end": ends}

    def tolerable(self, actor: str, endings: list[str]) -> dict[str, Any]:
        weights: dict[str, Any] = {}
        for ending in endings:
            shape = self.rng.random()
            if shape < 0.3:
                weights[ending] = 1
            elif shape < 0.5:
                weights[ending] = f"logistic(at_end({actor}) / 0.5)" if actor not in self.unpaid else 0.7
            elif shape < 0.7:
                weights[ending] = self.share(1)
        return weights or {endings[0]: 1}


def draw_rich_game(rng: Random) -> dict[str, Any]:
    """A scenario file as data: 1 to 3 actors over 2 to 4 periods, and any part of the language."""
    return _Drawing(rng).game()
