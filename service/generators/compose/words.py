"""The page's own words: what sections are called, and every fixed text in seven languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

# What a section is called where the prompt gives it no title.
TITLES: dict[str, str] = {
    "banner": "Announcement",
    "nav": "Navigation",
    "sidebar": "Sidebar",
    "breadcrumbs": "Breadcrumbs",
    "tabs": "Overview",
    "hero": "Welcome",
    "features": "Features",
    "steps": "How it works",
    "about": "About us",
    "content": "About",
    "stats": "Key figures",
    "chart": "Chart",
    "table": "Table",
    "comparison": "Comparison",
    "pricing": "Pricing",
    "testimonials": "What people say",
    "logos": "They work with us",
    "team": "Team",
    "gallery": "Gallery",
    "products": "Products",
    "menu": "Menu",
    "hours": "Opening hours",
    "location": "Where to find us",
    "schedule": "Schedule",
    "timeline": "Timeline",
    "skills": "Skills",
    "blog": "Latest articles",
    "article": "Title of the article",
    "faq": "Frequently asked questions",
    "cta": "Your next step",
    "download": "Download",
    "newsletter": "Newsletter",
    "contact": "Contact",
    "login": "Log in",
    "signup": "Create account",
    "form": "Form",
    "search": "Search",
    "settings": "Settings",
    "profile": "Profile",
    "checkout": "Checkout",
    "invoice": "Invoice",
    "kanban": "Board",
    "tasks": "Tasks",
    "calendar": "Calendar",
    "chat": "Messages",
    "notifications": "Notifications",
    "comments": "Comments",
    "upload": "Upload files",
    "progress": "Progress",
    "video": "Video",
    "player": "Listen",
    "weather": "Weather",
    "error": "Page not found",
    "social": "Follow us",
    "footer": "Footer",
}

# How many things a section shows where the prompt names and counts none.
SIZES: dict[str, int] = {
    "tabs": 3,
    "features": 3,
    "steps": 3,
    "stats": 4,
    "table": 5,
    "comparison": 3,
    "pricing": 3,
    "testimonials": 3,
    "logos": 5,
    "team": 4,
    "gallery": 6,
    "products": 4,
    "schedule": 4,
    "timeline": 4,
    "skills": 6,
    "blog": 3,
    "article": 3,
    "faq": 4,
    "tasks": 5,
    "chat": 4,
    "notifications": 4,
    "comments": 2,
    "progress": 3,
    "player": 5,
    "weather": 5,
    "social": 4,
}

ORDER = ("de", "fr", "es", "it", "pt", "nl")
ROWS: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
_ALL = {code: {english: texts[place] for english, texts in ROWS.items()} for place, code in enumerate(ORDER)}


def translate(language: str, english: str) -> str:
    """The text in that language; English where the language is English. A text without translation is a bug."""
    return english if language not in _ALL else _ALL[language][english]
