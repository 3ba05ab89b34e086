"""Alibaba's Model Studio: its speech systems and the envelope that they share."""
