import base64
import os
import time

import dashscope
import numpy as np
import pyaudio

dashscope.base_http_api_url = "https://HOST/api/v1"
player = pyaudio.PyAudio()
stream = player.open(format=pyaudio.paInt16, channels=1, rate=24000, output=True)
response = dashscope.MultiModalConversation.call(
    api_key=os.getenv("DASHSCOPE_API_KEY"),
    model="qwen3-tts-flash",
    text="The ferry leaves at noon, and nobody has to wait for it.",
    voice="Cherry",
    language_type="English",
    stream=True,
)
for chunk in response:
    audio = chunk.output.audio
    if audio.data is not None:
        samples = np.frombuffer(base64.b64decode(audio.data), dtype=np.int16)
        stream.write(samples.tobytes())
    if chunk.output.finish_reason == "stop":
        print("finish at: ", audio.expires_at)
time.sleep(0.8)
stream.stop_stream()
stream.close()
player.terminate()
