"""The rules themselves. Sizes come from one scale, colours only from custom properties."""

from __future__ import annotations

_SANS = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_SERIF = 'ui-serif, "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Times New Roman", serif'
_MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'
FACES = {"": (_SANS, _SANS), "serif": (_SERIF, _SANS), "mono": (_MONO, _MONO)}

BASE = (
    """\
*, *::before, *::after { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 400 1.0625rem/1.6 var(--body); overflow-wrap: break-word; }
h1, h2, h3 { margin: 0; font-family: var(--heading); line-height: 1.15; letter-spacing: -0.02em; text-wrap: balance; }
h1 { font-size: clamp(2.1rem, 1.4rem + 3vw, 3.5rem); letter-spacing: -0.03em; }
h2 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.35rem); }
h3, h2.h3 { font-size: 1.15rem; line-height: 1.3; letter-spacing: -0.01em; }
p { margin: 0; text-wrap: pretty; }
ul, ol, dl, dd, figure, blockquote { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent-text); text-underline-offset: 0.18em; }
address { font-style: normal; }
svg { display: block; max-width: 100%; }
button, input, textarea, select { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 3px; border-radius: 4px; }
::selection { background: var(--accent); color: var(--on-accent); }""",
    """\
.wrap { width: min(100% - 2.5rem, 70rem); margin-inline: auto; }
.skip { position: absolute; left: 1rem; top: -5rem; z-index: 9; padding: 0.7rem 1rem; background: var(--accent); color: var(--on-accent); border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.band { padding-block: clamp(3rem, 2rem + 4vw, 5.5rem); }
.band:nth-of-type(even) { background: var(--soft); }
.head { max-width: 44rem; margin: 0 0 clamp(1.5rem, 1rem + 1.5vw, 2.5rem); }
.head p { margin-top: 0.7rem; color: var(--muted); font-size: 1.125rem; }
.page-head { padding-top: clamp(2.5rem, 1.5rem + 4vw, 4.5rem); }
.page-head .lede { margin-top: 0.7rem; }
.page-head + .band { padding-top: clamp(1.5rem, 1rem + 2vw, 2.5rem); }
.lede { color: var(--muted); font-size: clamp(1.125rem, 1rem + 0.5vw, 1.3rem); }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
.grid.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 14.5rem), 1fr)); }
.split { display: grid; gap: clamp(2rem, 5vw, 4.5rem); align-items: center; }
@media (min-width: 50rem) { .split { grid-template-columns: 1.1fr 1fr; } .top-split { align-items: start; } }
.card { padding: 1.6rem; background: var(--surface); border: 1px solid var(--line); border-radius: 16px; box-shadow: 0 1px 2px rgb(0 0 0 / 0.04), 0 8px 24px -18px rgb(0 0 0 / 0.25); }
.card :is(h3, .h3) + p { margin-top: 0.45rem; color: var(--muted); }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; }
.button { display: inline-block; padding: 0.72rem 1.3rem; border: 2px solid var(--accent); border-radius: 10px; background: var(--accent); color: var(--on-accent); font-weight: 600; line-height: 1.3; text-align: center; text-decoration: none; cursor: pointer; transition: filter 0.15s, transform 0.15s; }
.button:hover { filter: brightness(1.08); transform: translateY(-1px); }
.button.quiet { background: transparent; border-color: var(--edge); color: var(--ink); }
.button.small { padding: 0.42rem 0.9rem; font-size: 0.95rem; }
.card .price { color: var(--ink); }
.price { font-size: 2rem; font-weight: 700; letter-spacing: -0.02em; }
.card .price.open { color: var(--muted); font-weight: 500; }
.made { padding-block: 1.75rem; color: var(--muted); font-size: 0.85rem; }
.made summary { cursor: pointer; }
.made p + p, .made details { margin-top: 0.35rem; }
.page-foot { margin-top: auto; border-top: 1px solid var(--line); background: var(--bg); }
body { display: flex; flex-direction: column; min-height: 100vh; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } .button { transition: none; } }""",
)

# What whole pages are shaped like.
SHAPES = {
    "app": """\
.app h1 { font-size: clamp(1.6rem, 1.3rem + 1vw, 2.1rem); }
.app h2:not(.h3) { font-size: 1.2rem; }
.app .band { padding-block: 1.1rem; background: none; }
.app .page-head { padding-block: 1.75rem 0.5rem; }
.app .head { margin-bottom: 0.9rem; }
.app .head p { font-size: 1rem; }
.app .card { padding: 1.2rem; }
.app main { padding-block: 0.75rem 2rem; }""",
    "sidebar": """\
.frame { display: grid; flex: 1; }
.frame > main { min-width: 0; }
.side { padding: 1.25rem; background: var(--surface); border-bottom: 1px solid var(--line); }
.side ul { display: flex; flex-wrap: wrap; gap: 0.25rem; margin-top: 0.9rem; }
.side nav a { display: block; padding: 0.5rem 0.8rem; border-radius: 8px; color: var(--ink); text-decoration: none; }
.side nav a:hover { background: var(--soft); }
.side nav a[aria-current] { background: var(--soft); color: var(--accent-text); font-weight: 600; }
.side-title { margin-top: 0.8rem; font-weight: 600; }
@media (min-width: 56rem) {
  .frame { grid-template-columns: 15.5rem minmax(0, 1fr); }
  .side { padding: 1.75rem 1.1rem; border-bottom: 0; border-right: 1px solid var(--line); }
  .side > * { position: sticky; top: 1.75rem; }
  .side > nav { top: 5rem; }
  .side ul { flex-direction: column; }
  .frame .wrap { width: min(100% - 3.5rem, 70rem); }
}""",
}

_FORMS = frozenset({"login", "signup", "contact", "form", "newsletter", "search", "settings", "checkout", "upload", "comments", "tasks", "chat"})
_TABLES = frozenset({"table", "comparison", "invoice", "calendar"})
_ICONS = frozenset({"features", "weather", "upload"})
_PEOPLE = frozenset({"team", "testimonials", "comments", "profile", "chat"})
_PICTURES = frozenset({"gallery", "products", "blog", "about"})
_ROWS = frozenset({"schedule", "player", "notifications"})


def _of(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


KINDS: tuple[tuple[frozenset[str], str], ...] = (
    (
        _of("nav", "sidebar", "footer"),
        """\
.brand { display: inline-flex; align-items: center; gap: 0.6rem; font: 700 1.1rem/1.2 var(--heading); letter-spacing: -0.01em; color: var(--ink); text-decoration: none; }
.mark { display: grid; place-items: center; flex: none; width: 2rem; height: 2rem; border-radius: 9px; background: var(--accent); color: var(--on-accent); font-size: 1rem; }""",
    ),
    (
        _of("nav"),
        """\
.top { position: sticky; top: 0; z-index: 5; background: var(--bg); border-bottom: 1px solid var(--line); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.5rem; padding-block: 0.85rem; }
.bar nav { margin-left: auto; }
.bar ul { display: flex; flex-wrap: wrap; gap: 0.1rem 0.2rem; }
.bar li a { display: block; padding: 0.35rem 0.7rem; border-radius: 8px; color: var(--ink); text-decoration: none; }
.bar li a:hover { background: var(--soft); color: var(--accent-text); }
@media (max-width: 40rem) { .top { position: static; } .bar nav { width: 100%; margin-left: -0.7rem; } }""",
    ),
    (
        _of("hero"),
        """\
.hero { padding-block: clamp(3rem, 2rem + 5vw, 6.5rem); background: linear-gradient(180deg, var(--soft), var(--bg)); overflow: hidden; }
.hero .lede { margin-top: 1.1rem; max-width: 34rem; }
.hero .actions { margin-top: 1.9rem; }
.eyebrow { margin-bottom: 0.8rem; color: var(--accent-text); font-weight: 600; }
.art { width: 100%; max-width: 27rem; margin-inline: auto; overflow: visible; }
.a0 { fill: var(--surface); stroke: var(--line); } .a1 { fill: var(--mark); opacity: 0.16; } .a2 { fill: var(--accent); } .a3 { fill: var(--mark-2); opacity: 0.85; } .a4 { fill: var(--mark-3); opacity: 0.9; } .a5 { fill: var(--line); }
@media (max-width: 50rem) { .art { max-width: 14rem; margin-inline: 0; } }""",
    ),
    (_of("banner"), ".notice { padding: 0.6rem 1.25rem; background: var(--deep); color: var(--on-deep); text-align: center; font-size: 0.95rem; }\n.notice a { color: inherit; font-weight: 600; }"),
    (_of("breadcrumbs"), ".crumbs ol { display: flex; flex-wrap: wrap; gap: 0.5rem; padding-block: 0.9rem; color: var(--muted); font-size: 0.95rem; }\n.crumbs li + li::before { content: \"/\"; margin-right: 0.5rem; }"),
    (_ICONS, ".icon { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; width: 2.6rem; height: 2.6rem; margin-bottom: 1rem; padding: 0.6rem; border-radius: 12px; background: var(--soft); color: var(--accent-text); }"),
    (
        _of("steps"),
        """\
.walk { counter-reset: step; }
.walk > li { counter-increment: step; padding-top: 1.2rem; border-top: 2px solid var(--mark); }
.walk > li::before { content: counter(step); display: block; margin-bottom: 0.5rem; color: var(--accent-text); font: 700 1.6rem/1 var(--heading); }
.walk p { margin-top: 0.4rem; color: var(--muted); }""",
    ),
    (
        _of("pricing"),
        """\
.plans { align-items: stretch; }
.plan { display: flex; flex-direction: column; gap: 0.9rem; }
.plan > p:not(.price) { color: var(--muted); }
.plan .button { margin-top: auto; }
.chosen { border: 2px solid var(--accent); }
.ticks li { padding-left: 1.7rem; position: relative; }
.ticks li::before { content: ""; position: absolute; left: 0.15rem; top: 0.45em; width: 0.85rem; height: 0.45rem; border: solid var(--mark); border-width: 0 0 2.5px 2.5px; transform: rotate(-45deg); }
.ticks li + li { margin-top: 0.35rem; }""",
    ),
    (
        _PEOPLE,
        """\
.avatar { flex: none; width: 3rem; height: 3rem; border-radius: 50%; background: var(--soft); color: var(--mark); }
figcaption { display: flex; align-items: center; gap: 0.8rem; }
blockquote { margin-bottom: 1.2rem; font-size: 1.1rem; }
blockquote p::before { content: "“"; } blockquote p::after { content: "”"; }
.person .avatar { width: 4.5rem; height: 4.5rem; margin-bottom: 1rem; }
.person.wide { display: flex; flex-wrap: wrap; align-items: center; gap: 1.5rem; }
.person.wide > div { flex: 1 1 15rem; }
.name { font: 700 1.5rem/1.2 var(--heading); }
.voices li { display: flex; gap: 1rem; margin-bottom: 1.25rem; } .voices p { color: var(--muted); }""",
    ),
    (_of("logos"), ".marks { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); }\n.marks li { padding: 1.4rem 1rem; border: 1px dashed var(--edge); border-radius: 12px; color: var(--muted); font: 600 1.05rem/1.2 var(--heading); text-align: center; }"),
    (
        _of("cta", "download"),
        """\
.band.cta { background: none; }
.cta > .wrap { padding: clamp(2rem, 1rem + 5vw, 4rem); border-radius: 24px; background: var(--deep); color: var(--on-deep); }
.cta .head { margin-bottom: 0.8rem; }
.cta p:not(.actions) { max-width: 40rem; font-size: 1.125rem; }
.cta .actions { margin-top: 1.6rem; }
.cta .button { background: var(--on-deep); border-color: var(--on-deep); color: var(--deep); }
.cta .button.quiet { background: transparent; color: var(--on-deep); }
.cta :focus-visible { outline-color: var(--on-deep); }""",
    ),
    (
        _of("stats", "weather"),
        """\
.stats .grid, .weather .grid { grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5rem), 1fr)); }
.stat { display: flex; flex-direction: column-reverse; justify-content: flex-end; gap: 0.2rem; }
.stat dt { color: var(--muted); } .stat dd, .stat > p { font: 700 2.1rem/1.15 var(--heading); letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.stat small { display: block; color: var(--muted); font: 400 0.8rem/1.4 var(--body); letter-spacing: 0; }""",
    ),
    (
        _of("chart"),
        """\
.plots { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.plot { max-width: 56rem; } .plot svg { width: 100%; height: auto; } .plot text { fill: var(--muted); font: 8px var(--body); }
@media (max-width: 40rem) { .plot text { font-size: 12px; } }
.plot figcaption { margin-top: 0.9rem; color: var(--muted); font-size: 0.85rem; }
.rule { stroke: var(--line); } .m1, .k0 { fill: var(--mark); } .area { opacity: 0.18; } .trend { fill: none; stroke: var(--mark); stroke-width: 2.5; stroke-linejoin: round; }
.ring { fill: none; stroke-width: 26; transform: rotate(-90deg); transform-origin: 80px 80px; }
.r0 { stroke: var(--mark); } .r1 { stroke: var(--mark-2); } .r2 { stroke: var(--mark-3); } .r3 { stroke: var(--edge); }
.k1 { fill: var(--mark-2); } .k2 { fill: var(--mark-3); } .k3 { fill: var(--edge); }""",
    ),
    (
        _TABLES,
        """\
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 14px; background: var(--surface); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.8rem 1.1rem; text-align: left; white-space: nowrap; }
thead th { background: var(--soft); font-size: 0.9rem; }
tbody tr + tr > *, tfoot > tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
.pill { padding: 0.2rem 0.65rem; border-radius: 99px; background: var(--soft); color: var(--accent-text); font-size: 0.85rem; font-weight: 600; }
.calendar td { height: 4.5rem; vertical-align: top; } .calendar td + td { border-left: 1px solid var(--line); }
.parties { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); margin-bottom: 1.75rem; }""",
    ),
    (_of("progress"), ".meters { display: grid; gap: 1.1rem; } .meters span { float: right; color: var(--muted); } progress { width: 100%; height: 0.75rem; accent-color: var(--mark); }\n.meters small { color: var(--muted); }"),
    (_of("skills", "social"), ".chips { display: flex; flex-wrap: wrap; gap: 0.6rem; } .chip { display: inline-block; padding: 0.45rem 1rem; border: 1px solid var(--edge); border-radius: 99px; background: var(--surface); color: var(--ink); text-decoration: none; }"),
    (
        _PICTURES,
        """\
.pic { width: 100%; border-radius: 12px; color: var(--mark); }
.p1 { color: var(--mark-2); } .p2 { color: var(--mark-3); } .p3 { color: var(--edge); }
.photos figcaption { margin-top: 0.55rem; color: var(--muted); font-size: 0.95rem; }
.good { display: flex; flex-direction: column; gap: 0.7rem; } .good .pic { margin-bottom: 0.4rem; } .good .button { margin-top: auto; font-size: 0.98rem; padding-inline: 0.8rem; } .good .card .price { color: var(--ink); }
.price { font-size: 1.25rem; } .good > p:not(.price) { color: var(--muted); margin: 0; }""",
    ),
    (
        _of("menu", "checkout"),
        """\
.dishes { margin-top: 0.8rem; } .dishes li { display: flex; align-items: baseline; gap: 0.6rem; padding-block: 0.45rem; } .dots { flex: 1; border-bottom: 2px dotted var(--line); } .cost { color: var(--muted); }
.dishes.card { margin-top: 0; } .sum { font-weight: 700; }""",
    ),
    (_of("hours", "profile"), ".hours-list { max-width: 34rem; } .hours-list div { display: flex; justify-content: space-between; gap: 1rem; padding-block: 0.55rem; } .hours-list div + div { border-top: 1px solid var(--line); } .hours-list dd { color: var(--muted); font-variant-numeric: tabular-nums; }"),
    (_of("location", "video"), ".map { width: 100%; border-radius: 16px; background: var(--soft); border: 1px solid var(--line); } .road { fill: none; stroke: var(--surface); stroke-width: 11; } .pin { fill: var(--accent); } .eye { fill: var(--on-accent); }\n.video figcaption { margin-top: 0.6rem; color: var(--muted); } .video figure { max-width: 52rem; }"),
    (_ROWS, ".rows { padding-block: 0.5rem; } .rows > li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.4rem 1.5rem; padding-block: 1rem; } .rows > li + li { border-top: 1px solid var(--line); } .when { min-width: 4rem; color: var(--accent-text); font-weight: 600; font-variant-numeric: tabular-nums; } .rows :is(h3, .h3) { flex: 1; } .rows .button { margin-left: auto; }\n.news :is(h3, .h3) { flex: 1 1 100%; } .news p { color: var(--muted); }"),
    (_of("timeline"), ".line { border-left: 3px solid var(--line); padding-left: 1.75rem; } .line li { position: relative; } .line li + li { margin-top: 1.75rem; } .line li::before { content: \"\"; position: absolute; left: -2.3rem; top: 0.35rem; width: 0.8rem; height: 0.8rem; border-radius: 50%; background: var(--mark); box-shadow: 0 0 0 4px var(--bg); } .line p { color: var(--muted); }"),
    (_of("faq"), ".fold { max-width: 46rem; } .fold details { border-bottom: 1px solid var(--line); } .fold summary { padding: 1.05rem 0; font-weight: 600; font-size: 1.1rem; cursor: pointer; } .fold summary::marker { color: var(--accent-text); } .fold p { padding: 0 0 1.2rem 1.2rem; color: var(--muted); }"),
    (_of("kanban"), ".board { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); } .lane { padding: 1rem; border-radius: 14px; background: var(--soft); border: 1px solid var(--line); } .lane li { margin-top: 0.7rem; padding: 0.8rem 0.9rem; border-radius: 10px; background: var(--surface); border: 1px solid var(--line); }"),
    (
        _FORMS,
        """\
.fields { display: grid; gap: 0.4rem; }
.fields > label:not(:first-child), .fields > .tick, .fields > .actions { margin-top: 0.8rem; }
label { font-weight: 600; }
input:not([type="checkbox"], [type="radio"], [type="file"]), textarea, select { width: 100%; min-height: 2.9rem; padding: 0.6rem 0.8rem; background: var(--surface); border: 1px solid var(--edge); border-radius: 10px; }
input[type="checkbox"], input[type="radio"] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); flex: none; }
.tick { display: flex; align-items: center; gap: 0.6rem; } .tick label, .checks label { font-weight: 400; }
.inline { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem; max-width: 38rem; } .inline > label { flex: 1 1 100%; } .inline > input { flex: 1 1 12rem; width: auto; }
.switch { justify-content: space-between; padding-block: 0.7rem; margin: 0 !important; border-bottom: 1px solid var(--line); }
.checks { margin-top: 1rem; } .checks li { display: flex; align-items: center; gap: 0.7rem; padding-block: 0.6rem; border-top: 1px solid var(--line); } .checks input:checked + label { color: var(--muted); text-decoration: line-through; }""",
    ),
    (
        _of("login", "signup", "form", "upload", "newsletter", "settings"),
        """\
.ask .wrap { max-width: 29rem; padding: clamp(1.5rem, 1rem + 2vw, 2.5rem); background: var(--surface); border: 1px solid var(--line); border-radius: 20px; box-shadow: 0 20px 50px -35px rgb(0 0 0 / 0.45); }
.ask .head { margin-bottom: 1.4rem; } .ask .head > * { font-size: 1.7rem; } .ask .button { flex: 1 1 8rem; } .ask.broad .wrap { max-width: 44rem; }
.ask form > p:last-child:not(.actions) { margin-top: 0.9rem; }
.fields.wide { max-width: 40rem; }
.drop { display: grid; grid-template-columns: minmax(0, 1fr); justify-items: center; gap: 1rem; padding: 2.5rem 1rem; border: 2px dashed var(--edge); border-radius: 16px; text-align: center; } .drop > * { min-width: 0; max-width: 100%; }""",
    ),
    (
        _of("chat"),
        """\
.chat-box { display: grid; border: 1px solid var(--line); border-radius: 16px; overflow: hidden; background: var(--surface); }
.chat-box nav { background: var(--soft); padding: 0.6rem; } .chat-box nav a { display: flex; align-items: center; gap: 0.8rem; padding: 0.5rem; border-radius: 10px; color: var(--ink); text-decoration: none; } .chat-box nav a:hover { background: var(--surface); } .chat-box .avatar { background: var(--surface); }
.talk { padding: 1.25rem; } .talk ol { display: grid; gap: 0.7rem; margin-bottom: 1.5rem; } .talk li { justify-self: start; max-width: 80%; padding: 0.6rem 1rem; border-radius: 16px; background: var(--soft); } .talk .mine { justify-self: end; background: var(--accent); color: var(--on-accent); }
@media (min-width: 48rem) { .chat-box { grid-template-columns: 16rem 1fr; } }""",
    ),
    (
        _of("tabs"),
        """\
.tabset { margin: 0; padding: 0; border: 0; min-width: 0; } .tabset legend { padding: 0; margin-bottom: 0.8rem; color: var(--muted); }
.tabset input { position: absolute; opacity: 0; } .tabset label { display: inline-block; padding: 0.55rem 1.1rem; border-bottom: 3px solid transparent; color: var(--muted); font-weight: 600; cursor: pointer; }
.tabset input:checked + label { border-color: var(--mark); color: var(--accent-text); } .tabset input:focus-visible + label { outline: 3px solid var(--mark); border-radius: 6px; }
.panels { border-top: 1px solid var(--line); padding-top: 1.25rem; } .panels > div { display: none; } .panels p { margin-top: 0.4rem; color: var(--muted); }
"""
        + ", ".join(f".tabset input:nth-of-type({number}):checked ~ .panels > div:nth-child({number})" for number in range(1, 13))
        + " { display: block; }",
    ),
    (_of("error"), ".error { text-align: center; padding-block: clamp(4rem, 12vw, 9rem); } .huge { color: var(--mark); font: 800 clamp(5rem, 20vw, 11rem)/1 var(--heading); letter-spacing: -0.05em; } .error .actions { justify-content: center; margin-top: 1.75rem; } .error h1 + p { margin-top: 0.7rem; color: var(--muted); }"),
    (_of("article", "about", "content", "contact"), ".prose { max-width: 42rem; font-size: 1.125rem; } .prose p + p, .prose :is(h3, .h3) + p { margin-top: 0.6rem; } .prose :is(h3, .h3) { margin-top: 2rem; } .prose ul { margin-top: 1rem; padding-left: 1.2rem; list-style: disc; }"),
    (_of("footer"), ".foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem 2rem; padding-block: 2rem 0.5rem; } .foot ul { display: flex; flex-wrap: wrap; gap: 0.4rem 1.25rem; } .foot li a { color: var(--ink); }"),
)
