"""The inventory problem of Puterman (2005, Markov Decision Processes, sections 3.2 and 4.6.1): three periods, room for
three units, demand 0, 1 or 2 with chances 1/4, 1/2, 1/4. Values and orders as in the book, and by QuantEcon.py."""

from pathlib import Path

import pytest

from .scenario_runs import assert_exact, chosen, run

# What a period pays, the cost of the order, holding and expected revenue taken together: by stock, then by order.
PAID = {0: (0, -1, -2, -5), 1: (5, 0, -3), 2: (6, -1), 3: (5,)}

INVENTORY = """
offramp: 1
title: Inventory
calendar: {periods: 3}
actors: {manager: {rationality: inf}}
state: {stock: {range: [0, 3], start: START, whole: true}, held: {range: [0, 3], start: 0, whole: true}}
play:
  - update: {held: stock}
  - move: manager
    options: {order: {from: 0, to: 3, when: stock + order <= 3, then: {stock: stock + order}}}
  - one_of:
      one_sold: {probability: 0.5, then: {stock: "max(stock - 1, 0)"}}
      two_sold: {probability: 0.25, then: {stock: "max(stock - 2, 0)"}}
      otherwise: {}
payoffs: {manager: {each_period: "PAYS", at_end: {horizon: 0}}}
tolerable: {manager: [horizon]}
"""


@pytest.mark.parametrize(("stock", "value", "order"), [(0, 67, 3), (1, 129, 0), (2, 194, 0), (3, 227, 0)])
def test_values_and_orders(stock: int, value: int, order: int, tmp_path: Path) -> None:
    pays = " else ".join(
        f"{paid} if held == {held} and order == {ordered}"
        for held, row in PAID.items()
        for ordered, paid in enumerate(row)
    )
    path = tmp_path / "inventory.yaml"
    path.write_text(INVENTORY.replace("START", str(stock)).replace("PAYS", f"{pays} else 0"), encoding="utf-8")
    found = run(path)
    assert found["actors"]["manager"]["value"] == pytest.approx(value / 16)
    assert chosen(found, "manager", f"order {order}") == 1.0
    assert_exact(found)
