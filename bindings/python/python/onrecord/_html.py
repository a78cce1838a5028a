"""An extraction as HTML for notebooks: the text with its claims marked, and who said what. No scripts, no network;
every word of the article is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord._extraction import Extraction
    from onrecord._types import Claim

# What goes first wins where spans overlap. Colours are half-transparent, so that they do on dark pages too.
_STYLES = {
    "cue": "background:rgba(230,159,0,.35)",
    "source": "background:rgba(0,158,115,.30)",
    "content": "background:rgba(86,180,233,.28)",
}


def _marked(found: Extraction) -> str:
    """The text in pieces, each marked with the first part that covers it."""
    edges = {0, len(found.text)}
    parts: dict[int, list[tuple[int, str]]] = {}
    for claim in found.claims:
        for name in _STYLES:
            for span in getattr(claim, name):
                edges |= {span.start, span.end}
                parts.setdefault(span.start, []).append((span.end, name))
    places = sorted(edges)
    pieces = []
    covering: list[tuple[int, str]] = []
    for start, end in zip(places, places[1:]):
        covering = [part for part in covering + parts.get(start, []) if part[0] > start]
        words = escape(found.text[start:end])
        names = {name for _, name in covering}
        first = next((name for name in _STYLES if name in names), None)
        if first is not None:
            words = f'<mark style="color:inherit;{_STYLES[first]}" title="{first}">{words}</mark>'
        pieces.append(words)
    return "".join(pieces)


def _row(claim: Claim) -> str:
    speaker = claim.speaker
    who = speaker.name or " … ".join(span.text for span in claim.source) or "—"
    about = [speaker.role, speaker.party, speaker.state, speaker.country]
    verdict = claim.verdicts[0].status if claim.verdicts else ""
    cue = " … ".join(span.text for span in claim.cue)
    cells = [
        f"<b>{escape(who)}</b><br><small>{escape(' · '.join(a for a in about if a))}</small>",
        escape(cue),
        escape(claim.text),
        escape(verdict),
    ]
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"


def page(found: Extraction) -> str:
    """The whole."""
    legend = " ".join(
        f'<mark style="color:inherit;{style}">{name}</mark>' for name, style in _STYLES.items()
    )
    rows = "".join(_row(claim) for claim in found.claims)
    heads = "".join(
        f'<th style="text-align:left">{head}</th>' for head in ("who", "cue", "what", "verdict")
    )
    return (
        f'<div class="onrecord"><p>{legend}</p>'
        f'<div style="white-space:pre-wrap;max-width:50em">{_marked(found)}</div>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
