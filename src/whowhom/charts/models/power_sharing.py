"""The danger of a coup by periods in power, with rulers contested or established."""

from typing import TYPE_CHECKING

import altair as alt

from whowhom.charts.models.danger import danger
from whowhom.charts.models.parts import for_actors
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.sketches.power_sharing_ladder import PowerSharingLadder
    from whowhom.theory.tenure.power_sharing import PowerSharing

__all__ = ["power_sharing", "power_sharing_ladder"]


def power_sharing(
    result: "PowerSharing", *, look: Look | None = None, title: str | None = None
) -> alt.VConcatChart:
    """Draw the danger of a coup by periods survived, and who is still in power.

    Parameters
    ----------
    result : PowerSharing
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells how the danger changes.

    Returns
    -------
    altair.VConcatChart
    """
    return danger(
        result.hazard.tolist(),
        result.survival.tolist(),
        result.contested.tolist(),
        for_actors((), look),
        parts=("contested", "established"),
        title=title,
    )


def power_sharing_ladder(
    result: "PowerSharingLadder", *, look: Look | None = None, title: str | None = None
) -> alt.VConcatChart:
    """Draw the danger of a coup by periods survived, and who is beyond the threat.

    Parameters
    ----------
    result : PowerSharingLadder
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells how the danger changes.

    Returns
    -------
    altair.VConcatChart
    """
    beyond = len(result.credible) if result.established_from is None else result.established_from
    return danger(
        result.hazard.tolist(),
        result.survival.tolist(),
        result.at_step[:, :beyond].sum(axis=1).tolist(),
        for_actors((), look),
        parts=("under threat", "beyond the threat"),
        title=title,
    )
