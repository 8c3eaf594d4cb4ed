"""`service doctor`: walk a connection from outside, layer by layer, and name what is wrong."""

from service.doctor.walk import main

__all__ = ["main"]
