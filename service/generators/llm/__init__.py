"""Code from a language model: OpenAI and compatible servers, Anthropic, Google Gemini."""

from service.generators.llm.choice import configured_models
from service.generators.llm.generator import ModelGenerator

__all__ = ["ModelGenerator", "configured_models"]
