"""The free voice of eSpeak NG, in a process of its own."""
