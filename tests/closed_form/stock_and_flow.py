"""Stock-and-flow models that others have run, restated as scenarios, each with some of the numbers that they found.

Source of models and numbers: github.com/SDXorg/test-models at commit 21aab02739dc5187bc9564e4d3de14e575905d2f,
folders `samples` and `tests`, with this licence:

    The MIT License (MIT). Copyright (c) 2015 The test-models Authors. Permission is hereby granted, free of charge, to
    any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the
    Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
    distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished
    to do so, subject to the following conditions: The above copyright notice and this permission notice shall be
    included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY
    OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
    PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
    DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
    CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

One period is one step of their Euler method, so `t * dt` is their time. Values stand at the start of a period.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """`text` is the scenario without its head; `rows` maps their time to column values, in the order of `columns`.

    steps: how many steps of length `dt` lead to the last row. tolerance: relative to the column's largest value, as
    their own comparison has it (their numbers are rounded).
    clipped: whether a stock is meant to be held at an end of its range.
    """

    steps: int
    dt: float
    columns: tuple[str, ...]
    rows: dict[float, tuple[float, ...]]
    text: str
    tolerance: float = 2e-5
    clipped: bool = False

    @property
    def scenario(self) -> str:
        """The whole scenario; values stand at the start of a period, so there is one period more than steps."""
        return f"offramp: 1\ntitle: Case\ncalendar: {{periods: {self.steps + 1}}}\n{self.text.strip()}\n"


NOTHING_MOVES = """
state: {still: {range: [0, 1], start: 0}}
play: [{update: {still: still}}]
"""

CASES: dict[str, Case] = {
    "teacup": Case(
        240,
        0.125,
        ("temperature", "heat_loss"),
        {
            0: (180, 11),
            0.125: (178.625, 10.8625),
            0.25: (177.267, 10.7267),
            10: (110.212, 4.02125),
            20: (84.7004, 1.47004),
            30: (75.374, 0.537402),
        },
        """
assumptions: {characteristic_time: 10, room_temperature: 70, dt: 0.125}
state: {temperature: {range: [0, 200], start: 180}}
define: {heat_loss: (temperature - room_temperature) / characteristic_time}
output: [heat_loss]
play: [{update: {temperature: temperature - dt * heat_loss}}]
""",
    ),
    "sir": Case(
        3200,
        0.03125,
        ("susceptible", "infectious", "recovered", "succumbing"),
        {
            0: (1000, 5, 0, 1.5),
            1: (998.426, 5.52376, 1.04991, 1.65452),
            2: (996.691, 6.09936, 2.20953, 1.82375),
            20: (915.504, 30.6473, 58.8484, 8.41732),
            40: (664.627, 68.0812, 272.292, 13.5746),
            60: (478.383, 35.1738, 491.444, 5.04795),
            100: (412.158, 2.07135, 590.771, 0.256117),
        },
        """
assumptions: {infectivity: 0.3, duration: 5, population: 1000, dt: 0.03125}
state:
  susceptible: {range: [0, 1005], start: population}
  infectious: {range: [0, 1005], start: 5}
  recovered: {range: [0, 1005], start: 0}
define:
  succumbing: susceptible * infectious / population * infectivity
  recovering: infectious / duration
output: [succumbing]
play:
  - update:
      susceptible: susceptible - dt * succumbing
      infectious: infectious + dt * (succumbing - recovering)
      recovered: recovered + dt * recovering
""",
    ),
    "harmonic_oscillator": Case(
        5000,
        0.01,
        ("position", "speed"),
        {
            0: (50, 0),
            0.1: (49.9888, -0.249985),
            0.2: (49.9525, -0.499857),
            10: (-30.9408, -8.81817),
            28: (50.3388, 0.249989),
            42: (-50.4997, -0.37626),
            50: (9.30041, 11.1283),
        },
        """
assumptions: {k: 0.5, mass: 10, initial_position: 50, dt: 0.01}
state:
  position: {range: [-100, 100], start: initial_position}
  speed: {range: [-100, 100], start: 0}
play: [{update: {position: position + dt * speed, speed: speed - dt * k / mass * position}}]
""",
        tolerance=2e-4,
    ),
    "max": Case(
        10,
        1,
        ("output",),
        {0: (5,), 1: (5,), 5: (5,), 6: (6,), 10: (10,)},
        """
define: {output: "max(t, 5)"}
output: [output]
"""
        + NOTHING_MOVES,
    ),
    "abs": Case(
        20,
        1,
        ("stock_a", "test_abs"),
        {0: (-10, 10), 1: (-9, 9), 9: (-1, 1), 10: (0, 0), 11: (1, 1), 20: (10, 10)},
        """
assumptions: {flow_a: 1}
state: {stock_a: {range: [-100, 100], start: -10}}
define: {test_abs: abs(stock_a)}
output: [test_abs]
play: [{update: {stock_a: stock_a + flow_a}}]
""",
    ),
    "exp": Case(
        100,
        1,
        ("test_exp",),
        {0: (0.00673795,), 1: (0.00744658,), 2: (0.00822975,), 50: (0.999997,), 100: (148.412,)},
        """
assumptions: {flow_a: 0.1}
state: {stock_a: {range: [-100, 100], start: -5}}
define: {test_exp: exp(stock_a)}
output: [test_exp]
play: [{update: {stock_a: stock_a + flow_a}}]
""",
    ),
    "if_else": Case(
        48,
        0.25,
        ("output",),
        {0: (0,), 4.75: (0,), 5: (0,), 5.25: (1,), 12: (1,)},
        """
define: {time: t * 0.25, output: 1 if time > 5 else 0}
output: [output]
"""
        + NOTHING_MOVES,
    ),
    "safe_divide": Case(
        1,
        1,
        ("zidz", "xidz"),
        {0: (0, 4), 1: (0, 4)},
        """
assumptions: {numerator: 11, zero: 0, alternate: 4}
define:
  too_small: abs(zero) < 1e-6
  zidz: 0 if too_small else numerator / zero
  xidz: alternate if too_small else numerator / zero
output: [zidz, xidz]
"""
        + NOTHING_MOVES,
    ),
    "initial_value": Case(
        10,
        1,
        ("stock_a", "frozen"),
        {0: (10, 10), 1: (20, 10), 2: (40, 10), 10: (10240, 10)},
        """
state: {stock_a: {range: [0, 30000], start: 10}}
define: {frozen: initial(stock_a)}
output: [frozen]
play: [{update: {stock_a: stock_a + stock_a}}]
""",
    ),
    "steps_pulses": Case(
        400,
        0.0625,
        ("stock_a", "pulse", "train", "ramp", "step"),
        {
            0: (0, 0, 0, 0, 0),
            0.75: (0, 0, 0, 0, 0),
            1: (0, 0, 0, 0, 1),
            1.25: (0.25, 0, 0, 0, 1),
            3: (2, 1, 0, 0, 1),
            5: (6, 0, 0, 0, 1),
            7.5: (9, 0, 1, 0, 1),
            8.5: (10.5, 0, 0, 0, 1),
            10: (13, 0, 0, 0, 1),
            12: (16, 0, 0, 0, 1),
            14.25: (18.2734, 0, 0, 0.25, 1),
            17: (25.4062, 0, 0, 3, 1),
            20: (37.4062, 0, 0, 3, 1),
            25: (57.4062, 0, 0, 3, 1),
        },
        """
state: {stock_a: {range: [0, 100], start: 0}}
define:
  time: t * 0.0625
  pulse: 1 if 3 <= time < 5 else 0
  train: 1 if 7 <= time < 8 or 9 <= time < 10 or 11 <= time < 12 else 0
  ramp: "0 if time < 14 else min(time, 17) - 14"
  step: 1 if time >= 1 else 0
output: [pulse, train, ramp, step]
play: [{update: {stock_a: stock_a + 0.0625 * (pulse + train + ramp + step)}}]
""",
    ),
    "lookup": Case(
        180,
        0.25,
        ("accumulation", "rate"),
        {
            0: (0, 0),
            5: (0, 0),
            5.25: (0, 0.05),
            7.5: (0.5625, 0.5),
            10: (2.375, 1),
            15: (7.375, 1),
            20: (10, 0),
            30: (7.625, -1),
            40: (0, 0),
            45: (0, 0),
        },
        """
tables: {curve: {x: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45], y: [0, 0, 1, 1, 0, 0, -1, -1, 0, 0]}}
state: {accumulation: {range: [-100, 100], start: 0}}
define: {rate: curve(t * 0.25)}
output: [rate]
play: [{update: {accumulation: accumulation + 0.25 * rate}}]
""",
    ),
    "non_negative_stock": Case(
        40,
        1.5,
        ("free0", "floor1", "free2", "floor3"),
        {
            0: (25, 25, 10, 10),
            1.5: (23.5, 23.5, 10, 10),
            3: (22, 22, 7.75, 7.75),
            9: (16, 16, -23.75, 0),
            10.5: (14.5, 14.5, -37.25, 0),
            12: (13, 13, -21.5, 15.75),
            30: (-5, 0, 343, 380.25),
            37.5: (-12.5, 0, 590.5, 627.75),
            39: (-14, 0, 646.75, 684),
            60: (-35, 0, 1670.5, 1707.75),
        },
        """
assumptions: {out: 1, dt: 1.5}
state:
  free0: {range: [-100, 5000], start: 25}
  floor1: {range: [0, 5000], start: 25}
  free2: {range: [-100, 5000], start: 10}
  floor3: {range: [0, 5000], start: 10}
define: {time: t * dt, flow: time if time > 10 else -time}
play:
  - update: {free0: free0 - dt * out, floor1: floor1 - dt * out}
  - update: {free2: free2 + dt * flow, floor3: floor3 + dt * flow}
""",
        clipped=True,
    ),
    "per_actor_vector": Case(
        100,
        1,
        ("s1", "s2", "s3"),
        {0: (0, 0, 0), 1: (0.01, 0.02, 0.06), 2: (0.02, 0.04, 0.12), 50: (0.5, 1, 3), 100: (0.999999, 2, 6)},
        """
state: {s1: {range: [0, 10], start: 0}, s2: {range: [0, 10], start: 0}, s3: {range: [0, 10], start: 0}}
play: [{update: {s1: s1 + 0.01, s2: s2 + 0.02, s3: s3 + 0.06}}]
""",
    ),
}
