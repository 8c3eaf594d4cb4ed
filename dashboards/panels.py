"""The kinds of panels: each has a title, a description, a unit and words for when there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from grafana_foundation_sdk.builders import common as common_builders
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import heatmap, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models import heatmap as heatmap_models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

PROMETHEUS = common.DataSourceRef(type_val="prometheus", uid="prometheus")
PROMETHEUS_UID, JAEGER_UID = "prometheus", "jaeger"
QUARTER, THIRD, HALF, WHOLE = 6, 8, 12, 24  # of Grafana's 24 columns
LOW, TALL = 4, 8  # rows of 30 pixels


class Query(NamedTuple):
    """One PromQL expression and the name of its series; with `exemplars`, dots that lead to single traces."""

    expression: str
    legend: str = ""
    exemplars: bool = False


class Link(NamedTuple):
    """A link on every value of a panel; the URL may use ${__field.labels.…}, ${__from} and ${__to}."""

    title: str
    url: str


def traces(title: str, service: str, *, operation: str = "", **tags: str) -> Link:
    """A link to Jaeger's search over the panel's time; `__` in a tag's name stands for a dot."""
    wanted = [f"service={service}", "limit=50", "lookback=custom"]
    wanted += ["start=${__from}000", "end=${__to}000"]  # Jaeger's page reads microseconds
    if operation:
        wanted.append(f"operation={quote(operation)}")
    if tags:
        pairs = (f"%22{name.replace('__', '.')}%22:%22{value}%22" for name, value in tags.items())
        wanted.append(f"tags=%7B{','.join(pairs)}%7D")
    return Link(title, f"${{jaeger}}/search?{'&'.join(wanted)}")


Panel = timeseries.Panel | stat.Panel | heatmap.Panel | table.Panel


def lines(
    title: str,
    description: str,
    unit: str,
    *queries: Query,
    none: str,
    stacked: bool = False,
    links: Sequence[Link] = (),
    ceiling: float | None = None,
    span: int = HALF,
) -> timeseries.Panel:
    """Values over time. `none` is what an empty panel says; `ceiling` draws the limit one should stay under."""
    panel = timeseries.Panel().title(title).description(description).unit(unit).no_value(none).min(0)
    panel.datasource(PROMETHEUS).span(span).height(TALL).line_width(1).fill_opacity(10).data_links(_links(links))
    panel.legend(
        common_builders.VizLegendOptions().display_mode(common.LegendDisplayMode.LIST).show_legend(True)
        .placement(common.LegendPlacement.BOTTOM)
    )  # fmt: skip
    panel.tooltip(common_builders.VizTooltipOptions().mode(common.TooltipDisplayMode.MULTI))
    if stacked:
        panel.stacking(common_builders.StackingConfig().mode(common.StackingMode.NORMAL)).fill_opacity(40)
    if ceiling is not None:
        panel.thresholds(_thresholds(("transparent", None), ("red", ceiling)))
        panel.thresholds_style(
            common_builders.GraphThresholdsStyleConfig().mode(common.GraphThresholdsStyleMode.DASHED)
        )
    for target in _targets(queries):
        panel.with_target(target)
    return panel


def number(
    title: str,
    description: str,
    unit: str,
    expression: str,
    *,
    none: str,
    colours: Sequence[tuple[str, float | None]] = (("blue", None),),
    decimals: int | None = None,
) -> stat.Panel:
    """The newest value, large. `colours`: the colour from each value on, the first from minus infinity."""
    panel = stat.Panel().title(title).description(description).unit(unit).no_value(none).datasource(PROMETHEUS)
    panel.span(QUARTER).height(LOW).thresholds(_thresholds(*colours)).graph_mode(common.BigValueGraphMode.AREA)
    panel.reduce_options(common_builders.ReduceDataOptions().calcs(["lastNotNull"]))
    if decimals is not None:
        panel.decimals(decimals)
    return panel.with_target(next(iter(_targets([Query(expression)]))))


def heat(
    title: str, description: str, unit: str, query: Query, *, none: str, rows: bool = False, span: int = HALF
) -> heatmap.Panel:
    """Density over time: of a histogram's buckets, or with `rows` of one row a series, coloured by its value."""
    panel = heatmap.Panel().title(title).description(description).no_value(none).datasource(PROMETHEUS)
    panel.span(span).height(TALL).calculate(False).show_legend().cell_gap(1)
    panel.tooltip(heatmap.HeatmapTooltip().mode(common.TooltipDisplayMode.SINGLE).y_histogram(not rows))
    colours = heatmap.HeatmapColorOptions().mode(heatmap_models.HeatmapColorMode.SCHEME).scheme("Turbo").steps(64)
    panel.color(colours.exponent(0.5).fill("dark-orange")).exemplars_color("rgba(255,0,255,0.7)")
    if rows:
        panel.unit(unit).cell_values(heatmap.CellValues().unit(unit))
    else:
        panel.unit(unit).y_axis(heatmap.YAxisConfig().unit(unit).axis_placement(common.AxisPlacement.LEFT))
    for target in _targets([query], PromQueryFormat.TIME_SERIES if rows else PromQueryFormat.HEATMAP):
        panel.with_target(target)
    return panel


def listing(
    title: str, description: str, unit: str, query: Query, *, none: str, column: str, links: Sequence[Link],
    hidden: Sequence[str] = (), span: int = HALF,
) -> table.Panel:  # fmt: skip
    """A table of the newest values, largest first; `column` names the value, every row carries the links."""
    panel = table.Panel().title(title).description(description).no_value(none).datasource(PROMETHEUS).unit(unit)
    panel.span(span).height(TALL).data_links(_links(links)).decimals(0)
    panel.with_transformation(
        dashboard.DataTransformerConfig(
            id_val="organize",
            options={"excludeByName": dict.fromkeys(("Time", *hidden), True), "renameByName": {"Value": column}},
        )
    )
    panel.sort_by([common_builders.TableSortByFieldState().display_name(column).desc(True)])
    for target in _targets([query], PromQueryFormat.TABLE):
        panel.with_target(target.instant())
    return panel


def board(uid: str, title: str, description: str, *rows: tuple[str, Sequence[Panel]]) -> builders.Dashboard:
    """A dashboard of titled rows, with links to the other two and to Jaeger."""
    made = builders.Dashboard(title).uid(uid).description(description).tags(["wirelight"]).readonly()
    made.refresh("10s").time("now-30m", "now").timezone("browser").tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
    links = builders.DashboardLink("Wirelight").type(dashboard.DashboardLinkType.DASHBOARDS).tags(["wirelight"])
    made.link(links.keep_time(True))
    jaeger = builders.DashboardLink("Traces").type(dashboard.DashboardLinkType.LINK).url("${jaeger}/search")
    made.link(jaeger.target_blank(True).icon("external link"))
    made.with_variable(
        builders.TextBoxVariable("jaeger").label("Jaeger").description("where Jaeger's page is, for the links")
        .default_value("http://127.0.0.1:16686")
    )  # fmt: skip
    for heading, panels in rows:
        made.with_row(builders.Row(heading))
        for panel in panels:
            made.with_panel(panel)
    return made


def _links(links: Sequence[Link]) -> list[Builder[dashboard.DashboardLink]]:
    made: list[Builder[dashboard.DashboardLink]] = []
    for link in links:
        one = builders.DashboardLink(link.title).type(dashboard.DashboardLinkType.LINK)
        made.append(one.url(link.url).target_blank(True))
    return made


def _thresholds(*steps: tuple[str, float | None]) -> builders.ThresholdsConfig:
    made = [dashboard.Threshold(color=colour, value=value) for colour, value in steps]
    return builders.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(made)


def _targets(
    queries: Sequence[Query], shape: PromQueryFormat = PromQueryFormat.TIME_SERIES
) -> list[prometheus.Dataquery]:
    made = []
    for number_, query in enumerate(queries):
        target = prometheus.Dataquery().expr(query.expression).ref_id(chr(ord("A") + number_)).format(shape)
        target.datasource(PROMETHEUS).exemplar(query.exemplars)
        made.append(target.legend_format(query.legend) if query.legend else target)
    return made
