"""The figures of a labelled set in words, for a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from content.retrieval.tally import Report, Tally


def report_text(report: Report) -> str:
    """The figures in words, for a terminal."""
    inside, lines = report.inside.to_json(), []
    lines += [f"{inside['questions']:.0f} in scope, {report.outside} out of scope"]
    for name in ("top1", "top1_any_concept", "top3", "wrong_answer", "refused"):
        lines.append(f"  {name.replace('_', ' '):<18}{inside[name]:7.1%}")
    if report.outside:
        lines.append(f"  {'declined outside':<18}{report.caught / report.outside:7.1%}")
    lines.append(f"  {'wrong, of all':<18}{report.wrong_rate:7.1%}")
    for name in ("persona", "style"):
        lines += ["", f"by {name}: top1, top3, wrong, refused"]
        lines += _group_lines(report.by[name])
    worst = {key: tally for key, tally in report.by["concept"].items() if tally.first < tally.total}
    if worst:
        lines += ["", "concepts with mistakes: top1, top3, wrong, refused", *_group_lines(worst)]
    lines += ["", "confused, most often first"]
    lines += [f"  {n} x {one} -> {two}" for (one, two), n in report.confusions.most_common(20)]
    spent = ", ".join(
        f"{name} {report.percentile(at):.2f} ms" for name, at in (("p50", 0.5), ("p99", 0.99))
    )
    return "\n".join([*lines, "", spent])


def _group_lines(groups: Mapping[str, Tally]) -> list[str]:
    shares: dict[str, list[float]] = defaultdict(list)
    for key, tally in sorted(groups.items()):
        figures = tally.to_json()
        shares[key] = [figures[name] for name in ("top1", "top3", "wrong_answer", "refused")]
    return [
        f"  {key:<34}" + "".join(f"{share:7.1%}" for share in found)
        for key, found in shares.items()
    ]
