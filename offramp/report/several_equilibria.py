"""Where actors move at the same time: what is known of equilibria that are not the one behind the numbers."""

from offramp.core.numbers import share
from offramp.report.wording import Data


def several(data: Data) -> str:
    """That other equilibria were found, or may exist; empty where nothing says so."""
    found = len((data.get("equilibria") or {}).get("found") or ())
    if found > 1:
        principal = next((one["principal"] for one in data["equilibria"]["found"] if one.get("used")), True)
        which = "the principal one" if principal else "the one that is focal in the scenario"
        said = (
            f"{found} equilibria of the first choice made at the same time were found (there may be more). The numbers "
            f"follow {which}; with as good a reason another may be played."
        )
        return " ".join(part for part in (said, lost(data.get("certificate") or {})) if part)
    return met(data.get("certificate") or {})


def met(certificate: Data) -> str:
    """That the branch of equilibria that was followed met others, or turned back, before it came to the one used."""
    stages: Data = certificate.get("stages") or {}
    parts = {"met another branch": stages.get("branch_point"), "turned back": stages.get("past_fold")}
    happened = {what: part for what, part in parts.items() if part}
    if not happened:
        return lost(certificate)
    said = (
        f"In {share(max(happened.values()), 0.0)} of the choices made at the same time the principal branch of "
        f"equilibria has {' and '.join(happened)} on its way from blind to this much rationality: there may be other "
        "equilibria, which as good a reason could pick."
    )
    return " ".join(part for part in (said, lost(certificate)) if part)


def lost(certificate: Data) -> str:
    """That the scenario names a focal profile which is no equilibrium everywhere; empty where it is, or names none."""
    part = (certificate.get("stages") or {}).get("focus_lost")
    if not part:
        return ""
    return (
        f"In {share(part, 0.0)} of the choices made at the same time the profile that the scenario names as focal has "
        "no equilibrium of its own: the principal one is used there."
    )
