"""One function for each kind of section: what stands in it, in HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..context import Context
from ..plan import Section
from . import charts, data, forms, frame, goods, offers, pitch, records

Build = Callable[[Context, Section], str]

BUILD: Mapping[str, Build] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            *(frame.nav, frame.sidebar, frame.banner, frame.breadcrumbs, frame.footer, frame.social, frame.tabs),
            *(
                pitch.hero,
                pitch.features,
                pitch.steps,
                offers.pricing,
                offers.comparison,
                pitch.testimonials,
                pitch.logos,
            ),
            *(pitch.team, pitch.cta, pitch.download, pitch.error),
            *(
                data.stats,
                charts.chart,
                data.table,
                data.invoice,
                data.progress,
                data.weather,
                data.skills,
                data.calendar,
            ),
            *(goods.gallery, goods.products, goods.menu, goods.hours, goods.location, records.schedule),
            *(records.timeline, records.blog, records.article, goods.about, goods.content, records.faq),
            *(records.kanban, records.tasks, records.notifications, goods.video, goods.player, records.chat),
            *(records.comments, records.profile),
            *(forms.login, forms.signup, forms.contact, forms.form, forms.newsletter, forms.search, forms.settings),
            *(forms.checkout, forms.upload),
        )
    }
)
