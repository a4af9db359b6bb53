"""Plausible worlds for an `analyse --json` result, for tests of words and page. Nothing here comes from a solver."""

from typing import Any

from offramp.explore.shares import Share

VERDICTS = ("free", "unsteady", "unwilling", "dependent", "trapped", "too_close", "failed")


def with_worlds(analysis: dict[str, Any], count: int, failed: int = 0) -> dict[str, Any]:
    """The analysis with `count` worlds in each view, `failed` of them without a result in the last one."""
    views = list(analysis["views"])
    found = {view: _view(analysis["views"][view], count, failed if view == views[-1] else 0) for view in views}
    worlds = {
        "count": count,
        "reason": "asked",
        "seed": 1,
        "level": 0.5,
        "finding": f"Of {count} worlds in each view, these verdicts hold in so many.",
        "grids": [120, 480, 1440] if count > 100 else [480, 1440],
        "views": found,
    }
    return analysis | {"worlds": worlds}


def without_worlds(analysis: dict[str, Any], reason: str) -> dict[str, Any]:
    """The analysis where no world was looked at."""
    empty = {"count": 0, "reason": reason, "seed": 1, "level": 0.5, "finding": None, "grids": [], "views": {}}
    return analysis | {"worlds": empty}


def _view(data: dict[str, Any], count: int, failed: int) -> dict[str, Any]:
    groups = list((data["answer"] or {"groups": data["endings"]})["groups"])
    led = {g: Share((count - failed) if n == 0 else 0, count).to_json() for n, g in enumerate(groups)}
    return {
        "worlds": count,
        "varied": ["aid", "slip"],
        "exact": False,
        "fitted": 100 if count > 100 else 0,
        "failed": Share(failed, count).to_json(),
        "failures": [_failure(n) for n in range(min(failed, 3))],
        "actors": {actor: _actor(count, failed, n) for n, actor in enumerate(data["actors"])},
        "leading": {
            "groups": led,
            "too_close": Share(0, count).to_json(),
            "failed": Share(failed, count).to_json(),
        },
        "groups": {g: _spread(count) for g in groups},
        "endings": {e: _spread(count) for e in data["endings"]},
    }


def _actor(count: int, failed: int, number: int) -> dict[str, Any]:
    close = count // 10
    counts = dict.fromkeys(VERDICTS, 0)
    counts[VERDICTS[number]] = count - close - failed
    counts |= {"too_close": close, "failed": failed}
    return {
        "verdicts": {name: Share(n, count).to_json() for name, n in counts.items()},
        "leaning": {name: Share(close * (name == VERDICTS[number]), count).to_json() for name in VERDICTS[:5]},
        **{name: _spread(count) for name in ("would", "best_reply_would", "could", "helped")},
    }


def _spread(count: int) -> dict[str, float | None]:
    quantiles = {"q05": 0.21, "q25": 0.33, "q50": 0.47, "q75": 0.6, "q95": 0.83}
    shown = quantiles if count >= 200 else dict.fromkeys(quantiles)
    return {"lowest": 0.12, **shown, "highest": 0.91, "error": 0.034}


def _failure(number: int) -> dict[str, Any]:
    return {
        "world": 17 + number,
        "assumptions": {"aid": 7.25, "slip": 0.19},
        "diagnostic": {
            "code": "E401",
            "severity": "error",
            "message": "stock will starts at 1.02, outside its range [0, 1]",
            "remedy": "change `start`, the assumptions that it reads, or the range",
            "path": "harbour.yaml",
            "line": 120,
            "column": 3,
            "values": {},
        },
    }
