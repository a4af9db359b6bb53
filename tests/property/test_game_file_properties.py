"""Game files: what is written reads back as the same game, sweeps equal plain recursions, nothing breaks the reader."""

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import offramp
from offramp.core.spans import SourceText
from offramp.exchange.extensive_game import CHANCE, ExtensiveGame
from offramp.exchange.read_game import read_game_text
from offramp.exchange.strategic_game import StrategicGame
from offramp.exchange.write_efg import efg_text, exact_shares
from offramp.solve.trees.best_replies import best_reply_gain, forgetful
from offramp.solve.trees.stage_games import subgame_roots
from offramp.solve.trees.strategic_logit import solve_strategic
from offramp.solve.trees.tree import tree_of
from offramp.solve.trees.tree_logit import evaluated, solve_tree
from tests.fuzz import targets
from tests.fuzz.game_mutations import SEEDS, mutate
from tests.random_trees import at_set, plain, random_tree, recursion, spread

SEED = st.integers(0, 10**6)


def reread(text: str) -> ExtensiveGame:
    game = read_game_text(SourceText("game.efg", text))
    assert isinstance(game, ExtensiveGame)
    return game


@given(SEED, st.booleans())
def test_what_is_written_reads_back(seed: int, hide: bool) -> None:
    game = random_tree(np.random.default_rng(seed), players=3, hide=hide)
    again = reread(efg_text(game))
    assert plain(again) == plain(game)
    for before, after in zip(game.sets, again.sets, strict=True):
        assert after.probabilities == pytest.approx(before.probabilities, abs=1e-15)


@given(SEED)
def test_every_part_knows_its_line(seed: int) -> None:
    game = reread(efg_text(random_tree(np.random.default_rng(seed))))
    lines = game.source.text.splitlines()
    for node in game.nodes:
        assert lines[node.span.line - 1][node.span.column - 1] in "cpt"
    for part in (*game.sets, *game.outcomes):
        assert lines[part.span.line - 1][part.span.column - 1 :].startswith(str(part.number))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda x: sum(x) > 0))
def test_written_probabilities_add_up_exactly(weights: list[float]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    written = [Fraction(text) for text in exact_shares(shares)]
    assert sum(written) == 1
    assert min(written) >= 0
    assert [float(share) for share in written] == pytest.approx(shares, abs=1e-14)


@given(SEED, st.sampled_from([0.0, 0.5, 3.0, 40.0, math.inf]))
def test_sweeps_equal_the_plain_recursion(seed: int, rationality: float) -> None:
    game = random_tree(np.random.default_rng(seed), players=3)
    solution = solve_tree(tree_of(game), rationality)
    payoffs, choices = recursion(game, rationality)
    assert solution.value_vi[0].tolist() == pytest.approx(payoffs, abs=1e-9)
    for h, shares in choices.items():
        assert at_set(solution.tree, solution.choice_v, h) == pytest.approx(shares, abs=1e-9)
    assert evaluated(solution.tree, solution.choice_v)[0].tolist() == pytest.approx(payoffs, abs=1e-9)
    slow = [best_reply_gain(solution.tree, solution.choice_v, i) for i in range(3)]
    assert solution.gain_i.tolist() == pytest.approx(slow, abs=1e-9)


@given(SEED, st.floats(0.1, 10))
def test_payoffs_and_rationality_scale_against_each_other(seed: int, factor: float) -> None:
    tree = tree_of(random_tree(np.random.default_rng(seed)))
    larger = replace(tree, payoff_vi=tree.payoff_vi * factor)
    one, other = solve_tree(tree, 2.0), solve_tree(larger, 2.0 / factor)
    assert other.choice_v.tolist() == pytest.approx(one.choice_v.tolist(), abs=1e-9)
    assert other.gain_i.tolist() == pytest.approx((one.gain_i * factor).tolist(), abs=1e-8)


@given(SEED)
def test_the_best_reply_is_the_best_pure_strategy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tree = tree_of(random_tree(rng, depth=4, chance=0.3, hide=True))
    for player in range(2):
        assert forgetful(tree, player) == []
        own = [h for h, there in enumerate(tree.game.sets) if there.player == player]
        plans = list(itertools.islice(itertools.product(*(range(len(tree.game.sets[h].actions)) for h in own)), 3000))
        if len(plans) == 3000:
            continue
        choice_v = spread(tree, rng)
        best = -math.inf
        for plan in plans:
            pure_v = choice_v.copy()
            for h, action in zip(own, plan, strict=True):
                below, _, _ = tree.children(tree.members[h])
                pure_v[below] = tree.action_v[below] == action
            best = max(best, float(evaluated(tree, pure_v)[0, player]))
        gain = best - float(evaluated(tree, choice_v)[0, player])
        assert best_reply_gain(tree, choice_v, player) == pytest.approx(gain, abs=1e-9)


@given(SEED)
def test_roots_of_subgames_by_their_definition(seed: int) -> None:
    tree = tree_of(random_tree(np.random.default_rng(seed), depth=4, hide=True))
    under: list[set[int]] = [{v} for v in range(tree.size)]
    for v in reversed(range(1, tree.size)):
        under[tree.parent_v[v]] |= under[v]
    for v, alone in enumerate(subgame_roots(tree)):
        inside = {h for h in tree.set_v[list(under[v])].tolist() if h >= 0 and tree.game.sets[h].player != CHANCE}
        assert bool(alone) == all(set(tree.members[h].tolist()) <= under[v] for h in inside)


@given(SEED, st.sampled_from([0.5, 2.0, 8.0]), st.permutations([0, 1, 2]))
def test_a_stage_is_the_same_in_a_tree_in_any_order_of_moves(seed: int, rationality: float, order: list[int]) -> None:
    rng = np.random.default_rng(seed)
    sizes = [int(m) for m in rng.integers(2, 4, 3)]
    payoff_si = np.round(rng.normal(0, 1, (*sizes, 3)), 3)
    game = StrategicGame(
        "", "", ("a", "b", "c"), tuple(tuple(map(str, range(m))) for m in sizes), payoff_si, SourceText("", "")
    )
    table = solve_strategic(game, rationality)
    lines = ['EFG 2 R "" { "a" "b" "c" }']

    def grow(picked: dict[int, int]) -> None:
        if len(picked) == 3:
            cell = tuple(picked[i] for i in range(3))
            number = int(np.ravel_multi_index(cell, sizes)) + 1
            lines.append(f't "" {number} "" {{ {" ".join(map(repr, payoff_si[cell].tolist()))} }}')
            return
        mover = order[len(picked)]
        actions = " ".join(f'"{a}"' for a in range(sizes[mover]))
        lines.append(f'p "" {mover + 1} 1 "" {{ {actions} }} 0')
        for action in range(sizes[mover]):
            grow({**picked, mover: action})

    grow({})
    solution = solve_tree(tree_of(reread("\n".join(lines))), rationality)
    assert solution.solved
    sets = {there.player: h for h, there in enumerate(solution.tree.game.sets)}
    for player in range(3):
        found = at_set(solution.tree, solution.choice_v, sets[player])
        assert found == pytest.approx(table.profile[player].tolist(), abs=1e-8)
    assert solution.value_vi[0].tolist() == pytest.approx(table.value_i.tolist(), abs=1e-8)
    assert solution.gain_i.tolist() == pytest.approx(table.gain_i.tolist(), abs=1e-8)


@given(st.integers(0, 10**9))
def test_no_file_breaks_the_reader(seed: int) -> None:
    rng = random.Random(seed)
    targets.game_file(mutate(rng.choice(SEEDS), rng))


def test_a_very_deep_tree() -> None:
    deep = 20_000
    lines = ['EFG 2 R "" { "one" "two" }']
    lines += [
        f'p "" {k % 2 + 1} {k // 2 + 1} "" {{ "take" "pass" }} 0\nt "" {k + 1} "" {{ {k % 7} {k % 5} }}'
        for k in range(deep)
    ]
    game = reread("\n".join([*lines, f't "" {deep + 1} "" {{ 1 1 }}']))
    assert len(game.nodes) == 2 * deep + 1
    tree = tree_of(game)
    assert int(tree.depth_v[-1]) == deep


def test_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.efg"
    with path.open("wb") as file:
        file.write(b'EFG 2 R "" { "one" }\n')
        file.truncate(100_000_000)  # a sparse file: nothing of it lies on disk
    with pytest.raises(offramp.ScenarioError, match="larger than 16 MB"):
        offramp.read_game(path)
