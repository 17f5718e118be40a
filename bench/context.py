"""What every row of the bench gets."""

from dataclasses import dataclass, field

from bench.data import World, world
from bench.ground import Ground
from bench.measure import Figure


@dataclass
class Context:
    """One run: its ground, the sizes to measure, how patient to be, and what was found."""

    ground: Ground
    sizes: tuple[int, ...]
    seconds: float
    rounds: int
    quick: bool = False
    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keep a figure and show it at once."""
        from bench.report import line

        self.figures.append(figure)
        print(line(figure), flush=True)

    def world(self, rows: int) -> tuple[str, World]:
        return world(self.ground, rows)
