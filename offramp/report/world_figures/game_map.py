"""The game as a map: who can choose what, what that moves, what may then happen, and how it may end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offramp.report.canvas import BOLD, INK, MUTED, fit, spread, text_width
from offramp.report.catalogue import Say
from offramp.report.wording import Data, spoken
from offramp.report.world_figures.bound_canvas import BoundCanvas
from offramp.report.world_figures.figure import Figure
from offramp.report.world_figures.figure_data import WIDTH, FigureData

BOX, GAP, HEADING, TOP = 22.0, 6.0, 26.0, 30.0
LEAST_WIDTH = 640.0  # four columns of names
BOX_COLOUR = "#eef0f2"
COLOURS = ("#2166ac", "#d9741a", "#117733", "#882255", "#777777", "#332288")
GREY = "#8d969f"


@dataclass
class Node:
    """A box: its place from the left, its middle from the top."""

    id: str
    label: str
    column: int
    y: float = 0.0
    colour: str = GREY
    swatch: str = ""


def game_map(found: FigureData, say: Say, width: float = WIDTH) -> Figure | None:
    """Columns of boxes, and curves to what each leads to. None where nobody chooses, or the data have no map."""
    facts, width = found.data.get("game_map") or {}, max(width, LEAST_WIDTH)
    if not facts.get("options"):
        return None
    nodes, headings, tall = _options(found, facts)
    columns = [nodes]
    for kind, entries in (("stock", facts["stocks"]), ("chance", facts["chances"]), ("ending", facts["endings"])):
        if entries:
            columns.append([_node(found, kind, entry["key"], len(columns)) for entry in entries])
    edges = [(a, b) for a, b in facts["edges"]]
    tall = max(tall, *(TOP + len(column) * (BOX + GAP) for column in columns[1:])) + 6
    _place(columns, edges, tall)
    lefts, rights = _columns(columns, width)
    canvas = BoundCanvas(width, tall)
    for name, left in zip(_column_names(say, facts), lefts, strict=True):
        canvas.word(left, 9, name, size=11, colour=MUTED)
    for actor, y in headings:
        canvas.word(0, y, fit(actor, ((lefts[1] if len(lefts) > 1 else width) - 12) / BOLD, 13), size=13, bold=True)
    by_id = {node.id: node for column in columns for node in column}
    _curves(canvas, [(by_id[a], by_id[b]) for a, b in edges if a in by_id and b in by_id], lefts, rights)
    _boxes(canvas, by_id.values(), lefts, rights)
    title, alt = _finding(say, facts, by_id)
    return Figure("game-map", None, title, say("figures.map.reading"), alt, canvas.chart())


def _options(found: FigureData, facts: Data) -> tuple[list[Node], list[tuple[str, float]], float]:
    """The first column, in the order of the file, with the actors' headings and its height."""
    nodes, headings, y = [], [], TOP
    for n, (actor, options) in enumerate(facts["options"].items()):
        headings.append((found.heading(actor), y + 6))
        y += HEADING
        for option in options:
            label = found.wording.option(option["key"])
            nodes.append(Node(f"option:{actor}:{option['key']}", label, 0, y + BOX / 2, COLOURS[n % len(COLOURS)]))
            y += BOX + GAP
        y += 8
    return nodes, headings, y


def _node(found: FigureData, kind: str, key: str, column: int) -> Node:
    label = found.wording.ending(key) if kind == "ending" else spoken(key)
    swatch = found.colours.get(key, "") if kind == "ending" else ""
    return Node(f"{kind}:{key}", label, column, swatch=swatch)


def _column_names(say: Say, facts: Data) -> list[str]:
    names = [say("figures.map.options")]
    for kind in ("stocks", "chances", "endings"):
        if facts[kind]:
            names.append(say(f"figures.map.{kind}"))
    return names


def _columns(columns: Sequence[Sequence[Node]], width: float) -> tuple[list[float], list[float]]:
    """Left and right of each column's boxes: as wide as their labels, within what there is."""
    wanted = [max(text_width(node.label) for node in column) + (26 if k else 16) for k, column in enumerate(columns)]
    least = 40.0 * (len(columns) - 1)
    scale = min(1.0, (width - least) / sum(wanted))
    wide = [max(70.0, one * scale) for one in wanted]
    air = (width - sum(wide)) / max(1, len(columns) - 1)
    lefts = [sum(wide[:k]) + air * k for k in range(len(columns))]
    return lefts, [left + one for left, one in zip(lefts, wide, strict=True)]


def _place(columns: Sequence[Sequence[Node]], edges: Sequence[tuple[str, str]], tall: float) -> None:
    """Put the boxes of later columns near what leads to them (Sugiyama et al. 1981: barycentres, two sweeps)."""
    by_id = {node.id: node for column in columns for node in column}
    for column in columns[1:]:
        for n, node in enumerate(column):
            node.y = TOP + (n + 0.5) * (tall - TOP) / len(column)
    for back in (False, True, False):
        for column in columns[1:]:
            wanted = []
            for node in column:
                near = [by_id[a].y for a, b in edges if b == node.id and a in by_id]
                near += [by_id[b].y for a, b in edges if back and a == node.id and b in by_id]
                wanted.append(sum(near) / len(near) if near else tall)
            for node, y in zip(column, spread(wanted, [BOX + GAP] * len(column), TOP, tall), strict=True):
                node.y = y


def _curves(
    canvas: BoundCanvas, pairs: Sequence[tuple[Node, Node]], lefts: Sequence[float], rights: Sequence[float]
) -> None:
    """A curve for each edge: of an option in its actor's colour, others in grey."""
    import altair as alt

    points: list[dict[str, Any]] = []
    for n, (start, end) in enumerate(pairs):
        x, x2 = rights[start.column], lefts[end.column]
        bend = min(60.0, (x2 - x) / 2)
        for k, (px, py) in enumerate([(x, start.y), (x + bend, start.y), (x2 - bend, end.y), (x2, end.y)]):
            points.append({"edge": n, "k": k, "x": round(px, 2), "y": round(py, 2), "fill": start.colour})
    if not points:
        return
    lines = alt.Chart(alt.InlineData(values=points)).mark_line(interpolate="basis", strokeWidth=1.1, opacity=0.75)
    canvas.draw(
        lines, detail=alt.Detail("edge:N"), order=alt.Order("k:Q"), color=alt.Color("fill:N", scale=None, legend=None)
    )


def _boxes(canvas: BoundCanvas, nodes: Any, lefts: Sequence[float], rights: Sequence[float]) -> None:
    """Boxes over the curves, with their labels."""
    import altair as alt

    boxes = []
    for node in nodes:
        left, right = lefts[node.column], rights[node.column]
        place = {"x": round(left, 2), "x2": round(right, 2), "y": node.y - BOX / 2, "y2": node.y + BOX / 2}
        boxes.append({**place, "fill": BOX_COLOUR})
        mark = node.swatch or (node.colour if node.column == 0 else "")
        if mark:
            boxes.append({**place, "x2": round(left + 4, 2), "fill": mark})
        canvas.word(left + 9, node.y, fit(node.label, right - left - 12), colour=INK)
    chart = alt.Chart(alt.InlineData(values=boxes)).mark_rect()
    canvas.draw(chart, x2="x2:Q", y2="y2:Q", color=alt.Color("fill:N", scale=None, legend=None))


def _finding(say: Say, facts: Data, by_id: Mapping[str, Node]) -> tuple[str, str]:
    """How many options end the game by themselves, and what each leads to."""
    options = [node for node in by_id.values() if node.column == 0]
    ends = {a for a, b in facts["edges"] if a.startswith("option:") and b.startswith("ending:")}
    counts = {"options": len(options), "actors": len(facts["options"]), "endings": len(facts["endings"])}
    title = say("figures.map.title", count=len(ends), **counts) if ends else say("figures.map.title_none", **counts)
    follows: dict[str, list[str]] = {}
    for a, b in facts["edges"]:
        if a in by_id and b in by_id:
            follows.setdefault(a, []).append(by_id[b].label)
    each = "; ".join(f"{by_id[a].label}: {', '.join(its)}" for a, its in follows.items())
    return title, say("figures.map.alt", each=each)
