"""Values that the play of paths uses: faults are flagged in the lanes that meet them, in the site's `fault`."""

from llvmlite import ir

from offramp.kernels.evaluation import Evaluation
from offramp.kernels.path_sites import PathSite
from offramp.scenario.expressions.expression_tree import Expression


class PathValues(Evaluation[PathSite]):
    """Evaluates expressions for some lanes."""

    def shown(self, site: PathSite, expression: Expression, rows: ir.Value) -> ir.Value:
        """A number that is used in the lanes `rows`; a yes/no as 1 or 0."""
        found = self.vector(site, expression, rows)
        if found.type == self.lanes.f64:
            return found
        return site.builder.select(found, self.lanes.constant(1.0), self.lanes.constant(0.0))

    def report(self, site: PathSite, poison: ir.Value | None, rows: ir.Value, uniform: bool = False) -> None:
        """Write down a fault in those of `rows` where `poison` is set."""
        if poison is None:
            return
        b = site.builder
        here = b.and_(rows, self.lanes.splat(b, poison) if uniform else poison)
        b.store(b.or_(b.load(site.fault, typ=self.lanes.i1), here), site.fault)
