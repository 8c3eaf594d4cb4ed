"""The offline composer: a web page from the keywords of a prompt, without any model."""

from .composer import Composer

__all__ = ["Composer"]
