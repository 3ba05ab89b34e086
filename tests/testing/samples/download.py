import os

import dashscope
import requests

dashscope.base_http_api_url = "https://HOST/api/v1"
response = dashscope.MultiModalConversation.call(
    model="qwen3-tts-flash",
    api_key=os.getenv("DASHSCOPE_API_KEY"),
    text="渡船中午出发，谁也不用等它。",
    voice="Cherry",
    language_type="Chinese",
    stream=False,
)
audio = requests.get(response.output.audio.url)
audio.raise_for_status()
with open("downloaded_audio.wav", "wb") as file:
    file.write(audio.content)
print("downloaded_audio.wav")
