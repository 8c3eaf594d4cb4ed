from __future__ import annotations
from dataclasses import dataclass
from .plan import Plan
from service.generators.base import Remark
@dataclass
class Changed:
    plan: Plan | None
    remarks: list[Remark]
def change(code: str, text: str) -> Changed:
    return Changed(None, [])
