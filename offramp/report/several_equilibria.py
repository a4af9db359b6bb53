"""Where actors move at the same time: what is known of equilibria that are not the one behind the numbers."""

from offramp.core.numbers import share
from offramp.report.catalogue import Catalogue, catalogue
from offramp.report.wording import Data


def several(data: Data, said: Catalogue | None = None) -> str:
    """That other equilibria were found, or may exist; empty where nothing says so."""
    said = said or catalogue()
    found = len((data.get("equilibria") or {}).get("found") or ())
    if found > 1:
        principal = next((one["principal"] for one in data["equilibria"]["found"] if one.get("used")), True)
        which = said.say("several.principal", count=found) if principal else said.say("several.focal", count=found)
        return " ".join(part for part in (which, lost(data.get("certificate") or {}, said)) if part)
    return met(data.get("certificate") or {}, said)


def met(certificate: Data, said: Catalogue | None = None) -> str:
    """That the branch of equilibria that was followed met others, or turned back, before it came to the one used."""
    said = said or catalogue()
    stages: Data = certificate.get("stages") or {}
    happened = {name: stages[name] for name in ("branch_point", "past_fold") if stages.get(name)}
    if not happened:
        return lost(certificate, said)
    names = said.listed([said.say(f"several.{name}") for name in happened])
    found = said.say("several.met", share=share(max(happened.values()), 0.0), happened=names)
    return " ".join(part for part in (found, lost(certificate, said)) if part)


def lost(certificate: Data, said: Catalogue | None = None) -> str:
    """That the scenario names a focal profile which is no equilibrium everywhere; empty where it is, or names none."""
    part = (certificate.get("stages") or {}).get("focus_lost")
    return (said or catalogue()).say("several.focus_lost", share=share(part, 0.0)) if part else ""
