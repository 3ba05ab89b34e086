"""Who speaks. `registry` is the only place that names engines."""
