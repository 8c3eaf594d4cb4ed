"""The document around the sections: what is known before the text is read comes first, so that code appears early."""

from __future__ import annotations

from html import escape

from service.generators.trace.sheet import RESET, Sheet

ENGINE = "Offline trace: computer vision and OCR, no AI model. Text may be misread."


def opening(width: int) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{escape(ENGINE)}">\n<style>\n{RESET}'
    )


def head(sheet: Sheet, title: str) -> str:
    body = f' class="{sheet.body_class}"' if sheet.body_class != "stack" else ""
    return f"{sheet.text()}</style>\n<title>{escape(title[:80])}</title>\n</head>\n<body{body}>\n"


def closing() -> str:
    return "</body>\n</html>\n"
