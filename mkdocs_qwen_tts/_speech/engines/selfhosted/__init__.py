"""Servers of your own that speak OpenAI's `/v1/audio/speech`."""
