"""The figures of a report: what each shows, as panels of SVG with a caption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from bahe.report.drawing import worldmap
from bahe.report.drawing.rows import Frame, Mark, Row, frame, row_chart
from bahe.report.runs.digest import Band, Flow, Industry
from bahe.report.runs.told import Told, clean
from bahe.report.wording.numbers import plain, signed

#: Widths of panels in SVG units: one, two or three side by side on a wide page, stacked on a narrow one.
TWO, THREE = 415.0, 290.0


@dataclass(frozen=True)
class Figure:
    """Panels of SVG (markup), a title and a caption (plain text), and how many stand side by side."""

    title: str
    caption: str
    panels: tuple[str, ...]
    columns: int
    heads: tuple[str, ...] = ()


def marked(figure: Figure | None) -> dict[str, Any] | None:
    """A figure for the template, its panels marked as finished markup."""
    from markupsafe import Markup

    if figure is None:
        return None
    return {"title": clean(figure.title), "caption": clean(figure.caption), "panels": [Markup(p) for p in figure.panels],
            "columns": figure.columns, "heads": [clean(h) for h in figure.heads]}  # fmt: skip


class Figures(Told):
    """Draws the figures of one digest in one language."""

    # -- real income -------------------------------------------------------------------------------------------------
    def welfare(self, title: str = "", key: str = "w") -> Figure:
        """Ranked dots with bands, one panel a horizon, one scale; the lead variant. Ids in the page begin with `key`."""
        d, v = self.d, self.d.lead
        shown = d.horizons[:2] if "short" not in d.horizons else _pair(d.horizons)
        panels = [[self._welfare_row(v, h, n) for n in d.ranked_focus] for h in shown]
        f = frame(panels, TWO, row=25, headers=self._headers)
        bands = [h for h in shown if len(d.labels[h]) > 1]
        sets = self.words("and_join").join(
            self.words(
                "n_values" if d.by_value(h) else "n_sets", n=len(d.labels[h]), horizon=self.labels.horizon(h, "noun")
            )
            for h in bands
        )
        caption = "welfare_dots_caption" if bands else "welfare_dots_caption_plain"
        return Figure(
            title or self.words("welfare_dots", variant=self.labels.variant(v)),
            self.words(caption, **({"sets": sets} if bands else {})),
            tuple(
                self._panel(
                    rows,
                    f,
                    f"{key}{i}",
                    self.labels.horizon(h),
                    self._welfare_desc(v, h, d.ranked_focus),
                    self.words("percent_axis"),
                    self._headers,
                )  # fmt: skip
                for i, (h, rows) in enumerate(zip(shown, panels, strict=True))
            ),
            2,
        )

    @property
    def _headers(self) -> tuple[str, str]:
        return "%", self.numbers.money_unit

    def _panel(
        self, rows: Sequence[Row], f: Frame, key: str, heading: str, desc: str, axis_title: str = "",
        headers: tuple[str, ...] = (), reference: tuple[float, str] | None = None,
    ) -> str:  # fmt: skip
        """One panel: its heading is its title, its numbers are those of the language."""
        return row_chart(
            rows, f, key=key, title=heading, desc=desc, heading=heading, axis=self._axis(f), axis_title=axis_title,
            headers=headers, reference=reference,
        )  # fmt: skip

    def _listed(self, parts: Iterable[str]) -> str:
        """What a panel shows, in words."""
        return self.words("figures_join").join(parts)

    def _axis(self, f: Frame) -> _Axis:
        return _Axis(self.numbers.lang, _decimals(f.ticks))

    def _welfare_row(self, variant: str, horizon: str, name: str, short: bool = False) -> Row:
        band = self.d.band(variant, horizon, name)
        label, strong = self.labels.economy(name), name in self.d.actors
        if not band.known:
            words = self.missing(variant, horizon)
            return Row(label, notes=(words,), strong=strong)
        figure = self.numbers.share(band.central)
        money = self.d.value(variant, horizon, name, "welfare_usd_mn")
        notes = (figure,) if short else (figure, self.numbers.money(money))
        hint = f"{label}: {self.numbers.percent(band.central)} {self.numbers.band(band.low, band.high) if band.wide else ''}"
        return Row(label, self._band_marks(band, hint), notes, hint, strong)

    def _band_marks(self, band: Band, hint: str) -> tuple[Mark, ...]:
        cls = self.side(band.central)
        line = (Mark("line", band.low, band.high, f"whisker capped {cls}"),) if band.wide else ()
        return (*line, Mark("dot", band.central, cls=cls, hint=hint))

    def side(self, x: float) -> str:
        """Colour class of a figure: loss, gain, or level where it rounds to zero."""
        return "level" if round(x, self.numbers.digits) == 0 else "loss" if x < 0 else "gain"

    def _welfare_desc(self, variant: str, horizon: str, names: Sequence[str]) -> str:
        parts = (f"{self.labels.economy(n)} {self.numbers.percent(self.d.value(variant, horizon, n))}" for n in names)
        return self._listed(parts)

    def missing(self, variant: str, horizon: str, label: str | None = None) -> str:
        """Why there is no figure: no finite equilibrium, a solve that did not converge, or none was asked for."""
        return self.words(reason(self.d.outcome(variant, horizon, label)))

    def by_variant(self) -> Figure | None:
        """Small multiples: one panel a variant, one scale, first horizon; None for a single variant."""
        d, h = self.d, self.d.horizons[0]
        if len(d.shown) < 2:
            return None
        panels = [[self._welfare_row(v, h, n, short=True) for n in d.ranked_focus] for v in d.shown]
        columns = columns_for(len(panels))
        f = frame(panels, TWO if columns == 2 else THREE, row=20 if columns == 2 else 19, parts=4, most_label=0.42)
        return Figure(
            self.words("welfare_by_variant", horizon=self.labels.horizon(h, "noun")),
            self.words("welfare_by_variant_caption"),
            tuple(
                self._panel(rows, f, f"v{i}", self.labels.variant(v), self._welfare_desc(v, h, d.ranked_focus))
                for i, (v, rows) in enumerate(zip(d.shown, panels, strict=True))
            ),
            columns,
        )

    # -- map ---------------------------------------------------------------------------------------------------------
    @property
    def mappable(self) -> bool:
        """True where the economies of the world have places on a map."""
        return worldmap.drawable(self.d.run.world.economies)

    def _limits(self) -> list[float]:
        return worldmap.breaks(self.d.map_values)

    def _classes(self, variant: str, horizon: str, limits: Sequence[float]) -> dict[str, tuple[str, str]]:
        out = {}
        for n in self.d.run.world.economies:
            x = self.d.value(variant, horizon, n)
            figure = self.numbers.percent(x) if isfinite(x) else self.missing(variant, horizon)
            out[n] = (worldmap.class_of(x, limits), f"{self.labels.economy(n)}: {figure}")
        return out

    def map(self) -> Figure:
        """The lead variant on the world map, with its legend."""
        d, h, limits = self.d, self.d.horizons[0], self._limits()
        title = self.words("map_title", variant=self.labels.variant(d.lead), horizon=self.labels.horizon(h, "noun"))
        big = worldmap.world_map(
            self._classes(d.lead, h, limits), key="map", title=title,
            desc=self._welfare_desc(d.lead, h, d.ranked_focus), inset=self.words("map_inset"),
        )  # fmt: skip
        row = (
            self.numbers.percent(d.value(d.lead, h, "ROW")) if "ROW" in d.run.world.economies else self.words("missing")
        )
        return Figure(title, self.words("map_caption", row=row), (big, self._legend(limits, "map-legend")), 1)

    def _legend(self, limits: Sequence[float], key: str) -> str:
        decimals = _decimals(limits)
        edges = [-x for x in reversed(limits)] + list(limits)
        return worldmap.legend(
            limits, key=key, title=self.words("legend_title"), loss=self.words("loss"), gain=self.words("gain"),
            no_data=self.words("map_no_data"), words=[signed(x, decimals) for x in edges],
        )  # fmt: skip

    def maps(self) -> Figure | None:
        """Every variant as a small map on the same colours; None for a single variant."""
        d, h, limits = self.d, self.d.horizons[0], self._limits()
        if len(d.shown) < 2:
            return None
        panels = tuple(
            worldmap.world_map(
                self._classes(v, h, limits),
                key=f"map{i}",
                title=self.labels.variant(v),
                desc=self._welfare_desc(v, h, d.ranked_focus),
                hints=False,
            )  # fmt: skip
            for i, v in enumerate(d.shown)
        )
        heads = tuple(self.labels.variant(v) for v in d.shown)
        return Figure(
            self.words("map_small", horizon=self.labels.horizon(h, "noun")), "", panels, columns_for(len(panels)), heads
        )

    # -- trade -------------------------------------------------------------------------------------------------------
    def trade(self, most: int = 14) -> Figure | None:
        """Change of trade between the blocks, diverging bars, one panel a horizon; the lead variant."""
        d, v = self.d, self.d.lead
        shown = [h for h in _pair(d.horizons) if d.flows(v, h)]
        if not shown:
            return None
        order = [(f.exporter, f.importer) for f in d.flows(v, shown[0])[:most]]
        panels = []
        for h in shown:
            found = {(f.exporter, f.importer): f for f in d.flows(v, h)}
            panels.append([self._flow_row(*pair, found) for pair in order])
        headers = (self.words("before"), self.words("after"))
        f = frame(panels, TWO, row=22, parts=3, most_label=0.54, headers=headers)
        return Figure(
            self.words("trade_title", variant=self.labels.variant(v)),
            self.words("trade_caption", n=len(order), money=self.numbers.money_unit),
            tuple(
                self._panel(
                    rows,
                    f,
                    f"t{i}",
                    self.labels.horizon(h),
                    self._listed(f"{r.label} {' → '.join(r.notes)}" for r in rows),
                    self.words("trade_axis", money=self.numbers.money_unit),
                    headers,
                )  # fmt: skip
                for i, (h, rows) in enumerate(zip(shown, panels, strict=True))
            ),
            2,
        )

    def _flow_row(self, exporter: str, importer: str, found: dict[tuple[str, str], Flow]) -> Row:
        label = self.words("flow", exporter=self.labels.economy(exporter), importer=self.labels.economy(importer))
        flow = found.get((exporter, importer))
        if flow is None:
            return Row(label, notes=(self.words("missing"),))
        base, new = flow.base, flow.new
        change = (new - base) / self.numbers.billion
        money = self.numbers.money
        percent = signed(100 * (new / base - 1), 0, self.numbers.lang) if base > 0 else ""
        hint = f"{label}: {signed(change, 1, self.numbers.lang)} {self.numbers.money_unit} ({percent} %)"
        return Row(label, (Mark("bar", 0.0, change, "loss" if change < 0 else "gain", hint),),
                   (money(base, False), money(new, False)), hint)  # fmt: skip

    # -- industry ----------------------------------------------------------------------------------------------------
    def industry(self, most: int = 20) -> Figure | None:
        """Change of output by industry for the actors, same industries and scale; the lead variant."""
        d, v, h = self.d, self.d.lead, self.d.horizons[0]
        tables = {a: d.sectors(v, h, a) for a in d.actors}
        tables = {a: t for a, t in tables.items() if t}
        if not tables:
            return None
        size: dict[str, float] = {}
        for table in tables.values():
            for sector, found in table.items():
                size[sector] = max(size.get(sector, 0.0), abs(found.change))
        chosen = set(sorted(size, key=lambda s: -size[s])[:most])
        order = [s for s in d.run.world.sectors if s in chosen]
        panels = []
        for table in tables.values():
            panels.append([self._sector_row(s, table) for s in order])
        f = frame(panels, TWO, row=20, parts=3, most_label=0.52, headers=(self.numbers.money_unit,))
        return Figure(
            self.words("industry_title", variant=self.labels.variant(v), horizon=self.labels.horizon(h, "noun")),
            self.words("industry_caption", n=len(order), money=self.numbers.money_unit),
            tuple(
                self._panel(
                    rows,
                    f,
                    f"s{i}",
                    self.labels.economy(a),
                    self._listed(f"{r.label} {r.hint}" for r in rows),
                    self.words("output_axis"),
                    (self.numbers.money_unit,),
                )  # fmt: skip
                for i, (a, rows) in enumerate(zip(tables, panels, strict=True))
            ),
            2,
        )

    def _sector_row(self, sector: str, table: Mapping[str, Industry]) -> Row:
        label, found = self.labels.sector(sector), table.get(sector)
        if found is None:
            return Row(label, notes=(self.words("missing"),))
        hint = f"{label}: {self.numbers.percent(found.percent, 1)}, {self.numbers.usd(found.change)}"
        bar = Mark("bar", 0.0, found.percent, "loss" if found.change < 0 else "gain", hint)
        return Row(label, (bar,), (self.numbers.money(found.change),), hint)

    # -- tariffs -----------------------------------------------------------------------------------------------------
    def tariffs(self, most: int = 16) -> Figure | None:
        """Base and new rates by industry for the two heaviest pairs of the lead variant."""
        d, v = self.d, self.d.lead
        pairs = self.main_pairs(2)
        if not pairs:
            return None
        rates = [d.rates(v, *pair) for pair in pairs]
        panels = []
        for r in rates:
            largest = sorted(range(len(r.sectors)), key=lambda s: -r.imports[s])[:most]
            panels.append(
                [self._rate_row(r.sectors[s], 100 * r.base[s], 100 * r.new[s], r.imports[s]) for s in largest]
            )
        f = frame(panels, TWO, row=20, parts=4, most_label=0.52, headers=(self.numbers.money_unit,))
        charts = []
        for i, ((a, b), r, rows) in enumerate(zip(pairs, rates, panels, strict=True)):
            average = 100 * r.average(r.new)
            title = self.words("tariff_panel", importer=self.labels.economy(a), exporter=self.labels.economy(b))
            mean = (
                (average, self.words("average_short", rate=self.numbers.rate(average / 100)))
                if isfinite(average)
                else None
            )
            charts.append(self._panel(
                rows, f, f"r{i}", title, self._listed(row.hint for row in rows), self.words("rate_axis"),
                (self.numbers.money_unit,), mean,
            ))  # fmt: skip
        return Figure(
            self.words("tariff_title", variant=self.labels.variant(v)),
            self.words("tariff_caption", n=most, money=self.numbers.money_unit),
            tuple(charts),
            2,
        )

    def main_pairs(self, most: int) -> list[tuple[str, str]]:
        """(importer, exporter) pairs whose tariffs change most; both directions between the actors come first."""
        both = [p for p in self.d.pairs if set(p) == set(self.d.actors)]
        return (both + [p for p in self.d.pairs if p not in both])[:most]

    def _rate_row(self, sector: str, base: float, new: float, imports: float) -> Row:
        label = self.labels.sector(sector)
        if not isfinite(new):
            return Row(label, notes=(self.words("missing"),))
        lang = self.numbers.lang
        hint = f"{label}: {plain(base, 1, lang)} → {plain(new, 1, lang)} %"
        marks = (Mark("line", base, new, "shift"), Mark("ring", base), Mark("dot", new, cls="ink", hint=hint))
        return Row(label, marks, (self.numbers.money(imports, False),), hint)

    # -- how sure ----------------------------------------------------------------------------------------------------
    def sure(self) -> Figure | None:
        """Each elasticity set a dot, ends named, one panel a horizon; None where no horizon has two sets."""
        d, v = self.d, self.d.lead
        shown = [h for h in _pair(d.horizons) if len(d.labels[h]) > 1]
        if not shown:
            return None
        panels = [[self._sure_row(v, h, n) for n in d.ranked_focus] for h in shown]
        panels = [named_ends(rows) for rows in panels]
        frames = [frame([rows], TWO, row=25, pad=0.14) for rows in panels]
        room = max(f.label_room for f in frames)
        frames = [replace(f, label_room=room) for f in frames]
        return Figure(
            self.words("sure_title", variant=self.labels.variant(v)),
            self.words("sure_caption"),
            tuple(
                self._panel(
                    rows,
                    f,
                    f"u{i}",
                    self.labels.horizon(h),
                    self._listed(r.hint for r in rows),
                    self.words("percent_axis"),
                )
                for i, (h, rows, f) in enumerate(zip(shown, panels, frames, strict=True))
            ),
            2,
        )

    def _sure_row(self, variant: str, horizon: str, name: str) -> Row:
        d, label = self.d, self.labels.economy(name)
        draws = dict(sorted(d.draws(variant, horizon, name).items(), key=lambda kv: kv[1]))
        if not draws:
            return Row(label, notes=(self.missing(variant, horizon),), strong=name in d.actors)
        central = d.value(variant, horizon, name)
        named = {e: self.labels.elasticities(e) for e in draws}
        hint = label + ": " + ", ".join(f"{named[e]} {self.numbers.percent(x)}" for e, x in draws.items())
        low, high = next(iter(draws)), next(reversed(draws))
        marks = [Mark("line", draws[low], draws[high], "whisker thin")]
        marks += [Mark("dot", x, cls="draw", hint=f"{named[e]}: {self.numbers.percent(x)}") for e, x in draws.items()]
        if isfinite(central):
            marks.append(Mark("dot", central, cls=self.side(central), hint=f"{label}: {self.numbers.percent(central)}"))
        if len(draws) > 1:
            marks.append(Mark("word", draws[low], cls="quiet", words=named[low], side="left"))
            marks.append(Mark("word", draws[high], cls="quiet", words=named[high], side="right"))
        return Row(label, tuple(marks), (), hint, name in d.actors)


@dataclass(frozen=True)
class _Axis:
    """Formats ticks with the same decimals."""

    lang: str
    decimals: int

    def __call__(self, x: float) -> str:
        return plain(x, self.decimals, self.lang)


def named_ends(rows: Sequence[Row]) -> list[Row]:
    """Rows without the names of their ends where these lie too close together to be told apart."""
    ends = [[m.x for m in r.marks if m.kind == "dot"] for r in rows]
    known = [x for xs in ends for x in xs]
    least = 0.03 * (max(known + [0.0]) - min(known + [0.0]))
    return [
        r if xs and max(xs) - min(xs) > least else replace(r, marks=tuple(m for m in r.marks if m.kind != "word"))
        for r, xs in zip(rows, ends, strict=True)
    ]


def reason(outcome: str) -> str:
    """The key of the words for a missing figure, by the outcome of its solve."""
    return {"": "missing", "converged": "missing", "infeasible": "out_infeasible"}.get(outcome, "not_converged")


def columns_for(panels: int) -> int:
    """How many panels stand side by side: two for one, two or four of them, else three."""
    return 2 if panels in (1, 2, 4) else 3


def _decimals(values: Sequence[float]) -> int:
    """Decimals needed to write round numbers exactly (at most four)."""
    return next((k for k in range(4) if all(abs(round(v, k) - v) < 1e-9 for v in values)), 4)


def _pair(horizons: Sequence[str]) -> list[str]:
    """The first horizon and the short one (or the second) to set beside it."""
    rest = [h for h in horizons[1:] if h == "short"] or list(horizons[1:2])
    return [horizons[0], *rest]
