"""From a screenshot to HTML and CSS, offline: regions, text, layout, structure, code. No model, no network."""

from service.generators.trace.tracer import Tracer

__all__ = ["Tracer"]
