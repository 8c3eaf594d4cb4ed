"""The observability stack without containers: collector, Jaeger and Prometheus as processes of this machine."""
