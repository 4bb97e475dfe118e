"""The reliability diagram of docs/outlook.md."""

import math

from whowhom.ensemble.interval import wilson

__all__ = ["reliability_picture"]

STYLE = """
text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2430; }
.small { font-size: 12px; fill: #5b6472; } .head { font-size: 15px; font-weight: 600; }
.page { fill: #ffffff; } .grid { stroke: #e3e6eb; fill: none; }
.ideal { stroke: #9aa3b2; stroke-dasharray: 5 4; fill: none; }
.span { stroke: #2f6fb0; stroke-width: 2; fill: none; } circle { fill: #2f6fb0; }
"""


def reliability_picture(dots: list[tuple[float, int, int]]) -> str:
    """Return an SVG picture: mean forecast, events and rows of each group, on log scales."""
    low, high, size, left, top = 0.001, 0.5, 380, 90, 60

    def at(share: float) -> float:
        return math.log(max(share, low) / low) / math.log(high / low)

    def x(share: float) -> str:
        return f"{left + size * at(share):.1f}"

    def y(share: float) -> str:
        return f"{top + size * (1 - at(share)):.1f}"

    ticks = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
    body = []
    for tick in ticks:
        words = f"{100 * tick:g} %"
        body += [
            f'<path class="grid" d="M{x(tick)} {top}v{size}M{left} {y(tick)}h{size}"/>',
            f'<text x="{x(tick)}" y="{top + size + 20}" text-anchor="middle">{words}</text>',
            f'<text x="{left - 8}" y="{y(tick)}" dy="4" text-anchor="end">{words}</text>',
        ]
    body.append(f'<path class="ideal" d="M{x(low)} {y(low)}L{x(high)} {y(high)}"/>')
    for chance, count, rows in dots:
        bottom, upper = wilson(count, rows)
        share = count / rows
        where = f'class="small" x="{x(chance)}" y="{y(upper)}" dy="-6" text-anchor="middle"'
        words = f"forecast {100 * chance:.1f} %: {count} of {rows} removed"
        body += [
            f'<path class="span" d="M{x(chance)} {y(bottom)}V{y(upper)}"/>',
            f'<circle cx="{x(chance)}" cy="{y(share)}" r="5"><title>{words}</title></circle>',
            f"<text {where}>{count} of {rows:,}</text>",
        ]
    wide, tall = left + size + 40, top + size + 60
    said = "; ".join(f"{100 * c:.1f} % forecast, {k} of {n} removed" for c, k, n in dots)
    head = "Removed by insiders within twelve months"
    small = "Observed (95 % interval) by forecast, 1975-2009; dashed: forecast = observed"
    foot = f'x="{left + size / 2}" y="{top + size + 46}" text-anchor="middle"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" role="img">',
        f"<title>Removal by insiders: {said}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{wide}" height="{tall}"/>',
        f'<text class="head" x="{left}" y="24">{head}</text>',
        f'<text class="small" x="{left}" y="43">{small}</text>',
        *body,
        f"<text {foot}>mean forecast</text>",
        "</svg>",
        "",
    ]
    return "\n".join(lines)
